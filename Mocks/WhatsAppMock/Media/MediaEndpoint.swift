import Core
import Cryptography
import JSONKit
import MockKit

/// The media calls.
///
/// Source: Meta, Cloud API, media reference.
enum MediaEndpoint {
    /// Where files are fetched, under the prefix; on the real provider this is another host.
    static let downloadPath = "/whatsapp_business/attachments/"

    /// `POST /{phone number id}/media`
    static func upload(_ http: HTTPRequest, to numberID: String, _ state: Lock<MockState>, _ now: Instant) throws(GraphProblem)
        -> GraphResult
    {
        guard let form = MultipartForm(http.body, contentType: http.headers["Content-Type"] ?? "") else {
            throw .parameter("The request must be multipart/form-data.")
        }
        guard form.text("messaging_product") == "whatsapp" else { throw .parameter("The parameter messaging_product is required.") }
        guard let file = form["file"], file.filename != nil else { throw .parameter("The parameter file is required.") }
        let type = file.type ?? form.text("type") ?? "application/octet-stream"
        guard let limit = MediaRules.limit(of: type) else {
            let known = MediaRules.types.values.flatMap { $0 }.sorted().joined(separator: ", ")
            throw .parameter("Param file must be a file with one of the following types: \(known). Received file of type '\(type)'.")
        }
        guard file.bytes.count <= limit else { throw .parameter("Param file must be at most \(limit) bytes; it has \(file.bytes.count).") }
        let id = state.withLock { state in
            state.addMedia(numberID, type, file.bytes, lifetime: .hours(24 * 30), now)
        }
        return GraphResult(body: JSONWriter.object { $0.field("id", id) }, id: id)
    }

    /// `GET /{media id}`: the address of the file, good for five minutes.
    static func describe(_ id: String, _ state: Lock<MockState>, origin: String, _ now: Instant) throws(GraphProblem) -> GraphResult {
        let (file, period) = state.withLock { ($0.media.file(id, at: now), $0.settings.period(.seconds(300))) }
        guard let file else { throw .unknownObject(id, method: "GET") }
        let expiry = now + period
        let body = JSONWriter.object { json in
            json.field("messaging_product", "whatsapp")
            json.field("url", url(file, origin, expiry))
            json.field("mime_type", file.type)
            json.field("sha256", Hex.encode(file.hash))
            json.field("file_size", file.bytes.count)
            json.field("id", id)
        }
        return GraphResult(body: body, id: id)
    }

    /// The address of a file. The expiry is in milliseconds here.
    static func url(_ file: MediaFile, _ origin: String, _ expiry: Instant) -> String {
        "\(origin)\(downloadPath)?mid=\(file.id)&ext=\(expiry.milliseconds)&hash=\(hash(file.id, expiry))"
    }

    private static func hash(_ id: String, _ expiry: Instant) -> String {
        String(Hex.encode(SHA256.digest(Array("\(id)/\(expiry.milliseconds)/attachments".utf8))).prefix(24))
    }

    /// The file itself: needs the same token, and an address that has not expired.
    static func download(_ http: HTTPRequest, _ state: Lock<MockState>, _ now: Instant) throws(GraphProblem) -> GraphResult {
        guard let token = GraphRequest.token(http) else { throw .noToken }
        let query = QueryItems(http.query)
        let id = query["mid"] ?? ""
        let expiry = Instant(milliseconds: query["ext"].flatMap { Int64($0) } ?? 0)
        let (file, owner) = state.withLock { state in
            let file = state.media.file(id, at: now)
            return (file, file.flatMap { state.numbers[$0.numberID] })
        }
        guard state.withLock({ $0.numbers.values.contains { $0.token == token } }), owner == nil || owner?.token == token else {
            throw .badToken
        }
        guard let file, query["hash"] == hash(id, expiry), now < expiry else {
            var problem = GraphProblem.unknownObject(id, method: "GET")
            problem.status = 404
            throw problem
        }
        return GraphResult(body: file.bytes, contentType: file.type, id: id)
    }
}

extension MockState {
    /// Keeps a file and returns its id.
    mutating func addMedia(_ numberID: String, _ type: String, _ bytes: [UInt8], lifetime: Duration, _ now: Instant) -> String {
        let id = identity.mediaID()
        media.insert(
            MediaFile(
                id: id, numberID: numberID, type: type, bytes: bytes, hash: SHA256.digest(bytes), time: now,
                lifetime: settings.period(lifetime)))
        return id
    }
}
