import ConnectorKit
import Core
import JSONKit

/// Puts other texts in the place of certain texts in what is stored already. A text is found by being the whole of a field.
struct TextReplacement {
    /// New texts by old ones.
    private var texts: [String: [UInt8]] = [:]

    /// Replaces nothing.
    init() {}

    var isEmpty: Bool { texts.isEmpty }

    mutating func replace(_ old: String?, by new: String?) {
        if let old, let new, old != new { texts[old] = Array(new.utf8) }
    }

    /// Takes in what `other` replaces.
    mutating func merge(_ other: TextReplacement) { texts.merge(other.texts) { $1 } }

    /// A message's content, or an event that tells of one: there `text` holds what was said. Nil when nothing changes.
    func applied(to stored: JSONBytes) -> JSONBytes? {
        guard let document = try? JSONDocument.parse(stored.bytes) else { return nil }
        return document.root.rewritingStrings { path, leaf in path.ends(with: "text") ? texts[leaf.string] : nil }.map { JSONBytes($0) }
    }

    /// An answer of the API as it is kept: header lines, an empty line, an object. Nil when nothing changes.
    func applied(toAnswer kept: [UInt8]) -> [UInt8]? {
        guard let start = kept.firstIndex(of: UInt8(ascii: "{")) else { return nil }
        return applied(to: JSONBytes(Array(kept[start...]))).map { kept[..<start] + $0.bytes }
    }

    /// A provider's request as the journal keeps it. Nil when nothing changes.
    func applied(to payload: [UInt8], of integration: IntegrationEntry) -> [UInt8]? {
        guard let capsule = RequestCapsule(payload) else { return nil }
        let request = capsule.request
        var query = request.query
        var body = request.body
        switch integration.registration.payload {
        case .json:
            guard let changed = (try? JSONDocument.parse(body)).flatMap({ json($0, integration.identifiers) }) else { return nil }
            body = changed
        case .form:
            if body.isEmpty {
                guard let changed = query.flatMap({ form(Array($0.utf8), integration.identifiers) }) else { return nil }
                query = changed
            } else {
                guard let changed = form(body, integration.identifiers) else { return nil }
                body = Array(changed.utf8)
            }
        }
        return RequestCapsule(request, query: query, body: body, contentType: request.headers[RequestCapsule.contentType]).encoded()
    }

    private func json(_ document: JSONDocument, _ identifiers: IdentifierFields) -> [UInt8]? {
        document.root.rewritingStrings { path, leaf in
            guard let new = texts[leaf.string] else { return nil }
            return identifiers.isIdentifier(path.allKeys()) ? nil : new
        }
    }

    private func form(_ text: [UInt8], _ identifiers: IdentifierFields) -> String? {
        var fields = FormDecoding.fields(text)
        var changed = false
        for index in fields.indices {
            guard let new = texts[fields[index].value], !identifiers.isIdentifier([fields[index].name]) else { continue }
            fields[index].value = String(decoding: new, as: UTF8.self)
            changed = true
        }
        return changed ? FormCoding.encode(fields) : nil
    }
}
