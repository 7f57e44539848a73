import ConnectorKit
import Core
import Cryptography
import Media
import Store

/// One try to get a customer's file: the connector says the steps, this makes the calls.
struct MediaFetch: Sendable {
    let vault: MediaVault
    let caller: any HTTPCaller
    let clock: WallClock
    let access: any MediaAccess
    let reference: MediaReference
    /// What the message says of the type.
    let declaredType: String?

    /// Steps of one try, and redirects of one step.
    private static let stepLimit = 8
    private static let redirectLimit = 3
    private static let askDeadline: Duration = .seconds(20)

    /// A file that is kept now.
    struct Fetched: Hashable {
        var file: ArrivedFile
        var mediaType: String
    }

    func run() async -> Result<Fetched, MediaProblem> {
        var step = access.begin(reference)
        for _ in 0..<Self.stepLimit {
            switch step {
            case .failed(let problem): return .failure(problem)
            case .ask(let request):
                switch await caller.call(request, limits(request.url, Self.askDeadline, 1 << 20)) {
                case .answered(let response): step = access.follow(response, to: step, for: reference, now: clock.now())
                case .notSent(let failure), .maybeSent(let failure): return .failure(Self.problem(failure))
                }
            case .download(let download):
                switch await get(download) {
                case .kept(let fetched): return .success(fetched)
                case .answered(let response): step = access.follow(response, to: step, for: reference, now: clock.now())
                case .failed(let problem): return .failure(problem)
                }
            }
        }
        return .failure(Self.later("The provider led from step to step without giving the file."))
    }

    // MARK: The download

    private enum Download {
        case kept(Fetched)
        case answered(HTTPResponse)
        case failed(MediaProblem)
    }

    private func get(_ download: MediaDownload) async -> Download {
        if let size = download.size, size > vault.settings.largestFetched { return .failed(tooLarge) }
        var request = download.request
        for _ in 0...Self.redirectLimit {
            let path = vault.folder.incomingPath()
            let limits = limits(request.url, vault.settings.fetchDeadline, vault.settings.largestFetched)
            switch await vault.downloader.download(request, to: path, limits) {
            case .answered(let response) where (200..<300).contains(response.status):
                return await keep(path, download, response)
            case .answered(let response) where (301...308).contains(response.status) && response.headers["Location"] != nil:
                guard let next = Self.redirected(request, response.headers["Location"] ?? "") else {
                    return .failed(Self.never(.mediaUnavailable, "The provider redirects to an address that must not be followed."))
                }
                request = next
            case .answered(let response): return .answered(response)
            case .notSent(let failure), .maybeSent(let failure):
                return .failed(failure.reason == .bodyTooLarge ? tooLarge : Self.problem(failure))
            }
        }
        return .failed(Self.later("The provider redirects more than \(Self.redirectLimit) times."))
    }

    /// The request after a redirect. What the first one carried, credentials among it, stays with its own origin.
    private static func redirected(_ request: OutboundRequest, _ location: String) -> OutboundRequest? {
        guard let here = WebTarget(request.url), let url = here.following(location), let there = WebTarget(url) else { return nil }
        return OutboundRequest(method: "GET", url: url, headers: here.isSameOrigin(as: there) ? request.headers : HTTPFields())
    }

    private func keep(_ path: String, _ download: MediaDownload, _ response: HTTPResponse) async -> Download {
        do {
            let file = try await vault.folder.inspect(path)
            if let problem = refusal(of: file, download) {
                await vault.folder.discard(path)
                return .failed(problem)
            }
            let told = declaredType ?? download.mediaType ?? response.headers["Content-Type"]
            let type = FileType.type(of: file.head, declared: told)
            guard !FileType.isProgram(type) else {
                await vault.folder.discard(path)
                return .failed(Self.never(.mediaUnsupported, "The file is a program, which is not taken."))
            }
            try await vault.folder.keep(path, as: file)
            return .kept(Fetched(file: file, mediaType: type))
        } catch {
            await vault.folder.discard(path)
            return .failed(Self.later("The file could not be written to the disk."))
        }
    }

    private func refusal(of file: ArrivedFile, _ download: MediaDownload) -> MediaProblem? {
        if file.size == 0 { return Self.later("The provider gave an empty file.") }
        guard let given = download.sha256 ?? reference.sha256, let hash = Self.hash(given) else { return nil }
        return hash == file.sha256 ? nil : Self.later("The file that came is not the one that the provider announced.")
    }

    /// A SHA-256 in hexadecimal or base64; nil for anything else, which is then not compared.
    private static func hash(_ text: String) -> [UInt8]? {
        let bytes = text.utf8.count == 64 ? Hex.decode(text) : Base64.decode(text)
        return bytes.flatMap { $0.count == SHA256.byteCount ? $0 : nil }
    }

    // MARK: Bounds and words

    private func limits(_ url: String, _ deadline: Duration, _ maximumBody: Int) -> CallLimits {
        let isNamed = WebTarget(url).map { vault.settings.namedHosts.contains($0.host) } ?? false
        return CallLimits(deadline: deadline, maximumBody: maximumBody, trustedHost: isNamed)
    }

    private var tooLarge: MediaProblem {
        Self.never(.mediaTooLarge, "The file is larger than the \(vault.settings.largestFetched >> 20) MB that are taken.")
    }

    private static func problem(_ failure: TransportFailure) -> MediaProblem {
        switch failure.reason {
        case .forbiddenAddress, .badURL:
            never(.mediaUnavailable, "The provider names an address that must not be called (\(failure.reason.rawValue)).")
        case .resolve, .connect, .tls, .deadline, .broken, .bodyTooLarge, .file, .cancelled, .closing, .overloaded:
            later("The file could not be fetched (\(failure.reason.rawValue)).")
        }
    }

    private static func never(_ code: FailureCode, _ detail: String) -> MediaProblem {
        MediaProblem(Failure(code, detail: detail), retry: .never)
    }

    private static func later(_ detail: String) -> MediaProblem {
        MediaProblem(Failure(.mediaUnavailable, detail: detail), retry: .later(after: nil))
    }
}
