import ConnectorKit
import Core
import HTTPWire
import JSONKit
import Runtime
import Store
import WebChatConnector

extension WebChatFront {
    /// Decides on a file by the head of its request: nothing is read of a stranger, of a page that may not speak with the worker, or of
    /// a file that is too large.
    func admitFile(_ head: RequestHead, _ place: Place) -> Admission {
        let origins = Origins(account: place.account, publicURL: publicURL)
        let limit = place.account.fileLimit
        do throws(WebChatProblem) {
            guard !origins.isRefused(head.request) else { throw .origin }
            guard place.account.attachments, context.media != nil else { throw .noFiles }
            let now = context.clock.now()
            let visitor = try visitor(head.request, place, now)
            guard head.contentLength ?? 0 <= limit else { throw .fileTooLarge(limit) }
            let network = AddressBytes.network(of: head.request.remoteAddress)
            if let wait = uploads.take(visitor: visitor.address, network: network, now: now) { throw .tooMany(wait) }
            return .accept(bodyLimit: limit)
        } catch {
            return .refuse(origins.marked(error.response, for: head.request))
        }
    }

    /// Keeps a file and says that the visitor has sent it.
    func file(
        _ request: HTTPRequest, _ visitor: Visitor, _ place: Place, _ now: Instant, _ reply: Reply
    ) throws(WebChatProblem) {
        let upload = try FileUpload(request)
        if place.account.mode != .everyone, visitor.externalID == nil { throw .signIn }
        Task {
            do {
                if try await isKnown(upload.clientID, of: visitor, place) { return reply.json(JSONValue.object([])) }
                let kept = try await AttachmentIntake(context).keep(
                    request.body[...], declaredType: upload.mediaType, filename: upload.name, app: place.integration.appID,
                    from: place.integration)
                try await context.store.write { try $0.insert(kept.record) }
                deliver(.file(kept, upload, now: now), of: visitor, place, reply) { reply.raw($0) }
            } catch let refusal as AttachmentIntake.Refusal {
                reply.refuse(WebChatProblem(refusal))
            } catch {
                context.log.error("A visitor's file could not be kept", ["problem": (error as? StoreProblem).map { "\($0)" } ?? "?"])
                reply.refuse(WebChatProblem(503, "unavailable", "Please try again.", retryAfter: .seconds(5)))
            }
        }
    }

    /// Whether the same file has been sent before: a second try must not keep it twice.
    private func isKnown(_ clientID: String, of visitor: Visitor, _ place: Place) async throws -> Bool {
        let (integration, name) = (place.integration.id, "\(visitor.address)/\(clientID)")
        return try await context.store.read { try $0.external(integration, name) } != nil
    }
}

/// What a browser says of the file that it sends.
struct FileUpload: Sendable {
    let clientID: String
    /// The name on the visitor's disk; of a path only the end.
    let name: String
    /// What the browser takes it for.
    let mediaType: String?
    let locale: String

    /// The longest name that is taken, in characters.
    private static let nameLimit = 200

    init(_ request: HTTPRequest) throws(WebChatProblem) {
        let query = FormDecoding.fields(query: request.query)
        clientID = try VisitorAct.clientID(query["clientId"])
        guard !request.body.isEmpty else { throw .bad("body", "must be the bytes of the file") }
        // Neither a folder nor a line end nor a sign that turns the direction of writing round may hide what the name ends in.
        let last = (query["name"] ?? "").split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? ""
        let kept = last.unicodeScalars.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
            default: true
            }
        }
        name = String(String.UnicodeScalarView(kept.suffix(Self.nameLimit)))
        mediaType = request.headers["Content-Type"]
        locale = String((query["locale"] ?? "en").prefix(35))
    }
}

extension VisitorAct {
    /// A file that is kept here now.
    static func file(_ kept: AttachmentIntake.Kept, _ upload: FileUpload, now: Instant) -> VisitorAct {
        let type = kept.record.mediaType ?? ""
        var members: [JSONValue.Member] = [
            .init("type", .string(Self.pictures.contains(type) ? "image" : "file")), .init("mediaUrl", .string(kept.url)),
            .init("mediaType", .string(type)), .init("mediaSize", .int(Int64(kept.record.size ?? 0))),
        ]
        if !upload.name.isEmpty { members.append(.init("filename", .string(upload.name))) }
        return VisitorAct(
            "message", id: upload.clientID, at: now, startsChat: true, locale: upload.locale, [.init("content", .object(members))])
    }

    /// What all browsers show as a picture.
    private static let pictures: Set<String> = ["image/jpeg", "image/png", "image/gif", "image/webp"]
}

extension WebChatProblem {
    static let noFiles = WebChatProblem(403, "not_allowed", "Files cannot be sent in this chat.")

    static func fileTooLarge(_ limit: Int) -> WebChatProblem {
        WebChatProblem(413, "file_too_large", "A file must have at most \(limit) bytes.")
    }

    init(_ refusal: AttachmentIntake.Refusal) {
        self =
            switch refusal {
            case .noVault: .noFiles
            case .empty: .bad("body", "must be the bytes of the file")
            case .program: WebChatProblem(415, "file_type_not_allowed", "Programs and web pages cannot be sent.")
            }
    }
}
