import ConnectorKit
import Core
import Cryptography
import JSONKit

/// A provider's request as a pulled relay tells it: the JSON form of smee.io, and of gosmee, which adds the exact bytes.
///
///     {"x-hub-signature-256": "sha256=…", "content-type": "application/json", "bodyB": "eyJ…", "query": {…}, "timestamp": 1790000000000}
///
/// Header fields stand at the top under lower-case names, or in an object `headers`. The body is `bodyB` (base64 of the bytes), `rawBody` (its
/// text), or `body`: parsed JSON, which is written anew here, so that signatures over the provider's bytes may be wrong.
/// Sources: smee.io and gosmee, source code of server and client.
struct RelayedRequest: Hashable, Sendable {
    /// The most header fields that are taken.
    static let fieldLimit = 200

    var request: HTTPRequest

    /// Why an event holds no request.
    struct Malformed: Error, Hashable {
        /// Names fields, holds no values.
        var reason: String
    }

    /// Reads the data of an event.
    ///
    /// - Parameter path: where the request would have come in.
    init(_ data: [UInt8], path: String) throws(Malformed) {
        let json: JSON
        do throws(JSONError) {
            json = try JSONDocument.parse(data).root
        } catch {
            throw Malformed(reason: "the event is no JSON: \(error)")
        }
        guard json.kind == .object else { throw Malformed(reason: "the event is no JSON object") }
        let method = json["method"].string ?? "POST"
        guard !method.isEmpty, method.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
            throw Malformed(reason: "method is no HTTP method")
        }
        request = HTTPRequest(
            method: method, path: path, query: Self.query(json["query"]), headers: try Self.headers(json), body: try Self.body(json))
    }

    private static let own: Set<String> = ["body", "bodyb", "rawbody", "query", "timestamp", "method", "headers"]

    private static func headers(_ json: JSON) throws(Malformed) -> HTTPFields {
        var fields = HTTPFields()
        let isNested = json["headers"].kind == .object
        for (name, value) in isNested ? json["headers"].object : json.object where isNested || !own.contains(name.lowercased()) {
            let values = value.kind == .array ? value.array.compactMap(\.stringOrNumber) : [value.stringOrNumber].compactMap(\.self)
            for value in values { fields.append(name, value) }
            guard fields.fields.count <= fieldLimit else { throw Malformed(reason: "the event has more than \(fieldLimit) header fields") }
        }
        return fields
    }

    private static func body(_ json: JSON) throws(Malformed) -> [UInt8] {
        if let text = json["bodyB"].string {
            guard let bytes = Base64.decode(text, padding: .optional) else { throw Malformed(reason: "bodyB is no base64") }
            return bytes
        }
        if let bytes = json["rawBody"].bytes { return bytes }
        if let bytes = json["body"].bytes { return bytes }
        return json["body"].exists && !json["body"].isNull ? json["body"].serialized() : []
    }

    private static func query(_ json: JSON) -> String? {
        if let text = json.string { return text.isEmpty ? nil : text }
        let fields = json.object.compactMap { name, value in value.stringOrNumber.map { FormField(name: name, value: $0) } }
        return fields.isEmpty ? nil : FormCoding.encode(fields)
    }
}
