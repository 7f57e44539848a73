package import ConnectorKit
package import JSONKit

/// Masks what a provider sent, before anything else reads it: every text of a decoded payload except identifiers.
///
/// All functions return nil when nothing has to change, which is the usual case and copies nothing.
package struct PayloadMasker: Sendable {
    private let masking: any Masking
    private let identifiers: IdentifierFields

    /// Numbers with fewer characters cannot be card numbers: the shortest card has 12 digits.
    private static let shortestNumber = 12
    /// How many JSON documents inside strings inside JSON documents are looked into; deeper ones are masked as plain text.
    private static let nestingLimit = 3

    /// - Parameter identifiers: what stays as it is although it looks like a card number.
    package init(_ masking: any Masking, identifiers: IdentifierFields) {
        self.masking = masking
        self.identifiers = identifiers
    }

    /// Changes nothing: for payloads that were masked when they came in.
    package static let none = PayloadMasker(NoMasking(), identifiers: IdentifierFields([]))

    /// The document with strings, long numbers and keys masked.
    package func masked(_ json: JSON) -> [UInt8]? {
        json.rewritingStrings(keys: true) { path, leaf in
            guard let masked = masked(leaf, nesting: 0) else { return nil }
            // Asked last, because it builds strings: nearly no leaf comes this far.
            return identifiers.isIdentifier(path.allKeys()) ? nil : masked
        }
    }

    /// The fields with names and values masked.
    package func masked(_ fields: [FormField]) -> [FormField]? {
        var changed: [FormField]?
        for (index, field) in fields.enumerated() {
            guard let masked = masked(field) else { continue }
            changed = changed ?? fields
            changed?[index] = masked
        }
        return changed
    }

    /// A query, still percent-encoded, with names and values masked. Parts that do not change stay byte for byte.
    package func masked(query: String) -> String? {
        var changed = false
        let parts = query.utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false).map { part -> String in
            guard let masked = masked(FormCoding.field(part)) else { return String(decoding: part, as: UTF8.self) }
            changed = true
            return FormCoding.encode([masked])
        }
        return changed ? parts.joined(separator: "&") : nil
    }

    /// A body that could not be decoded, as plain text. Escapes are read first, so that no digit hides in one.
    package func masked(undecodable body: [UInt8]) -> [UInt8]? {
        let plain = JSONEscapes.resolved(body)
        let masked = plain.withUnsafeBufferPointer { masking.mask($0) }
        // The resolved form is only kept when it had something to hide.
        return masked ?? (plain == body ? nil : body.withUnsafeBufferPointer { masking.mask($0) })
    }

    private func masked(_ field: FormField) -> FormField? {
        let name = masked(text: field.name)
        var value = masked(text: field.value)
        if value != nil, identifiers.isIdentifier([field.name]) { value = nil }
        guard name != nil || value != nil else { return nil }
        return FormField(name: name ?? field.name, value: value ?? field.value)
    }

    /// One text, as the value of a field that is no identifier.
    func masked(text: String) -> String? {
        var text = text
        return text.withUTF8 { masked($0, nesting: 0) }.map { String(decoding: $0, as: UTF8.self) }
    }

    private func masked(_ leaf: JSONLeaf, nesting: Int) -> [UInt8]? {
        switch leaf.kind {
        case .string: masked(leaf.utf8, nesting: nesting)
        case .number, .key: leaf.utf8.count < Self.shortestNumber ? nil : masking.mask(leaf.utf8)
        }
    }

    private func masked(_ text: UnsafeBufferPointer<UInt8>, nesting: Int) -> [UInt8]? {
        guard nesting < Self.nestingLimit, Self.mayBeJSON(text), let document = try? JSONDocument.parse(text) else {
            return masking.mask(text)
        }
        // JSON in a string, such as the answers of a form: masked leaf by leaf, so that it stays JSON.
        let inner = document.root.rewritingStrings(keys: true) { _, leaf in masked(leaf, nesting: nesting + 1) }
        // Then as a whole, for a number that is spread over several leaves; being masked goes before being JSON.
        guard let inner else { return masking.mask(text) }
        return inner.withUnsafeBufferPointer { masking.mask($0) } ?? inner
    }

    private static func mayBeJSON(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.first == UInt8(ascii: "{") || text.first == UInt8(ascii: "[")
    }
}
