internal import ConnectorKit
internal import Core
internal import JSONKit

/// The way to a customer's file: `getFile` tells its path, which is good for an hour at least (Bot API, `getFile`).
///
/// Both addresses hold the bot's token, so neither is ever kept. Telegram hands out files of up to 20 MB; larger ones only through a
/// Bot API server of one's own.
struct TelegramMedia: MediaAccess {
    let account: TelegramAccount

    func begin(_ reference: MediaReference) -> MediaStep {
        .ask(account.call("getFile", JSONWriter.object { $0.field("file_id", reference.id) }))
    }

    func follow(_ response: HTTPResponse, to step: MediaStep, for reference: MediaReference, now: Instant) -> MediaStep {
        // A path that is no longer good is answered 404: the file has another one by now, or is gone, which `getFile` says.
        if case .download = step { return response.status == 404 ? begin(reference) : .failed(MediaProblem(answer: response, now: now)) }
        let answer = (try? JSONDocument.parse(response.body))?.root ?? .missing
        guard (200...299).contains(response.status), answer["ok"].bool == true else {
            return .failed(MediaProblem(BotAPIError(response, now: now).outcome) ?? Self.withoutPath)
        }
        let file = answer["result"]
        guard let path = file["file_path"].string, Self.isPlain(path) else { return .failed(Self.withoutPath) }
        let request = OutboundRequest(method: "GET", url: account.url(ofFile: path))
        return .download(MediaDownload(request, size: file["file_size"].int.flatMap { Int(exactly: $0) }))
    }

    private static let withoutPath = MediaProblem(
        Failure(.mediaUnavailable, detail: "Telegram named no address of the file."), retry: .later(after: nil))

    /// A path that stays below the bot's own files.
    private static func isPlain(_ path: String) -> Bool {
        !path.isEmpty && path.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
            && !path.split(separator: "/").contains("..")
    }
}
