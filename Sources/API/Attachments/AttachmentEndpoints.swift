import Core
import Cryptography
import JSONKit
import Media
import Runtime
import Store
import Wire

/// Files for messages to come.
enum AttachmentEndpoints {
    static let root = "/v2/apps/{appId}/attachments"

    static let all: [Endpoint] = [
        .post(
            "UploadAttachment", root, success: 201,
            "Keeps a file. Its mediaUrl goes into a message of type image or file; the file is deleted with that message.", upload
        )
        .asking([
            .query("access", .word("public", "private"), "Whoever has the URL can read the file, in both cases, until the URL expires."),
            .query("for", .word("message"), "The file belongs to the message that names it."),
            .query("conversationId", .id, "Where the message will be posted. Not needed."),
        ])
        .taking(.object([.required("source", .binary)]), as: "multipart/form-data")
        .answering(
            "attachment",
            .object([
                .required("mediaUrl", .text(like: "https://messages.example.com/media/aa/bb.png")),
                .required("mediaType", .text(like: "image/png")),
            ])),
        .post("DeleteAttachment", root + "/remove", success: 200, "Deletes a file by its URL.", remove)
            .changingNothing()
            .taking(.object([.required("mediaUrl", .text(1...2048, like: "https://messages.example.com/media/aa/bb.png"))]))
            .refusing(400, "The URL is not one of this app's files.")
            .answeringNothing(),
    ]

    private static func upload(_ call: APICall) async throws -> Answer {
        let query = try call.query()
        try check(query.value("access"), "access", ["public", "private"])
        try check(query.value("for"), "for", ["message"])
        if let conversation = query.value("conversationId"), ID(conversation) == nil {
            throw APIProblem.field("conversationId", "is not an id")
        }
        guard let type = call.request.headers["Content-Type"], let body = MultipartBody(call.request.body, contentType: type) else {
            throw APIProblem(415, "unsupported_media_type", "The body must be multipart/form-data with a part named source.")
        }
        guard let source = body.parts.first(where: { $0.name == "source" }) else { throw APIProblem.field("source", "is missing") }
        // The boundary of a form differs from call to call; what is in it says whether two calls are the same.
        let once = try IdempotentCall(call, content: SHA256.digest(Array(source.bytes)) + Array((source.filename ?? "").utf8))
        let kept = try await keep(source, call)
        return try await call.context.store.write { store in
            let insert: () throws -> Answer = {
                try store.insert(kept.record)
                return answer(kept)
            }
            guard let once else { return try insert() }
            return try once.run(store, insert)
        }
    }

    private static func keep(_ source: MultipartBody.Part, _ call: APICall) async throws -> AttachmentIntake.Kept {
        do {
            return try await AttachmentIntake(call.context).keep(
                source.bytes, declaredType: source.mediaType, filename: source.filename, app: call.app)
        } catch let refusal as AttachmentIntake.Refusal {
            throw problem(refusal)
        }
    }

    private static func answer(_ kept: AttachmentIntake.Kept) -> Answer {
        Answer { json in
            json.object("attachment") { json in
                json.field("mediaUrl", kept.url)
                json.field("mediaType", kept.record.mediaType ?? FileType.unknown)
            }
        }
    }

    private static func check(_ value: String?, _ name: String, _ words: [String]) throws(APIProblem) {
        guard let value, !words.contains(value) else { return }
        throw .field(name, "must be one of: \(words.joined(separator: ", "))")
    }

    private static func problem(_ refusal: AttachmentIntake.Refusal) -> APIProblem {
        switch refusal {
        case .noVault: APIProblem(501, "not_implemented", "This worker keeps no files.")
        case .empty: .field("source", "must not be empty")
        case .program: .field("source", "must not be a program")
        }
    }

    private static func remove(_ call: APICall) async throws -> Answer {
        let url = try call.body()["mediaUrl"].requiredText(limit: FieldLimit.url)
        guard try await AttachmentIntake(call.context).remove(url, app: call.app) else {
            throw APIProblem.field("mediaUrl", "must be the URL of a file of this app")
        }
        return .empty
    }
}
