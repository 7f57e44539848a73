import ConnectorKit
import Core
import Cryptography
import Foundation
import Media
import Testing

@testable import Runtime

/// Two steps: a question whose answer is the URL, and the download with a token.
private struct TwoSteps: MediaAccess {
    func begin(_ reference: MediaReference) -> MediaStep {
        .ask(OutboundRequest(method: "GET", url: "https://api.example/\(reference.id)", headers: HTTPFields(["Authorization": "t"])))
    }

    func follow(_ response: HTTPResponse, to step: MediaStep, for reference: MediaReference, now: Instant) -> MediaStep {
        switch step {
        case .ask where response.status == 200:
            let url = String(decoding: response.body, as: UTF8.self)
            let headers = HTTPFields(["Authorization": "t"])
            return .download(
                MediaDownload(OutboundRequest(method: "GET", url: url, headers: headers), size: url.contains("huge") ? 1 << 40 : nil))
        case .download where response.status == 404: return begin(reference)
        case .ask, .download, .failed: return .failed(MediaProblem(answer: response, now: now))
        }
    }
}

/// A provider that answers by URL, and notes what it is asked.
private final class Provider: HTTPCaller, HTTPDownloader {
    let asked = Lock<[String]>([])
    let answers: [String: TransportOutcome]

    init(_ answers: [String: TransportOutcome]) { self.answers = answers }

    func call(_ request: OutboundRequest, _ limits: CallLimits) async -> TransportOutcome {
        asked.withLock { $0.append("\(request.url) \(request.headers["Authorization"] ?? "-") \(limits.trustedHost)") }
        return answers[request.url] ?? .notSent(TransportFailure(.resolve))
    }

    func download(_ request: OutboundRequest, to path: String, _ limits: CallLimits) async -> TransportOutcome {
        guard case .answered(var response) = await call(request, limits) else {
            return answers[request.url] ?? .notSent(TransportFailure(.connect))
        }
        guard (200..<300).contains(response.status) else { return .answered(response) }
        guard response.body.count <= limits.maximumBody else { return .maybeSent(TransportFailure(.bodyTooLarge)) }
        _ = FileManager.default.createFile(atPath: path, contents: Data(response.body))
        response.body = []
        return .answered(response)
    }
}

