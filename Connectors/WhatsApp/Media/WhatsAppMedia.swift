internal import ConnectorKit
internal import Core
internal import JSONKit

/// The files that customers send: the id gives an address that is good for five minutes, the address gives the file; both want the token
/// (Meta, Cloud API, media reference).
struct WhatsAppMedia: MediaAccess {
    let account: WhatsAppAccount

    /// Hosts that Meta serves files from. The token must not reach any other.
    private static let hosts = ["fbsbx.com", "facebook.com", "fbcdn.net", "whatsapp.net", "whatsapp.com"]

    func begin(_ reference: MediaReference) -> MediaStep {
        // An id is made of digits; anything else would be another path.
        guard !reference.id.isEmpty, reference.id.utf8.allSatisfy(Self.isPlain) else {
            return .failed(MediaProblem(Failure(.mediaUnavailable, detail: "WhatsApp's id of the file cannot be read."), retry: .never))
        }
        let url = "\(account.graphURL)/\(reference.id)?phone_number_id=\(account.phoneNumberID)"
        return .ask(OutboundRequest(method: "GET", url: url, headers: account.authorization))
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }

    func follow(_ response: HTTPResponse, to step: MediaStep, for reference: MediaReference, now: Instant) -> MediaStep {
        switch step {
        case .ask: described(response, reference, now)
        // The address has expired, or the id: a new address is asked for, and the id's own answer tells.
        case .download where [401, 403, 404, 410].contains(response.status): begin(reference)
        case .download: .failed(MediaProblem(answer: response, now: now))
        case .failed: step
        }
    }

    private func described(_ response: HTTPResponse, _ reference: MediaReference, _ now: Instant) -> MediaStep {
        let answer = (try? JSONDocument.parse(response.body))?.root ?? .missing
        if let error = GraphError(answer["error"]) { return .failed(problem(error, response, now)) }
        guard (200...299).contains(response.status), let url = answer["url"].string else {
            return .failed(MediaProblem(answer: response, now: now))
        }
        let request = OutboundRequest(method: "GET", url: url, headers: isMeta(url) ? account.authorization : HTTPFields())
        return .download(
            MediaDownload(
                request, mediaType: answer["mime_type"].string, size: answer["file_size"].stringOrNumber.flatMap { Int($0) },
                sha256: answer["sha256"].string ?? reference.sha256))
    }

    private func problem(_ error: GraphError, _ response: HTTPResponse, _ now: Instant) -> MediaProblem {
        var failure = error.failure
        // "Object does not exist": ids of customers' files live seven days.
        if error.code == "100" {
            failure.code = .mediaUnavailable
            return MediaProblem(failure, retry: .never)
        }
        let asked = RetryAfter.wait(in: response.headers, now: now)
        if let entry = error.entry, let problem = MediaProblem(entry.outcome(failure, asked: asked)) { return problem }
        return MediaProblem(failure, retry: .later(after: asked))
    }

    private func isMeta(_ url: String) -> Bool {
        if url.hasPrefix(account.origin + "/") { return true }
        guard url.hasPrefix("https://") else { return false }
        let host = url.dropFirst(8).prefix { $0 != "/" && $0 != "?" && $0 != "#" && $0 != ":" }.lowercased()
        return Self.hosts.contains { host == $0 || host.hasSuffix("." + $0) }
    }
}
