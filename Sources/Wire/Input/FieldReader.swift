package import Core
package import JSONKit

/// A value of a request together with its path, read strictly: every refusal names the field.
///
/// `null` counts as absent, as older client libraries send unset fields so.
package struct FieldReader: Sendable {
    /// The value; may be missing.
    package let json: JSON
    /// Where it stands: `content.items[0]`; empty for the root.
    package let path: String

    /// Starts at a value.
    package init(_ json: JSON, path: String = "") {
        self.json = json
        self.path = path
    }

    /// Whether there is a value other than `null`.
    package var isPresent: Bool { json.exists && !json.isNull }

    /// A member of the object.
    package subscript(_ key: StaticString) -> FieldReader {
        FieldReader(json[key], path: path.isEmpty ? "\(key)" : "\(path).\(key)")
    }

    /// A problem with this field.
    package func problem(_ rule: String) -> WireProblem { WireProblem(path.isEmpty ? "body" : path, rule) }

    /// Throws unless the value is an object.
    package func requireObject() throws(WireProblem) {
        guard isPresent else { throw problem("is missing") }
        guard json.kind == .object else { throw problem("must be an object") }
    }

    /// A string of at most `limit` Unicode scalars; nil when absent.
    package func text(limit: Int, allowEmpty: Bool = false) throws(WireProblem) -> String? {
        guard isPresent else { return nil }
        guard let text = json.string else { throw problem("must be a string") }
        if text.isEmpty, !allowEmpty { throw problem("must not be empty") }
        // No text has more scalars than bytes, so that most need no counting.
        if text.utf8.count > limit, text.unicodeScalars.count > limit { throw problem("must be at most \(limit) characters") }
        return text
    }

    /// A string that must be there.
    package func requiredText(limit: Int) throws(WireProblem) -> String {
        guard let text = try text(limit: limit) else { throw problem("is missing") }
        return text
    }

    /// An `http` or `https` address; nil when absent.
    package func url(limit: Int = FieldLimit.url) throws(WireProblem) -> String? {
        guard let text = try text(limit: limit) else { return nil }
        let scheme = text.prefix(8).lowercased()
        guard scheme.hasPrefix("http://") || scheme.hasPrefix("https://") else { throw problem("must be an http or https URL") }
        return text
    }

    /// An `http` or `https` address that the worker is to call; nil when absent.
    package func address(_ form: ServiceURL.Form) throws(WireProblem) -> String? {
        guard let text = try text(limit: FieldLimit.url) else { return nil }
        do {
            return try ServiceURL.read(text, form).text
        } catch {
            throw problem(error.remedy)
        }
    }

    /// One of the words given; nil when absent.
    package func word(_ words: [String]) throws(WireProblem) -> String? {
        guard isPresent else { return nil }
        guard let text = json.string else { throw problem("must be a string") }
        guard words.contains(text) else { throw problem("must be one of: \(words.joined(separator: ", "))") }
        return text
    }

    /// The elements of an array with `range` elements; nil when absent.
    package func elements(_ range: ClosedRange<Int>) throws(WireProblem) -> [FieldReader]? {
        guard isPresent else { return nil }
        guard json.kind == .array else { throw problem("must be an array") }
        guard range.contains(json.count) else {
            throw problem("must have \(range.lowerBound) to \(range.upperBound) elements")
        }
        return json.array.enumerated().map { FieldReader($1, path: "\(path)[\($0)]") }
    }

    /// A finite number within `range`; must be there.
    package func requiredNumber(in range: ClosedRange<Double>) throws(WireProblem) -> Double {
        guard isPresent else { throw problem("is missing") }
        guard let number = json.double else { throw problem("must be a number") }
        guard range.contains(number) else { throw problem("must be from \(range.lowerBound) to \(range.upperBound)") }
        return number
    }

    /// Whether the value is `true`; nil when absent.
    package func flag() throws(WireProblem) -> Bool? {
        guard isPresent else { return nil }
        guard let flag = json.bool else { throw problem("must be true or false") }
        return flag
    }
}

/// Lengths in Unicode scalars and counts ("Sunshine Conversations API, message content").
package enum FieldLimit {
    /// Text of a message, caption or markup.
    package static let text = 4096
    /// Title of a card.
    package static let title = 128
    /// Text of a card.
    package static let description = 128
    /// Description for those who cannot see a file.
    package static let altText = 128
    /// A media type.
    package static let mediaType = 128
    /// An address.
    package static let url = 2048
    /// Label of a button; not in the published file for all kinds.
    package static let actionText = 128
    /// Not in the published file; our bound, so that a button stays within every channel's request.
    package static let payload = 1000
    /// Not in the published file; our bound for names and addresses.
    package static let shortText = 1024
    /// Bytes of a metadata object.
    package static let metadataBytes = 4096
    /// Cards of a carousel or list.
    package static let items = 1...10
    /// Buttons of a whole list.
    package static let listActions = 1...10
    /// Questions of a form, and answers.
    package static let formFields = 1...20
    /// What can be chosen in one question.
    package static let formOptions = 1...200
    /// `minSize` and `maxSize` of a question.
    package static let formSize = 1...256
    /// A text answer.
    package static let formText = 256
    /// Buttons of a card.
    package static let itemActions = 1...3
    /// Not in the published file for text and images; our bound.
    package static let messageActions = 0...10
}