@Suite struct MediaFetchTests {
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]

    private static func answer(_ status: Int, _ body: [UInt8] = [], _ headers: HTTPFields = HTTPFields()) -> TransportOutcome {
        .answered(HTTPResponse(status: status, headers: headers, body: body))
    }

    private static func fetch(
        _ answers: [String: TransportOutcome], sha256: String? = nil, named: Set<String> = []
    ) async throws -> (Result<MediaFetch.Fetched, MediaProblem>, [String], onDisk: Int) {
        let path = NSTemporaryDirectory() + "parley-fetch-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let provider = Provider(answers)
        var settings = MediaSettings()
        settings.largestFetched = 1000
        settings.namedHosts = named
        let vault = MediaVault(
            folder: try MediaFolder(path: path), links: MediaLinks(origin: "", isPublic: false, key: [1]), downloader: provider,
            settings: settings)
        let fetch = MediaFetch(
            vault: vault, caller: provider, clock: ManualClock().clock, access: TwoSteps(),
            reference: MediaReference(id: "m1", sha256: sha256), declaredType: "image/jpeg")
        let result = await fetch.run()
        let files = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String }.filter { !$0.hasSuffix("incoming") } ?? []
        return (result, provider.asked.withLock { $0 }, files.filter { $0.contains("/") }.count)
    }

    private static let question = "https://api.example/m1"

    private static func url(_ url: String) -> TransportOutcome { answer(200, Array(url.utf8)) }

    @Test func theFile_isKeptUnderItsHash_withTheTypeOfItsBytes() async throws {
        let hash = SHA256.digest(Self.png)
        for given in [nil, Hex.encode(hash), Base64.encode(hash)] {
            let (result, asked, onDisk) = try await Self.fetch(
                [Self.question: Self.url("https://files.example/1"), "https://files.example/1": Self.answer(200, Self.png)], sha256: given)
            let fetched = try result.get()
            #expect(fetched.file.sha256 == hash && fetched.file.size == Self.png.count && fetched.mediaType == "image/png")
            #expect(asked == ["\(Self.question) t false", "https://files.example/1 t false"] && onDisk == 1)
        }
    }

    @Test func aRedirectToAnotherHost_isFollowedWithoutCredentials() async throws {
        let (result, asked, _) = try await Self.fetch([
            Self.question: Self.url("https://api.example/1"),
            "https://api.example/1": Self.answer(302, [], HTTPFields(["Location": "/2"])),
            "https://api.example/2": Self.answer(307, [], HTTPFields(["Location": "https://cdn.example/3"])),
            "https://cdn.example/3": Self.answer(200, Self.png),
        ])
        #expect((try? result.get()) != nil)
        #expect(asked.suffix(3) == ["https://api.example/1 t false", "https://api.example/2 t false", "https://cdn.example/3 - false"])
    }

    @Test func onlyHostsThatTheAdministratorNamed_mayBePrivate() async throws {
        let (_, asked, _) = try await Self.fetch(
            [Self.question: Self.url("https://files.example/1"), "https://files.example/1": Self.answer(200, Self.png)],
            named: ["api.example"])
        #expect(asked == ["\(Self.question) t true", "https://files.example/1 t false"])
    }

    static let failures: [(String, [String: TransportOutcome], FailureCode, MediaProblem.Retry)] = [
        ("no answer", [:], .mediaUnavailable, .later(after: nil)),
        ("the question is refused", [question: answer(403)], .mediaUnavailable, .never),
        ("the credentials are refused", [question: answer(401)], .credentialsInvalid, .whenMended),
        ("slow down", [question: answer(429, [], HTTPFields(["Retry-After": "7"]))], .mediaUnavailable, .later(after: .seconds(7))),
        (
            "provider 5xx", [question: url("https://f.example/1"), "https://f.example/1": answer(502)], .mediaUnavailable,
            .later(after: nil)
        ),
        (
            "an address that expires for ever", [question: url("https://f.example/1"), "https://f.example/1": answer(404)],
            .mediaUnavailable, .later(after: nil)
        ),
        ("too large by its own word", [question: url("https://f.example/huge")], .mediaTooLarge, .never),
        (
            "too large", [question: url("https://f.example/1"), "https://f.example/1": answer(200, [UInt8](repeating: 1, count: 1001))],
            .mediaTooLarge, .never
        ),
        ("empty", [question: url("https://f.example/1"), "https://f.example/1": answer(200)], .mediaUnavailable, .later(after: nil)),
        (
            "a program", [question: url("https://f.example/1"), "https://f.example/1": answer(200, Array("MZ".utf8))], .mediaUnsupported,
            .never
        ),
        (
            "an address that must not be called",
            [question: url("https://f.example/1"), "https://f.example/1": .notSent(TransportFailure(.forbiddenAddress))], .mediaUnavailable,
            .never
        ),
        (
            "a redirect out of the web",
            [question: url("https://f.example/1"), "https://f.example/1": answer(302, [], HTTPFields(["Location": "file:///etc/passwd"]))],
            .mediaUnavailable, .never
        ),
        (
            "redirects without end",
            [
                question: url("https://f.example/1"),
                "https://f.example/1": answer(302, [], HTTPFields(["Location": "https://f.example/1"])),
            ], .mediaUnavailable, .later(after: nil)
        ),
    ]

    @Test(arguments: failures) func whatCannotBeHad_saysWhyAndWhetherToTryAgain_andLeavesNothing(
        label: String, answers: [String: TransportOutcome], code: FailureCode, retry: MediaProblem.Retry
    ) async throws {
        let (result, asked, onDisk) = try await Self.fetch(answers)
        guard case .failure(let problem) = result else {
            Issue.record("\(label): it was kept")
            return
        }
        #expect(problem.failure.code == code && problem.retry == retry, "\(label): \(problem)")
        #expect(asked.count <= 9 && onDisk == 0, "\(label)")
    }

    @Test func otherBytesThanAnnounced_areNotKept() async throws {
        let (result, _, onDisk) = try await Self.fetch(
            [Self.question: Self.url("https://f.example/1"), "https://f.example/1": Self.answer(200, Self.png)],
            sha256: Hex.encode(SHA256.digest([1])))
        guard case .failure(let problem) = result else {
            Issue.record("it was kept")
            return
        }
        #expect(problem.retry == .later(after: nil) && onDisk == 0)
    }
}
