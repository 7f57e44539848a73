package import Core
package import JSONKit

/// What is known of a user. A member is nil or has at least one character: typed clients refuse empty strings.
package struct Profile: Hashable, Sendable {
    /// First name, at most 128 characters.
    package var givenName: String?
    /// Last name, at most 128 characters.
    package var surname: String?
    /// At most 128 characters.
    package var email: String?
    /// At most 2,048 characters.
    package var avatarURL: String?
    /// A BCP 47 tag, at most 64 characters.
    package var locale: String?

    /// Makes a profile.
    package init(
        givenName: String? = nil, surname: String? = nil, email: String? = nil, avatarURL: String? = nil, locale: String? = nil
    ) {
        self.givenName = givenName
        self.surname = surname
        self.email = email
        self.avatarURL = avatarURL
        self.locale = locale
    }

    /// Reads what is stored. Empty and unknown members are dropped; bytes that are not an object give an empty profile.
    package init(stored: JSONBytes) {
        let json = (try? JSONDocument.parse(stored.bytes))?.root ?? .missing
        func text(_ key: StaticString) -> String? { json[key].string.flatMap { $0.isEmpty ? nil : $0 } }
        self.init(
            givenName: text("givenName"), surname: text("surname"), email: text("email"), avatarURL: text("avatarUrl"),
            locale: text("locale"))
    }

    /// Takes over what a caller sends: absent members stay, `null` clears. Nothing is changed when a field cannot be taken.
    package mutating func apply(_ field: FieldReader) throws(WireProblem) {
        guard field.isPresent else { return }
        try field.requireObject()
        var changed = self
        if field["givenName"].json.exists { changed.givenName = try field["givenName"].text(limit: 128) }
        if field["surname"].json.exists { changed.surname = try field["surname"].text(limit: 128) }
        if field["email"].json.exists { changed.email = try field["email"].text(limit: 128) }
        if field["avatarUrl"].json.exists { changed.avatarURL = try field["avatarUrl"].text(limit: FieldLimit.url) }
        if field["locale"].json.exists { changed.locale = try field["locale"].text(limit: 64) }
        self = changed
    }

    /// The form that is stored and shown.
    package func encoded() -> JSONBytes { JSONBytes { write(to: &$0) } }
}

extension Profile: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("givenName", ifNotEmpty: givenName)
            json.field("surname", ifNotEmpty: surname)
            json.field("email", ifNotEmpty: email)
            json.field("avatarUrl", ifNotEmpty: avatarURL)
            json.field("locale", ifNotEmpty: locale)
        }
    }
}
