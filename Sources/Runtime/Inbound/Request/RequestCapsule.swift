import ConnectorKit
package import Core

/// A request as the journal keeps it: text like HTTP, with all that is needed to read it again and nothing that authenticates it.
///
///     POST /webhooks/65a0…?page=1
///     Content-Type: application/json
///
///     {"…"}
///
/// Of the header only the content type is kept: signatures and tokens must not be stored. Connectors are handed the same
/// reduced request when it comes in, so that reading it again later gives the same events.
package struct RequestCapsule: Hashable, Sendable {
    /// The reduced request: method, path, query, content type and body. Its texts hold no white space or control characters where
    /// the text form could not tell them apart.
    package let request: HTTPRequest

    /// Reduces a request. `query` and `body` take the place of the request's own.
    package init(_ request: HTTPRequest, query: String?, body: [UInt8], contentType: String?) {
        var headers = HTTPFields()
        if let contentType { headers.append(Self.contentType, Self.oneLine(contentType)) }
        self.request = HTTPRequest(
            method: request.method, path: Self.visible(request.path), query: query.map { Self.visible($0) }, headers: headers, body: body)
    }

    /// The answer to a poll, as if the provider had posted it. The cursor that was asked with is kept as `after`.
    package init(pollAnswer body: [UInt8], contentType: String?, after cursor: String?) {
        let query = cursor.map { FormCoding.encode([.init(name: "after", value: $0)]) }
        self.init(HTTPRequest(method: Self.pollMethod, path: "/"), query: query, body: body, contentType: contentType)
    }

    /// The cursor of a poll.
    package var cursor: String? {
        guard request.method == Self.pollMethod, let query = request.query else { return nil }
        return FormCoding.field(query.utf8).value
    }

    static let contentType = "Content-Type"
    /// Stands where the method of a request would: nobody sent one.
    static let pollMethod = "POLL"

    /// The text form.
    package func encoded() -> [UInt8] {
        var out: [UInt8] = []
        let type = request.headers.fields.first?.value
        out.reserveCapacity(
            request.body.count + request.path.utf8.count + (request.query?.utf8.count ?? 0) + (type?.utf8.count ?? 0) + 32)
        out.append(contentsOf: request.method.utf8)
        out.append(Self.space)
        out.append(contentsOf: request.path.utf8)
        if let query = request.query {
            out.append(Self.question)
            out.append(contentsOf: query.utf8)
        }
        out.append(Self.newline)
        if let type {
            out.append(contentsOf: Self.contentTypeStart.utf8)
            out.append(contentsOf: type.utf8)
            out.append(Self.newline)
        }
        out.append(Self.newline)
        out.append(contentsOf: request.body)
        return out
    }

    /// Reads the text form; nil for bytes that `encoded()` does not make.
    package init?(_ bytes: [UInt8]) {
        guard let lineEnd = bytes.firstIndex(of: Self.newline) else { return nil }
        let line = bytes[..<lineEnd].split(separator: Self.space, omittingEmptySubsequences: false)
        guard line.count == 2, !line[0].isEmpty, line[0].allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }),
            line[1].first == UInt8(ascii: "/"), line[1].allSatisfy({ Self.isVisible($0) })
        else { return nil }
        let target = line[1].split(separator: Self.question, maxSplits: 1, omittingEmptySubsequences: false)
        var rest = bytes[(lineEnd + 1)...]
        var headers = HTTPFields()
        if rest.starts(with: Self.contentTypeStart.utf8) {
            guard let end = rest.firstIndex(of: Self.newline) else { return nil }
            let value = rest[(rest.startIndex + Self.contentTypeStart.utf8.count)..<end]
            guard value.allSatisfy({ $0 >= Self.space && $0 != 0x7F }) else { return nil }
            headers.append(Self.contentType, String(decoding: value, as: UTF8.self))
            rest = rest[(end + 1)...]
        }
        guard rest.first == Self.newline else { return nil }
        request = HTTPRequest(
            method: String(decoding: line[0], as: UTF8.self), path: String(decoding: target[0], as: UTF8.self),
            query: target.count == 2 ? String(decoding: target[1], as: UTF8.self) : nil, headers: headers, body: Array(rest.dropFirst()))
    }
}

extension RequestCapsule {
    private static let space = UInt8(ascii: " ")
    private static let newline = UInt8(ascii: "\n")
    private static let question = UInt8(ascii: "?")
    private static let contentTypeStart = "Content-Type: "

    private static func isVisible(_ byte: UInt8) -> Bool { byte > space && byte != 0x7F }

    /// The text with white space and control characters percent-encoded, as they should have come.
    private static func visible(_ text: String) -> String {
        if text.utf8.allSatisfy({ isVisible($0) }) { return text }
        var out = ""
        for scalar in text.unicodeScalars {
            if scalar.value > 0x20, scalar.value != 0x7F {
                out.unicodeScalars.append(scalar)
            } else {
                out += scalar.value < 16 ? "%0" : "%"
                out += String(scalar.value, radix: 16, uppercase: true)
            }
        }
        return out
    }

    private static func oneLine(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= space && $0 != 0x7F }) { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
    }
}
