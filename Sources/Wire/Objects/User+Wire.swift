internal import Core
package import JSONKit
package import Store

extension User: JSONWritable {
    /// Writes the whole user, as the API and `includeFullUser` show it.
    package func write(to json: inout JSONWriter) {
        json.object { json in
            writeIdentity(to: &json)
            json.field("signedUpAt", ifPresent: signedUpAt)
            // Rows written by hand or by an import may hold what typed clients refuse.
            if profile.holdsEmptyString { json.field("profile", Profile(stored: profile)) } else { json.field("profile", profile) }
            json.field("metadata", metadata)
            json.array("identities") { json in
                // The only identity that is known beside channels: nobody has checked that the address is the user's.
                guard let email = Profile(stored: profile).email else { return }
                json.object { json in
                    json.field("type", "email")
                    json.field("value", email)
                    json.field("verification", "unverified")
                }
            }
        }
    }

    fileprivate func writeIdentity(to json: inout JSONWriter) {
        json.field("id", id)
        // No user signs in here: sign-in belongs to the closed protocol of the hosted product's widgets.
        json.field("authenticated", false)
        json.field("externalId", ifNotEmpty: externalID)
    }
}

/// The short form of a user: who it is. For webhooks that do not ask for full users.
package struct UserReference: JSONWritable, Hashable, Sendable {
    /// The user.
    package var user: User

    /// Wraps a user.
    package init(_ user: User) { self.user = user }

    package func write(to json: inout JSONWriter) {
        json.object { user.writeIdentity(to: &$0) }
    }
}

extension JSONBytes {
    /// Whether an empty string stands anywhere as a value.
    fileprivate var holdsEmptyString: Bool {
        zip(bytes, bytes.dropFirst()).contains { $0 == UInt8(ascii: "\"") && $1 == UInt8(ascii: "\"") }
    }
}
