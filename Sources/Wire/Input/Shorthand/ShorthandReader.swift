package import Core

/// Reads the template shorthand `&((key=[[value]] …))&` of Sunshine Conversations out of a text ("Sunshine Conversations, WhatsApp message
/// templates, shorthand").
///
/// Keys: `namespace` (read and left aside), `template`, `language`, `fallback`, `body_text` (repeated, in order), `header_image`,
/// `header_document`, `button_index` with `button_url` (repeated in pairs). Ours beside them: `header_video`, `header_text`.
package struct ShorthandReader: Sendable {
    /// A text with a template in it.
    package struct Reading: Hashable, Sendable {
        /// What stands before the template: a message of its own. Empty for none.
        package var before: String
        package var template: TemplateShorthand
        /// What stands behind it.
        package var after: String
    }

    private static let opener = "&(("
    private static let closer = "))&"
    /// Keys that may stand once.
    private static let single: Set<String> = ["namespace", "template", "language", "fallback"]
    private static let headers: [String] = ["header_image", "header_document", "header_video", "header_text"]
    private static let known = ["namespace", "template", "language", "fallback", "body_text"] + headers + ["button_index", "button_url"]

    private let path: String
    private var rest: Substring
    private var seen: Set<String> = []
    private var send = TemplateSend(name: "", bindsInOrder: true)
    private var fallback: String?
    private var button: Int?

    /// Reads `text`; nil when no template is in it.
    ///
    /// - Parameter path: the field that holds the text, for the problem.
    /// - Throws: a problem that names the key when the shorthand cannot be read.
    package static func read(_ text: String, path: String) throws(WireProblem) -> Reading? {
        guard let open = text.firstRange(of: opener) else { return nil }
        var reader = ShorthandReader(path: path, rest: text[open.upperBound...])
        let template = try reader.template()
        if reader.rest.contains(opener) { throw reader.problem("holds two templates; post them as two messages") }
        return Reading(before: trimmed(text[..<open.lowerBound]), template: template, after: trimmed(reader.rest))
    }

    private init(path: String, rest: Substring) {
        self.path = path
        self.rest = rest
    }

    private func problem(_ rule: String) -> WireProblem { WireProblem(path, rule) }

    private mutating func template() throws(WireProblem) -> TemplateShorthand {
        var last = ""
        while true {
            rest = rest.drop(while: \.isWhitespace)
            if rest.hasPrefix(Self.closer) { break }
            guard !rest.isEmpty else {
                throw problem(
                    last.isEmpty
                        ? "begins a template with &(( and does not end it with ))&"
                        : "does not end its template with ))& after the key \(last)")
            }
            let key = try key(after: last)
            try take(key, try value(of: key))
            last = key
        }
        rest = rest.dropFirst(Self.closer.count)
        if button != nil { throw problem("names a button by the key button_index, and does not give its button_url") }
        guard !send.name.isEmpty else { throw problem("has a template without the key template, which names it") }
        return TemplateShorthand(send, fallback: fallback)
    }

    private mutating func key(after last: String) throws(WireProblem) -> String {
        let key = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        guard !key.isEmpty, key.utf8.count <= 32 else {
            let place = last.isEmpty ? "at its begin" : "after the key \(last)"
            throw problem("has a template that cannot be read \(place): write key=[[value]] pairs and end with ))&")
        }
        let name = String(key)
        guard Self.known.contains(name) else {
            throw problem("has a template with the unknown key \(name); the keys are \(Self.known.joined(separator: ", "))")
        }
        rest = rest.dropFirst(key.count).drop(while: \.isWhitespace)
        guard rest.hasPrefix("=") else { throw problem("has a template whose key \(name) has no value: write \(name)=[[value]]") }
        rest = rest.dropFirst().drop(while: \.isWhitespace)
        return name
    }

    private mutating func value(of key: String) throws(WireProblem) -> String {
        guard rest.hasPrefix("[[") else {
            throw problem("has a template whose key \(key) has no value in [[ and ]]: write \(key)=[[value]]")
        }
        guard let close = rest.firstRange(of: "]]") else {
            throw problem("has a template whose value of the key \(key) does not end with ]]")
        }
        let value = String(rest[rest.index(rest.startIndex, offsetBy: 2)..<close.lowerBound])
        rest = rest[close.upperBound...]
        return value
    }

    private mutating func take(_ key: String, _ value: String) throws(WireProblem) {
        let isHeader = Self.headers.contains(key)
        if Self.single.contains(key) || isHeader, !seen.insert(isHeader ? "header" : key).inserted {
            throw problem(
                isHeader ? "has a template with two headers; the second is the key \(key)" : "has a template that repeats the key \(key)")
        }
        switch key {
        case "template":
            send.name = value.trimmingSpaces
            if send.name.isEmpty { throw problem("has a template whose key template is empty") }
        case "language": send.language = value.trimmingSpaces.isEmpty ? nil : value.trimmingSpaces
        case "fallback": fallback = value.isEmpty ? nil : value
        case "body_text": send.body.append(.init(.text(value)))
        case "header_image": send.header = [try file(.image, value, key)]
        case "header_document": send.header = [try file(.document, value, key)]
        case "header_video": send.header = [try file(.video, value, key)]
        case "header_text": send.header = [.init(.text(value))]
        case "button_index": try begin(button: value)
        case "button_url": try end(button: value)
        default: break
        }
    }

    private func file(_ kind: MediaContent.Kind, _ value: String, _ key: String) throws(WireProblem) -> TemplateSend.Argument {
        let url = value.trimmingSpaces
        let scheme = url.prefix(8).lowercased()
        guard scheme.hasPrefix("http://") || scheme.hasPrefix("https://"), url.utf8.count <= FieldLimit.url else {
            throw problem("has a template whose key \(key) is no http or https URL")
        }
        return .init(.media(kind, url: url, id: nil))
    }

    private mutating func begin(button value: String) throws(WireProblem) {
        guard button == nil else { throw problem("has a template with a second key button_index before the button_url of the first") }
        guard let index = Int(value.trimmingSpaces), (0...9).contains(index) else {
            throw problem("has a template whose key button_index is not a number from 0 to 9")
        }
        button = index
    }

    private mutating func end(button value: String) throws(WireProblem) {
        guard let index = button else { throw problem("has a template with the key button_url before its button_index") }
        send.buttons.append(.init(index: index, .text(value)))
        button = nil
    }

    private static func trimmed(_ text: Substring) -> String { String(text).trimmingSpaces }
}

extension String {
    /// Without white space at both ends.
    fileprivate var trimmingSpaces: String {
        let start = drop(while: \.isWhitespace)
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }
}
