import Core
import Cryptography
import Media
import Runtime
import Store

/// Gives files to whoever has a signed URL.
///
/// Nothing of a customer's file can run in a browser: its type is fixed (`nosniff`), the page is a sandbox, and what is no picture, sound or
/// film is only offered for saving.
final class MediaServer: Sendable {
    private let context: RuntimeContext
    private let vault: MediaVault
    /// Requests that wait for a file to be fetched.
    private let waiting = Lock(0)

    /// How long a request waits for a file that is on its way, and how often it looks.
    private static let patience: Duration = .seconds(5)
    private static let look: Duration = .milliseconds(200)
    /// Requests that may wait; more are told to come again at once.
    private static let waitingLimit = 128

    init(_ context: RuntimeContext, _ vault: MediaVault) {
        self.context = context
        self.vault = vault
    }

    /// Answers one request for a path under `MediaLinks.prefix`.
    func answer(_ request: HTTPRequest) async -> APIReply {
        guard request.method == "GET" || request.method == "HEAD" else { return .response(APIProblem.otherMethods("GET, HEAD").response) }
        // Whoever guesses learns nothing of what is here.
        guard let link = vault.links.link(path: request.path) else {
            return Self.refuse(404, "not_found", "There is nothing at this path.")
        }
        guard context.clock.now() < link.expiresAt else {
            return Self.refuse(410, "link_expired", "The URL has expired. Ask for the message again to get a new one.")
        }
        do {
            return try await answer(request, link)
        } catch StoreProblem.overloaded, MediaFolderProblem.busy {
            return .response(APIProblem.overloaded(after: 1).response)
        } catch {
            context.log.error("A file could not be served", ["media": "\(link.id)", "problem": "\(error)"])
            return .response(APIProblem.overloaded(after: 5).response)
        }
    }

    private func answer(_ request: HTTPRequest, _ link: MediaLinks.Link) async throws -> APIReply {
        let gone = Self.refuse(410, "media_gone", "The file is no longer kept.")
        guard let media = try await settled(link.id) else { return gone }
        switch media.state {
        case .waiting:
            return .response(
                APIProblem(
                    503, "media_pending", "The file is being fetched from the channel. Try again after the time in Retry-After.",
                    headers: HTTPFields(["Retry-After": "10"])
                ).response)
        case .failed:
            let failure = media.failure ?? Failure(.mediaUnavailable)
            return Self.refuse(404, failure.code.rawValue, failure.detail ?? "The file could not be fetched from the channel.")
        case .dropped: return gone
        case .stored: return try await serve(media, request, link) ?? gone
        }
    }

    /// The record, after a short wait if its file is on the way.
    private func settled(_ id: ID) async throws -> MediaRecord? {
        var media = try await context.store.read { try $0.media(id) }
        guard media?.state == .waiting, enter() else { return media }
        defer { waiting.withLock { $0 -= 1 } }
        let end = context.clock.now() + Self.patience
        while media?.state == .waiting, context.clock.now() < end {
            try await context.clock.sleep(until: context.clock.now() + Self.look)
            media = try await context.store.read { try $0.media(id) }
        }
        return media
    }

    private func enter() -> Bool {
        waiting.withLock { count in
            guard count < Self.waitingLimit else { return false }
            count += 1
            return true
        }
    }

    // MARK: The file

    private func serve(_ media: MediaRecord, _ request: HTTPRequest, _ link: MediaLinks.Link) async throws -> APIReply? {
        guard let sha256 = media.sha256, let size = media.size else { return nil }
        var headers = headers(of: media, sha256, link)
        let tag = headers["ETag"] ?? ""
        if request.headers["If-None-Match"] == tag { return .response(HTTPResponse(status: 304, headers: headers)) }
        let ifRange = request.headers["If-Range"]
        let asked = ifRange == nil || ifRange == tag ? request.headers["Range"] : nil
        switch ByteRange.read(asked, size: size) {
        case .whole:
            guard let file = try await vault.folder.open(sha256, from: 0, length: size) else { return nil }
            return .file(HTTPResponse(status: 200, headers: headers), file)
        case .part(let offset, let length):
            guard let file = try await vault.folder.open(sha256, from: offset, length: length) else { return nil }
            headers.append("Content-Range", "bytes \(offset)-\(offset + length - 1)/\(size)")
            return .file(HTTPResponse(status: 206, headers: headers), file)
        case .unsatisfiable:
            return .response(HTTPResponse(status: 416, headers: HTTPFields(["Content-Range": "bytes */\(size)"])))
        }
    }

    private func headers(of media: MediaRecord, _ sha256: [UInt8], _ link: MediaLinks.Link) -> HTTPFields {
        let type = media.mediaType ?? FileType.unknown
        let age = max(0, min((link.expiresAt - context.clock.now()).components.seconds, 86_400))
        return HTTPFields([
            "Content-Type": type, "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox",
            "Content-Disposition": Self.disposition(type, media.filename), "ETag": "\"\(Hex.encode(sha256))\"", "Accept-Ranges": "bytes",
            "Cache-Control": "private, max-age=\(age)", "Referrer-Policy": "no-referrer",
        ])
    }

    /// RFC 6266; the name in the encoding of RFC 8187, so that no character of it means anything in a header.
    private static func disposition(_ type: String, _ filename: String?) -> String {
        let word = FileType.isHarmless(type) ? "inline" : "attachment"
        guard let filename, !filename.isEmpty else { return word }
        return "\(word); filename*=UTF-8''\(PercentEncoding.encode(String(filename.prefix(200))))"
    }

    private static func refuse(_ status: Int, _ code: String, _ title: String) -> APIReply {
        .response(APIProblem(status, code, title).response)
    }
}

/// One range of bytes, as a request asks for it (RFC 9110, section 14). Of several ranges none is honoured.
enum ByteRange: Hashable {
    case whole
    case part(offset: Int, length: Int)
    case unsatisfiable

    /// Reads a `Range` header for a file of `size` bytes.
    static func read(_ header: String?, size: Int) -> ByteRange {
        guard let header, header.hasPrefix("bytes=") else { return .whole }
        let ends = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, ends.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) else { return .whole }
        switch (Int(ends[0]), Int(ends[1])) {
        case (let first?, let last):
            guard ends[1].isEmpty || (last ?? -1) >= first else { return .whole }
            guard first < size else { return .unsatisfiable }
            return .part(offset: first, length: min(last ?? size - 1, size - 1) - first + 1)
        case (nil, let count?):
            guard ends[0].isEmpty else { return .whole }
            return count > 0 && size > 0 ? .part(offset: max(0, size - count), length: min(count, size)) : .unsatisfiable
        case (nil, nil): return .whole
        }
    }
}
