import JSONKit
import Redaction

/// One line of `parley redact --jsonl`: `{"id":…, "text":…}` or `{"id":…, "messages":[…]}`, the consecutive messages of one sender.
struct RedactionRequest {
    /// Why a line cannot be taken. Holds nothing of the line.
    struct Problem: Error {
        var text: String
    }

    private enum Input {
        case text([UInt8])
        case messages([[UInt8]])
    }

    /// As it was written.
    private let id: ArraySlice<UInt8>
    private let input: Input

    init(_ line: [UInt8]) throws(Problem) {
        do {
            guard try JSONDocument.parse(line).root.kind == .object else { throw Problem(text: "the line must be an object") }
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(text: "\(error)")
        }
        var json = JSONText(valid: line)
        let members = json.members()
        func value(_ key: String) -> Range<Int>? { members.first { $0.key.elementsEqual(key.utf8) }?.value }
        guard let id = value("id") else { throw Problem(text: "'id' is missing") }
        self.id = line[id]
        switch (value("text"), value("messages")) {
        case (let text?, nil):
            guard let text = json.text(text) else { throw Problem(text: "'text' must be a string") }
            input = .text(text)
        case (nil, let messages?):
            let elements = json.elements(messages)
            let texts = elements?.compactMap { json.text($0) }
            guard let texts, texts.count == elements?.count else { throw Problem(text: "'messages' must be an array of strings") }
            input = .messages(texts)
        case (nil, nil): throw Problem(text: "'text' or 'messages' is missing")
        case (_?, _?): throw Problem(text: "'text' and 'messages' cannot be used together")
        }
    }

    /// The answer, a line without its end.
    func answer() -> [UInt8] {
        var out = Array(#"{"id":"#.utf8) + id
        switch input {
        case .text(let text):
            let (masked, spans) = Self.mask(text)
            out += #","spans":"#.utf8
            Self.append(spans.map { [$0.lowerBound, $0.upperBound] }, to: &out)
            out += #","text":"#.utf8
            JSONText.append(literal: masked, to: &out)
        case .messages(let messages):
            let (masked, spans) = Self.mask(messages)
            out += #","spans":"#.utf8
            Self.append(spans, to: &out)
            out += #","messages":["#.utf8
            for (index, message) in masked.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                JSONText.append(literal: message, to: &out)
            }
            out.append(UInt8(ascii: "]"))
        }
        out.append(UInt8(ascii: "}"))
        return out
    }

    /// The masked text, and where its cards are: expiry dates and security codes are masked as well but are no cards.
    private static func mask(_ text: [UInt8]) -> (text: [UInt8], spans: [Range<Int>]) {
        let result = CardRedaction.mask(text)
        return (result.bytes ?? text, result.spans.filter { $0.kind == .card }.map(\.scalars))
    }

    /// The messages, each masked by itself and then what several of them hold together.
    private static func mask(_ messages: [[UInt8]]) -> (messages: [[UInt8]], spans: [[Int]]) {
        var masked: [[UInt8]] = []
        var spans: [[Int]] = []
        var memory = SplitCardMemory<Int>()
        for (index, message) in messages.enumerated() {
            let alone = mask(message)
            masked.append(alone.text)
            spans += alone.spans.map { [index, $0.lowerBound, $0.upperBound] }
            // Seconds apart: they are said to follow each other.
            let parts = alone.text.withUnsafeBufferPointer { memory.observe($0, message: index, at: Int64(index) * 1000) }
            for part in parts {
                masked[part.message] = mask(part, in: masked[part.message])
                if part.kind == .card { spans.append([part.message, part.scalars.lowerBound, part.scalars.upperBound]) }
            }
        }
        return (masked, spans.sorted { $0.lexicographicallyPrecedes($1) })
    }

    /// `text` with a part of a card masked; what `String` cannot hold is kept.
    private static func mask(_ part: SplitCardPart<Int>, in text: [UInt8]) -> [UInt8] {
        let starts = text.indices.filter { text[$0] & 0xC0 != 0x80 }
        let scalars = zip(starts, starts.dropFirst() + [text.count]).map { Array(text[$0..<$1]) }
        var plain = String.UnicodeScalarView()
        // Each its own scalar, so that positions agree.
        for bytes in scalars { plain.append(String(validating: bytes, as: UTF8.self)?.unicodeScalars.first ?? "\u{FFFD}") }
        let masked = CardRedaction.mask(part, in: String(plain)).unicodeScalars
        return zip(scalars, zip(plain, masked)).flatMap { bytes, change in change.0 == change.1 ? bytes : Array(change.1.utf8) }
    }

    private static func append(_ spans: [[Int]], to out: inout [UInt8]) {
        let lists = spans.map { "[" + $0.map(String.init).joined(separator: ",") + "]" }
        out += "[\(lists.joined(separator: ","))]".utf8
    }
}
