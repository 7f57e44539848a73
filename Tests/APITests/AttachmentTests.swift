import API
import Core
import Cryptography
import Foundation
import Glibc
import JSONKit
import Media
import Runtime
import Store
import Testing

/// Fetches nothing.
private struct NoDownloader: HTTPDownloader {
    func download(_ request: OutboundRequest, to path: String, _ limits: CallLimits) async -> TransportOutcome {
        .notSent(TransportFailure(.connect))
    }
}

@Suite struct AttachmentTests {
    private static let path = "/v2/apps/\(APIFixture.app)/attachments"
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + (0..<500).map { UInt8(truncatingIfNeeded: $0) }

    private func withFiles(_ body: (APIFixture, MediaVault) async throws -> Void) async throws {
        let path = NSTemporaryDirectory() + "parley-attachments-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        var settings = MediaSettings()
        settings.linkLife = .hours(1)
        let vault = MediaVault(
            folder: try MediaFolder(path: path), links: MediaLinks(origin: "https://parley.test", isPublic: true, key: [1]),
            downloader: NoDownloader(), settings: settings)
        let api = try APIFixture(media: vault)
        try await api.seed()
        try await body(api, vault)
    }

    private static func form(_ bytes: [UInt8], type: String, name: String = "source", boundary: String = "x") -> [UInt8] {
        let head =
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"m\\\"äp.png\"\r\nContent-Type: \(type)\r\n\r\n"
        return Array(head.utf8) + bytes + Array("\r\n--\(boundary)--\r\n".utf8)
    }

    private static func upload(
        _ api: APIFixture, _ body: [UInt8], query: String? = nil, boundary: String = "x", key: String? = nil,
        path: String = path, authorization: String = APIFixture.basic
    ) async -> Answered {
        var headers = HTTPFields(["Authorization": authorization, "Content-Type": "multipart/form-data; boundary=\(boundary)"])
        headers["Idempotency-Key"] = key
        let request = HTTPRequest(method: "POST", path: path, query: query, headers: headers, body: body)
        guard case .response(let response) = await api.handler.handle(request) else {
            return Answered(status: 0, headers: headers, bytes: [])
        }
        return Answered(status: response.status, headers: response.headers, bytes: response.body)
    }

    /// Fetches a URL of ours; gives status, headers and the bytes of the file or answer.
    private static func fetch(_ api: APIFixture, _ url: String, _ headers: HTTPFields = HTTPFields()) async -> (HTTPResponse, [UInt8]) {
        let path = String(url.dropFirst("https://parley.test".count))
        switch await api.handler.handle(HTTPRequest(method: "GET", path: path, headers: headers)) {
        case .response(let response): return (response, response.body)
        case .stream(let head, _): return (head, [])
        case .file(let head, let file):
            var bytes = [UInt8](repeating: 0, count: file.length)
            let count = pread(file.descriptor, &bytes, file.length, file.offset)
            return (head, Array(bytes.prefix(max(0, count))))
        }
    }

    private static func url(_ answer: Answered) -> String { answer.root["attachment"]["mediaUrl"].string ?? "" }

    @Test func aFileIsKept_andServedSafely_S12() async throws {
        try await withFiles { api, _ in
            let answer = await Self.upload(api, Self.form(Self.png, type: "image/jpeg"), query: "access=public&for=message")
            #expect(answer.status == 201 && answer.root["attachment"]["mediaType"].string == "image/png")
            let (head, bytes) = await Self.fetch(api, Self.url(answer))
            #expect(head.status == 200 && bytes == Self.png)
            #expect(head.headers["Content-Type"] == "image/png" && head.headers["X-Content-Type-Options"] == "nosniff")
            #expect(head.headers["Content-Disposition"] == "inline; filename*=UTF-8''m%22%C3%A4p.png")
            #expect(head.headers["Content-Security-Policy"] == "default-src 'none'; sandbox")
        }
    }

    static let ranges: [(String, Int, ClosedRange<Int>?)] = [
        ("bytes=0-3", 206, 0...3), ("bytes=500-", 206, 500...507), ("bytes=-2", 206, 506...507), ("bytes=500-9999", 206, 500...507),
        ("bytes=508-", 416, nil), ("bytes=-0", 416, nil), ("bytes=3-1", 200, 0...507), ("bytes=0-1,3-4", 200, 0...507),
        ("lines=1-2", 200, 0...507), ("bytes=a-b", 200, 0...507), ("bytes=99999999999999999999-", 200, 0...507),
    ]

