internal import ConnectorKit
internal import Core

extension MediaBody {
    /// The file as Meta is told of it.
    ///
    /// - Parameter files: the worker's own files, which are uploaded; all others are fetched by Meta.
    init(_ content: MediaContent, _ files: [String: OutboundFile]) throws(Failure) {
        let known = content.url.flatMap { files[$0] }
        // Pictures of cards become messages of their own here, with the rules of pictures.
        if let refusal = WhatsAppConnector.media.refusal(of: content, file: known?.file) { throw refusal }
        self.init(kind: content.kind, source: try Self.source(of: content, files), caption: nil, filename: nil)
        if content.kind == .document { filename = content.filename ?? known?.filename ?? content.url.flatMap(WebAddress.filename) }
    }

    private static func source(of content: MediaContent, _ files: [String: OutboundFile]) throws(Failure) -> Source {
        if let url = content.url {
            if let known = files[url] { return known.upload.map { .id($0) } ?? .file(known) }
            guard WebAddress.isUsable(url) else {
                throw Failure(.mediaUnavailable, detail: "The file's address must start with http:// or https://.")
            }
            return .link(url)
        }
        guard let id = content.reference?.id, !id.isEmpty else {
            throw Failure(.mediaUnavailable, detail: "The message names no address of the file.")
        }
        return .id(id)
    }
}
