internal import ConnectorKit
internal import Core
internal import Cryptography

/// A code over the body, and over the time where the provider wants that, in a header field.
struct MACScheme: Sendable {
    enum Encoding: String, Hashable, Sendable, CaseIterable { case hex, base64 }
    /// How a secret is written.
    enum SecretEncoding: String, Hashable, Sendable, CaseIterable { case text, hex, base64 }

    /// A piece of what is signed.
    enum Piece: Hashable, Sendable {
        case text(String)
        case timestamp
        case body
    }

    let header: String
    /// Stands before the code, such as `sha256=`.
    let prefix: String
    let algorithm: HMAC.Hash
    let encoding: Encoding
    let layout: [Piece]
    /// The field that holds the time, where the time is signed.
    let timestampHeader: String?
    let timestampFormat: TimeFormat

    var coversTime: Bool { layout.contains(.timestamp) }

    /// The time that is signed, and how the request writes it; nil where none is signed, or it is not there once and in its form.
    func time(of request: HTTPRequest) -> (time: Instant, text: String)? {
        guard coversTime, let timestampHeader else { return nil }
        let values = request.headers.values(timestampHeader)
        guard values.count == 1, let time = timestampFormat.read(values[0]) else { return nil }
        return (time, values[0])
    }

    /// The bytes of the code under one key.
    func code(key: [UInt8], timestamp: String, body: [UInt8]) -> [UInt8] {
        var message: [UInt8] = []
        for piece in layout {
            switch piece {
            case .text(let text): message += text.utf8
            case .timestamp: message += timestamp.utf8
            case .body: message += body
            }
        }
        return HMAC.code(algorithm, for: message, key: key)
    }

    /// The code that a header value holds; nil for another form.
    func decoded(_ value: String) -> [UInt8]? {
        guard value.hasPrefix(prefix) else { return nil }
        let text = String(value.dropFirst(prefix.count))
        return switch encoding {
        case .hex: Hex.decode(text)
        case .base64: Base64.decode(text, padding: .optional)
        }
    }

    func encoded(_ code: [UInt8]) -> String {
        switch encoding {
        case .hex: prefix + Hex.encode(code)
        case .base64: prefix + Base64.encode(code)
        }
    }

    /// `{timestamp}.{body}` as pieces; nil when something else stands between braces.
    static func layout(_ text: String) -> [Piece]? {
        var pieces: [Piece] = []
        var rest = text[...]
        while let brace = rest.firstIndex(of: "{") {
            if brace > rest.startIndex { pieces.append(.text(String(rest[..<brace]))) }
            guard let end = rest[brace...].firstIndex(of: "}") else { return nil }
            switch rest[rest.index(after: brace)..<end] {
            case "body": pieces.append(.body)
            case "timestamp": pieces.append(.timestamp)
            default: return nil
            }
            rest = rest[rest.index(after: end)...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        return pieces.contains(.body) ? pieces : nil
    }
}