    @Test(arguments: ranges) func aPartOfAFile_isServed(range: String, status: Int, place: ClosedRange<Int>?) async throws {
        try await withFiles { api, _ in
            let url = Self.url(await Self.upload(api, Self.form(Self.png, type: "image/png")))
            let (head, bytes) = await Self.fetch(api, url, HTTPFields(["Range": range]))
            #expect(head.status == status, "\(range)")
            #expect(bytes == place.map { Array(Self.png[$0]) } ?? [], "\(range)")
        }
    }

    @Test func whatABrowserCouldRun_isOnlyOfferedForSaving() async throws {
        try await withFiles { api, _ in
            for (bytes, type) in [("<html><script>x</script>", "text/html"), ("<svg onload='x'/>", "image/svg+xml")] {
                let answer = await Self.upload(api, Self.form(Array(bytes.utf8), type: type))
                let (head, _) = await Self.fetch(api, Self.url(answer))
                #expect(head.status == 200 && head.headers["Content-Disposition"]?.hasPrefix("attachment") == true, "\(type)")
                #expect(head.headers["Content-Type"] != "image/svg+xml")
            }
        }
    }

    @Test func aLinkEndsWithItsTime_andAFileWithItsRemoval() async throws {
        try await withFiles { api, vault in
            let url = Self.url(await Self.upload(api, Self.form(Self.png, type: "image/png")))
            let removed = await api.post(Self.path + "/remove", #"{"mediaUrl":"\#(url)"}"#)
            #expect(removed.status == 200)
            #expect(await Self.fetch(api, url).0.status == 410)
            let second = Self.url(await Self.upload(api, Self.form(Self.png, type: "image/png")))
            api.clock.advance(by: .hours(1))
            #expect(await Self.fetch(api, second).0.status == 410)
            let fresh = vault.shownURL(try #require(vault.links.id(in: second)), mediaType: nil, now: api.clock.now)
            #expect(await Self.fetch(api, fresh).0.status == 200)
            #expect(await Self.fetch(api, String(fresh.dropLast()) + "q").0.status == 404)
        }
    }

    @Test func anotherApp_cannotRemoveOrSendTheFile() async throws {
        try await withFiles { api, _ in
            let url = Self.url(await Self.upload(api, Self.form(Self.png, type: "image/png")))
            let other = "/v2/apps/\(APIFixture.otherApp)/attachments/remove"
            let answer = await api.call("POST", other, body: #"{"mediaUrl":"\#(url)"}"#, authorization: APIFixture.otherBasic)
            #expect(answer.status == 400)
            #expect(await Self.fetch(api, url).0.status == 200)
        }
    }

    @Test func theSameCallTwice_makesOneFile_whateverTheBoundary() async throws {
        try await withFiles { api, _ in
            let first = await Self.upload(api, Self.form(Self.png, type: "image/png"), key: "k")
            let again = await Self.upload(api, Self.form(Self.png, type: "image/png", boundary: "yy"), boundary: "yy", key: "k")
            #expect(first.status == 201 && again.status == 201 && first.bytes == again.bytes)
            let other = await Self.upload(api, Self.form([1, 2, 3], type: "image/png"), key: "k")
            #expect(other.status == 422)
        }
    }

    static let refusals: [(String, [UInt8], String?, Int)] = [
        ("no form", Array("hello".utf8), nil, 415), ("a form cut short", Array(form(png, type: "image/png").dropLast(4)), nil, 415),
        ("no source", form(png, type: "image/png", name: "file"), nil, 400), ("an empty file", form([], type: "image/png"), nil, 400),
        ("a program", form(Array("MZ..".utf8), type: "image/png"), nil, 400),
        ("a word that is not known", form(png, type: "image/png"), "access=secret", 400),
    ]

    @Test(arguments: refusals) func whatCannotBeTaken_isRefused(label: String, body: [UInt8], query: String?, status: Int) async throws {
        try await withFiles { api, _ in
            #expect(await Self.upload(api, body, query: query).status == status, "\(label)")
        }
    }

    @Test func aStrangersBody_isNotRead() async throws {
        try await withFiles { api, _ in
            let head = HTTPRequest(method: "POST", path: Self.path)
            guard case .refuse(let answer) = api.handler.admit(head, contentLength: 10_000_000) else {
                Issue.record("it is read")
                return
            }
            #expect(answer.status == 401)
            let known = HTTPRequest(method: "POST", path: Self.path, headers: HTTPFields(["Authorization": APIFixture.basic]))
            #expect(api.handler.admit(known, contentLength: 10_000_000) == .accept(bodyLimit: (50 << 20) + (64 << 10)))
        }
    }

    @Test func aMessagesFile_isShownByAFreshURL_andGoesWithTheMessage() async throws {
        try await withFiles { api, vault in
            let url = Self.url(await Self.upload(api, Self.form(Self.png, type: "image/png")))
            let body = #"{"author":{"type":"business"},"content":{"type":"file","mediaUrl":"\#(url)"}}"#
            #expect(await api.post(APIFixture.messages, body).status == 201)
            api.clock.advance(by: .hours(3))
            let content = await api.get(APIFixture.messages).root["messages"][0]["content"]
            let shown = try #require(content["mediaUrl"].string)
            #expect(content["mediaSize"].int == 508 && content["mediaType"].string == "image/png")
            #expect(await Self.fetch(api, shown).0.status == 200)
            let id = try #require(vault.links.id(in: shown))
            let media = try await api.store.read { try $0.media(id) }
            #expect(media?.messageID != nil && media?.conversationID == APIFixture.conversation)
        }
    }

    /// Whoever posts an expired URL of another app's file has it as it was, expired.
    @Test(arguments: ["image", "file"]) func anotherAppsFile_isNotShownByAFreshURL(_ type: String) async throws {
        try await withFiles { api, _ in
            let theirs = "/v2/apps/\(APIFixture.otherApp)/attachments"
            let form = Self.form(Self.png, type: "image/png")
            let url = Self.url(await Self.upload(api, form, path: theirs, authorization: APIFixture.otherBasic))
            #expect(await Self.fetch(api, url).0.status == 200)
            api.clock.advance(by: .hours(3))
            let body = #"{"author":{"type":"business"},"content":{"type":"\#(type)","mediaUrl":"\#(url)"}}"#
            #expect(await api.post(APIFixture.messages, body).status == 201)
            let shown = try #require(await api.get(APIFixture.messages).root["messages"][0]["content"]["mediaUrl"].string)
            #expect(shown == url)
            #expect(await Self.fetch(api, shown).0.status == 410)
        }
    }

    /// A file that two messages show is there as long as one of them.
    @Test(arguments: [true, false]) func aFileOfTwoMessages_goesWithTheLastOfThem(_ inCard: Bool) async throws {
        try await withFiles { api, vault in
            let url = Self.url(await Self.upload(api, Self.form(Self.png, type: "image/png")))
            let card = #"{"title":"a","mediaUrl":"\#(url)","actions":[{"type":"link","text":"a","uri":"https://a.example"}]}"#
            let content = inCard ? #"{"type":"carousel","items":[\#(card)]}"# : #"{"type":"image","mediaUrl":"\#(url)"}"#
            let body = #"{"author":{"type":"business"},"content":\#(content)}"#
            var shown: [(message: String, url: String)] = []
            for _ in 0..<3 {
                let message = (await api.post(APIFixture.messages, body)).root["messages"][0]
                let media = inCard ? message["content"]["items"][0]["mediaUrl"] : message["content"]["mediaUrl"]
                shown.append((try #require(message["id"].string), try #require(media.string)))
            }
            #expect(Set(shown.compactMap { vault.links.id(in: $0.url) }).count == 3)
            for (number, one) in shown.enumerated() {
                #expect(await api.call("DELETE", "\(APIFixture.messages)/\(one.message)").status == 200)
                for (other, (_, url)) in shown.enumerated() {
                    #expect(await Self.fetch(api, url).0.status == (other <= number ? 410 : 200), "\(number) \(other)")
                }
            }
        }
    }
}
