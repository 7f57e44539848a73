package import Core
package import JSONKit
package import Store

/// How far a message of the business has come: the payload of the three delivery events.
package struct DeliveryNews: Hashable, Sendable {
    /// What happened.
    package enum Stage: Hashable, Sendable {
        /// The channel took it. `isFinal` is false when the channel tells of delivery to the user later.
        case channel(isFinal: Bool)
        /// It reached the user.
        case user
        /// It failed. `isFinal` is false for an unknown outcome, which may still be settled.
        case failure(Failure, isFinal: Bool)
    }

    package var stage: Stage
    package var conversation: Conversation
    package var user: User
    package var messageID: ID
    /// The type of the integration that the message went to.
    package var integrationType: String
    package var integrationID: ID
    /// The provider's ids of the message's parts; often none for a failure.
    package var externalIDs: [String]

    /// Makes news of a delivery.
    package init(
        _ stage: Stage, conversation: Conversation, user: User, messageID: ID, integrationType: String, integrationID: ID,
        externalIDs: [String] = []
    ) {
        self.stage = stage
        self.conversation = conversation
        self.user = user
        self.messageID = messageID
        self.integrationType = integrationType
        self.integrationID = integrationID
        self.externalIDs = externalIDs
    }

    var type: EventType {
        switch stage {
        case .channel: .messageDeliveryChannel
        case .user: .messageDeliveryUser
        case .failure: .messageDeliveryFailure
        }
    }

    private var isFinal: Bool {
        switch stage {
        case .channel(let isFinal), .failure(_, let isFinal): isFinal
        case .user: true
        }
    }

    func writeMembers(to json: inout JSONWriter, in language: WordsLanguage) {
        json.place(conversation, user)
        json.object("message") { $0.field("id", messageID) }
        json.object("destination") { json in
            json.field("type", integrationType)
            json.field("integrationId", integrationID)
        }
        if !externalIDs.isEmpty {
            json.array("externalMessages") { json in for id in externalIDs { json.object { $0.field("id", id) } } }
        }
        json.field("isFinalEvent", isFinal)
        if case .failure(let failure, _) = stage { json.field("error", EventFailure(failure, language: language)) }
    }
}

/// `error` of an event: the code from the closed list, a sentence, what the provider said, who must act and what can be done.
package struct EventFailure: JSONWritable, Hashable, Sendable {
    /// The failure.
    package var failure: Failure
    /// The language of the sentences.
    package var language: WordsLanguage

    /// Wraps a failure.
    package init(_ failure: Failure, language: WordsLanguage = .english) {
        self.failure = failure
        self.language = language
    }

    package func write(to json: inout JSONWriter) {
        let words = failure.code.words(in: language)
        json.object { json in
            json.field("code", failure.code.rawValue)
            json.field("message", failure.detail(in: language))
            json.field("underlyingError", ifPresent: failure.provider)
            json.field("actor", failure.code.actor.rawValue)
            json.field("retryable", failure.code.retryable)
            json.field("nextStep", words.nextStep)
        }
    }
}
