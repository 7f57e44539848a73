import ConnectorKit
import Core
import Cryptography
import JSONKit
import WebChatConnector
import Wire

/// What a visitor did, checked: the content of an envelope.
struct VisitorAct: Sendable {
    /// The browser's own id of it, so that a second try has no second effect.
    let id: String
    let at: Instant
    let type: String
    /// Whether it begins a chat when there is none.
    let startsChat: Bool
    private let members: [JSONValue.Member]
    /// The language that the visitor reads: that of an automatic answer.
    private let locale: String?
    /// The message of the business that is answered.
    private var quoted: ID?
    /// The message of the business that is said to have arrived.
    private(set) var delivered: ID?
    private var person: SignIn?

    init(_ type: String, id: String, at: Instant, startsChat: Bool = false, locale: String? = nil, _ members: [JSONValue.Member] = []) {
        self.type = type
        self.id = id
        self.at = at
        self.startsChat = startsChat
        self.locale = locale
        self.members = members
    }

    /// The act of a visitor who has signed in; `previous` is the address of the time before, if there was one.
    static func signedIn(_ signIn: SignIn, previous: String?, now: Instant) -> VisitorAct {
        var act: VisitorAct
        if let previous {
            act = VisitorAct("identity", id: "identity:\(previous)", at: now, [.init("previous", .string(previous))])
        } else {
            // The same name and address again are no news.
            let told = SHA256.digest(Array("\(signIn.name ?? "")/\(signIn.email ?? "")".utf8)).prefix(12)
            act = VisitorAct("profile", id: "profile:\(Hex.encode(Array(told)))", at: now)
        }
        act.person = signIn
        return act
    }

    /// Reads the body of a call.
    init(_ call: String, _ body: JSON, _ account: WebChatAccount, now: Instant) throws(WebChatProblem) {
        switch call {
        case "messages": self = try Self.message(body, now)
        case "postback":
            self.init(
                "postback", id: try Self.clientID(body["clientId"].string), at: now,
                [
                    .init("payload", .string(try Self.text(body["payload"], "payload", limit: 4096))),
                    .init("text", .string(try Self.text(body["text"], "text", limit: 128))),
                ])
        case "activity": self = try Self.activity(body, now)
        case "contact": self = try Self.contact(body, now)
        case "close":
            guard account.visitorMayEnd else { throw WebChatProblem(403, "not_allowed", "Visitors may not end this chat.") }
            self.init("ended", id: try Self.clientID(body["clientId"].string), at: now)
        case "rating":
            guard let score = body["score"].int, (1...5).contains(score) else { throw .bad("score", "must be a number from 1 to 5") }
            var members: [JSONValue.Member] = [.init("score", .int(score))]
            if body["comment"].string?.isEmpty == false {
                members.append(.init("comment", .string(try Self.text(body["comment"], "comment", limit: 1000))))
            }
            self.init("rating", id: try Self.clientID(body["clientId"].string), at: now, members)
        default: throw .notFound
        }
    }

    private static func message(_ body: JSON, _ now: Instant) throws(WebChatProblem) -> VisitorAct {
        let id = try clientID(body["clientId"].string)
        let locale = String((body["locale"].string ?? "en").prefix(35))
        let content = body["content"]
        func said(_ members: [JSONValue.Member]) -> VisitorAct {
            VisitorAct("message", id: id, at: now, startsChat: true, locale: locale, [.init("content", .object(members))])
        }
        switch content["type"].string {
        case "text":
            var members: [JSONValue.Member] = [
                .init("type", "text"), .init("text", .string(try text(content["text"], "content.text", limit: WebChatConnector.textLimit))),
            ]
            if let payload = content["payload"].string { members.append(.init("payload", .string(String(payload.prefix(4096))))) }
            return said(members)
        case "faq":
            let question = try text(content["id"], "content.id", limit: 64)
            return VisitorAct("faq", id: id, at: now, startsChat: true, locale: locale, [.init("faq", .string(question))])
        case "formResponse":
            var act = said([.init("type", "formResponse"), .init("fields", try answers(content))])
            act.quoted = content["quotedMessageId"].string.flatMap { ID($0) }
            return act
        default: throw .bad("content.type", "must be text, faq or formResponse")
        }
    }

    /// The answers to a form, as far as they are what a form can ask for.
    private static func answers(_ content: JSON) throws(WebChatProblem) -> JSONValue {
        let response: FormResponse
        do throws(WireProblem) {
            response = try FormResponse(FieldReader(content, path: "content"))
        } catch {
            throw WebChatProblem(400, error.code, error.title)
        }
        let fields = (try? JSONDocument.parse(Content.formResponse(response).encoded().bytes))?.root["fields"] ?? .missing
        return JSONValue(fields)
    }

    private static func activity(_ body: JSON, _ now: Instant) throws(WebChatProblem) -> VisitorAct {
        let id = Hex.encode(SecureRandom.bytes(12))
        switch body["type"].string {
        case "typing:start": return VisitorAct("typing", id: id, at: now, [.init("on", true)])
        case "typing:stop": return VisitorAct("typing", id: id, at: now, [.init("on", false)])
        case "read": return VisitorAct("read", id: id, at: now)
        case "delivered":
            // The same message may arrive in several tabs: one word is enough.
            guard let message = body["messageId"].string.flatMap({ ID($0) }) else { throw .bad("messageId", "must be the id of a message") }
            var act = VisitorAct("delivered", id: "delivered:\(message)", at: now, [.init("messageId", .string("\(message)"))])
            act.delivered = message
            return act
        default: throw .bad("type", "must be typing:start, typing:stop, delivered or read")
        }
    }

    private static func contact(_ body: JSON, _ now: Instant) throws(WebChatProblem) -> VisitorAct {
        var act = VisitorAct("profile", id: try clientID(body["clientId"].string), at: now)
        let email = body["email"].exists ? try text(body["email"], "email", limit: 128) : nil
        if let email, !email.contains("@") { throw .bad("email", "must be an e-mail address") }
        let name = body["name"].exists ? try text(body["name"], "name", limit: 128) : nil
        act.person = SignIn(visitor: Visitor(address: ""), name: name, email: email)
        return act
    }

    static func clientID(_ given: String?) throws(WebChatProblem) -> String {
        guard let id = given, (8...64).contains(id.utf8.count),
            id.utf8.allSatisfy({
                $0 == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
            })
        else { throw .bad("clientId", "must be an id of your own: 8 to 64 letters, digits and hyphens") }
        return id
    }

    private static func text(_ json: JSON, _ field: String, limit: Int) throws(WebChatProblem) -> String {
        guard let text = json.string, !text.isEmpty else { throw .bad(field, "must be text that is not empty") }
        guard text.unicodeScalars.count <= limit else {
            throw WebChatProblem(413, "message_too_long", "\(field) must have at most \(limit) characters")
        }
        return text
    }

    /// The bytes that the connector reads.
    func envelope(of visitor: Visitor) -> [UInt8] {
        JSONWriter.object { json in
            json.field("type", type)
            json.field("id", id)
            json.field("at", at.milliseconds)
            json.object("visitor") { json in
                json.field("address", visitor.address)
                json.field("externalId", ifPresent: visitor.externalID)
                json.field("name", ifPresent: person?.name)
                json.field("email", ifPresent: person?.email)
            }
            json.field("locale", ifPresent: locale)
            json.field("quoted", ifPresent: quoted?.description)
            for member in members { json.field(member.key, member.value) }
        }
    }
}
