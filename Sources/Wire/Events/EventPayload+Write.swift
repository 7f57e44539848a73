package import Core
package import JSONKit
internal import Store

extension EventPayload {
    /// Writes the members of `payload` into an object.
    ///
    /// - Parameter language: in which failures are explained.
    package func writeMembers(to json: inout JSONWriter, in language: WordsLanguage = .english) {
        switch self {
        case .message(let conversation, let message, let user, let notifications):
            json.field("conversation", ConversationReference(conversation))
            json.key("message")
            message.write(to: &json, user: user.map { UserReference($0) })
            guard !notifications.isEmpty else { return }
            json.array("recentNotifications") { json in for notification in notifications { json.value(notification) } }
        case .delivery(let news): news.writeMembers(to: &json, in: language)
        case .conversationCreate(let conversation, let user, let reason, let source, let referral):
            json.field("conversation", ConversationReference(conversation))
            json.field("user", ifPresent: user.map { UserReference($0) })
            json.field("creationReason", reason.rawValue)
            json.field("source", ifPresent: source)
            json.field("referral", ifPresent: referral)
        case .conversationRead(let conversation, let activity):
            json.field("conversation", ConversationReference(conversation))
            json.activity("conversation:read", activity)
        case .conversationTyping(let conversation, let activity, let isTyping):
            json.field("conversation", ConversationReference(conversation))
            json.activity(isTyping ? "typing:start" : "typing:stop", activity)
        case .conversationPostback(let conversation, let user, let source, let payload, let metadata):
            json.place(conversation, user)
            json.field("source", source)
            json.object("postback") { json in
                json.field("payload", payload)
                json.field("metadata", ifPresent: metadata)
            }
        case .conversationReferral(let conversation, let user, let source, let referral):
            json.place(conversation, user)
            json.field("source", source)
            json.field("referral", referral)
        case .conversationRemove(let conversation): json.field("conversation", ConversationReference(conversation))
        case .conversationJoin(let conversation, let user), .conversationLeave(let conversation, let user): json.place(conversation, user)
        case .control(let news): news.writeMembers(to: &json)
        case .userUpdate(let user, let reason, let source):
            json.field("user", user)
            json.field("reason", ifPresent: reason?.rawValue)
            json.field("source", ifPresent: source)
        case .userMerge(let merge): merge.writeMembers(to: &json)
        case .userRemove(let user): json.field("user", UserReference(user))
        case .clientAdd(let news, let reason): news.writeMembers(reason: reason?.rawValue, to: &json)
        case .clientUpdate(let news, let reason): news.writeMembers(reason: reason?.rawValue, to: &json)
        case .clientRemove(let news, let reason, let failure):
            news.writeMembers(reason: reason.rawValue, to: &json)
            json.field("error", ifPresent: failure.map { EventFailure($0, language: language) })
        case .parley(let payload): payload.writeMembers(to: &json, in: language)
        }
    }
}

extension JSONWriter {
    /// Writes `conversation` and `user` in their short forms.
    mutating func place(_ conversation: Conversation, _ user: User) {
        field("conversation", ConversationReference(conversation))
        field("user", UserReference(user))
    }

    fileprivate mutating func activity(_ type: String, _ activity: Activity) {
        object("activity") { json in
            json.field("type", type)
            json.field("source", activity.source)
            json.object("author") { json in
                json.field("type", activity.user == nil ? "business" : "user")
                json.field("userId", ifPresent: activity.user?.id)
                json.field("user", ifPresent: activity.user.map { UserReference($0) })
            }
        }
    }
}

extension ClientNews {
    fileprivate func writeMembers(reason: String?, to json: inout JSONWriter) {
        json.field("conversation", ifPresent: conversation.map { ConversationReference($0) })
        json.field("user", UserReference(user))
        json.field("client", ClientForm(client, integrationType: integrationType))
        json.field("reason", ifPresent: reason)
        json.field("source", ifPresent: source)
    }
}

extension UserMerge {
    fileprivate func writeMembers(to json: inout JSONWriter) {
        json.pair("mergedUsers", Pair(surviving: surviving, discarded: discarded)) { UserReference($0) }
        if let conversations { json.pair("mergedConversations", conversations) { ConversationReference($0) } }
        if let clients { json.pair("mergedClients", clients) { $0 } }
        json.field("discardedMetadata", ifPresent: discardedMetadata)
        json.field("reason", reason.rawValue)
    }
}

extension JSONWriter {
    fileprivate mutating func pair<Value>(
        _ key: StaticString, _ pair: UserMerge.Pair<Value>, _ form: (Value) -> some JSONWritable
    ) {
        object(key) { json in
            json.field("surviving", form(pair.surviving))
            json.field("discarded", form(pair.discarded))
        }
    }
}

extension Referral: JSONWritable {
    /// Writes `code` and `details`; headline and text of an advertisement are members of ours.
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("code", ifPresent: code)
            json.object("details") { json in
                json.field("source", ifPresent: source)
                json.field("type", ifPresent: type)
                json.field("adId", ifPresent: adID)
                json.field("headline", ifPresent: headline)
                json.field("body", ifPresent: body)
            }
        }
    }
}
