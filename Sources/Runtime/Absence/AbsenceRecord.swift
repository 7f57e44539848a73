import Core
import JSONKit
import Store

/// What was done about an absence: kept until the customer is back, so that nothing is done twice.
struct AbsenceRecord: Hashable, Sendable {
    /// How far the mail is. The words are stored: never change one.
    enum Mail: String, Hashable, Sendable {
        /// There is none: it is not wanted, or there is no address.
        case none
        /// To be sent, or to be tried again.
        case waiting
        /// On its way. After a crash it is not known whether it left; it is not sent again.
        case leaving
        /// The mail server has it.
        case sent
        /// Given up.
        case failed
    }

    var conversationID: ID
    /// The first reply that waited.
    var messageID: ID
    var toldAt: Instant
    var mail: Mail

    static func name(of conversation: ID) -> String { "\(conversation)" }

    func document(app: ID, now: Instant) -> Document {
        let body = JSONWriter.object { json in
            json.field("message", messageID)
            json.field("toldAt", toldAt.milliseconds)
            json.field("mail", mail.rawValue)
        }
        return Document(appID: app, kind: .absence, name: Self.name(of: conversationID), body: JSONBytes(body), updatedAt: now)
    }
}

extension AbsenceRecord {
    /// What is kept of a conversation; nil when nothing was done.
    init?(of conversation: ID, app: ID, _ store: any StoreReader) throws {
        guard let document = try store.document(app: app, kind: .absence, name: Self.name(of: conversation)),
            let json = try? JSONDocument.parse(document.body.bytes).root, let message = json["message"].string.flatMap({ ID($0) }),
            let toldAt = json["toldAt"].int, let mail = json["mail"].string.flatMap({ Mail(rawValue: $0) })
        else { return nil }
        self.init(conversationID: conversation, messageID: message, toldAt: Instant(milliseconds: toldAt), mail: mail)
    }
}
