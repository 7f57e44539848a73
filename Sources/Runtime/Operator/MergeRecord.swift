package import Core
import JSONKit
package import Store

/// What a merge of two users has changed: enough to take it back. Kept as a document, named by both users.
package struct MergeRecord: Hashable, Sendable {
    /// The user that is no more, as it was.
    package var discarded: User
    package var surviving: ID
    /// Clients that changed hands; their conversations went along.
    package var clients: [ID]
    /// Conversations without one of these clients that changed hands.
    package var conversations: [ID]
    /// The client that `conversations` with a client had before.
    package var rerouted: ID?
    /// Groups in which the surviving user took the place.
    package var groups: [ID]
    /// The conversation that was the discarded user's default.
    package var defaultConversation: ID?
    /// The surviving user as it was before, and as the merge has made it.
    package var before: User
    package var after: User

    /// The name of the document. All merges into one user begin alike.
    package var name: String { Self.name(surviving: surviving, discarded: discarded.id) }

    static func name(surviving: ID, discarded: ID) -> String { "\(surviving)/\(discarded)" }

    static func discarded(in name: String) -> ID? { name.split(separator: "/").last.flatMap { ID(String($0)) } }
}

extension MergeRecord {
    /// The document's body.
    func encoded() -> JSONBytes {
        JSONBytes(
            JSONWriter.object(capacity: 2048) { json in
                json.field("surviving", surviving)
                json.field("discarded", Snapshot(user: discarded))
                json.field("before", Snapshot(user: before))
                json.field("after", Snapshot(user: after))
                json.array("clients") { json in for id in clients { json.value(id) } }
                json.array("conversations") { json in for id in conversations { json.value(id) } }
                json.array("groups") { json in for id in groups { json.value(id) } }
                json.field("defaultConversation", ifPresent: defaultConversation)
                json.field("rerouted", ifPresent: rerouted)
            })
    }

    /// Reads what `encoded()` made; nil for other bytes.
    init?(stored document: Document) {
        guard let json = try? JSONDocument.parse(document.body.bytes).root, let surviving = json["surviving"].string.flatMap({ ID($0) }),
            let discarded = Snapshot(json["discarded"], app: document.appID)?.user,
            let before = Snapshot(json["before"], app: document.appID)?.user, let after = Snapshot(json["after"], app: document.appID)?.user
        else { return nil }
        func ids(_ key: StaticString) -> [ID] { json[key].array.compactMap { $0.string.flatMap { ID($0) } } }
        self.init(
            discarded: discarded, surviving: surviving, clients: ids("clients"), conversations: ids("conversations"),
            rerouted: json["rerouted"].string.flatMap { ID($0) }, groups: ids("groups"),
            defaultConversation: json["defaultConversation"].string.flatMap { ID($0) }, before: before, after: after)
    }

    private struct Snapshot: JSONWritable {
        let user: User

        init(user: User) { self.user = user }

        init?(_ json: JSON, app: ID) {
            guard let id = json["id"].string.flatMap({ ID($0) }), let created = json["createdAt"].int else { return nil }
            user = User(
                id: id, appID: app, externalID: json["externalId"].string, profile: JSONBytes(json["profile"].serialized()),
                metadata: JSONBytes(json["metadata"].serialized()), createdAt: Instant(milliseconds: created),
                signedUpAt: json["signedUpAt"].int.map { Instant(milliseconds: $0) })
        }

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("id", user.id)
                json.field("externalId", ifPresent: user.externalID)
                json.field("profile", raw: user.profile.bytes)
                json.field("metadata", raw: user.metadata.bytes)
                json.field("createdAt", user.createdAt.milliseconds)
                json.field("signedUpAt", ifPresent: user.signedUpAt?.milliseconds)
            }
        }
    }
}
