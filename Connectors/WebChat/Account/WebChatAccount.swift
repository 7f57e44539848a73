package import ConnectorKit
package import Core
internal import Cryptography
package import JSONKit

/// The settings of one web chat, read once.
package struct WebChatAccount: Sendable {
    /// Who may start a chat.
    package enum Mode: String, Hashable, Sendable, CaseIterable {
        /// Everybody.
        case everyone
        /// Everybody sees the chat; a signed-in visitor may start one.
        case signedInToStart
        /// Only signed-in visitors see it.
        case signedIn
    }

    /// A question with its answer.
    package struct Question: Sendable {
        package var id: String
        package var question: LocalizedText
        package var answer: LocalizedText
    }

    /// When a visitor is asked how to be reached.
    package struct ContactForm: Hashable, Sendable {
        package enum Moment: String, Hashable, Sendable, CaseIterable { case before, away }
        package var when: Moment
        package var fields: [String]
    }

    package let integrationID: ID
    /// Origins whose pages may speak with the worker, as browsers write them.
    package let allowedOrigins: Set<String>
    package let mode: Mode
    package let theme: JSONValue
    /// Words to replace by language.
    package let texts: JSONValue
    package let welcome: LocalizedText?
    package let responseTime: LocalizedText?
    package let questions: [Question]
    package let hours: OpeningHours?
    package let privacyPolicy: String?
    package let terms: String?
    package let attachments: Bool
    /// The largest file, in bytes.
    package let fileLimit: Int
    package let contactForm: ContactForm?
    package let rating: Bool
    package let visitorMayEnd: Bool
    /// Channels in which a visitor may go on.
    package let continueOn: [ContinuationTarget]
    /// What is done when a reply waits for a visitor who has left.
    package let absence: AbsenceRule
    /// Signs and reads tokens and envelopes.
    package let keys: WebChatKeys

    init(_ settings: AccountSettings) throws(ConfigurationProblem) {
        let reader = WebChatSettings(settings)
        integrationID = settings.integrationID
        let secret = try settings.secret("userSecret").revealBytes()
        guard secret.count >= 32 else { throw ConfigurationProblem(key: "userSecret", remedy: "must have at least 32 characters") }
        keys = WebChatKeys(secret: secret)
        allowedOrigins = try reader.origins("allowedOrigins")
        mode = try reader.choice("mode", default: .everyone)
        theme = try reader.object("theme")
        texts = try reader.object("texts")
        welcome = try reader.localized("welcome")
        responseTime = try reader.localized("responseTime")
        questions = try reader.questions("faq")
        hours = try reader.hours("hours")
        privacyPolicy = try reader.address("privacyPolicy")
        terms = try reader.address("terms")
        attachments = try reader.flag("attachments", default: true)
        fileLimit = try reader.number("fileBytes", default: 10 << 20, in: 1024...(100 << 20))
        contactForm = try reader.contactForm("contactForm")
        rating = try reader.flag("rating", default: true)
        absence = try reader.absence("absence")
        visitorMayEnd = try reader.flag("visitorMayEnd", default: true)
        continueOn = try reader.targets("continueOn")
    }
}
