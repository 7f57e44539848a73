/// Every event that the worker tells of. The raw value is `type` of the event and what a webhook lists under `triggers`.
package enum EventType: String, Hashable, Sendable, CaseIterable {
    case conversationMessage = "conversation:message"
    case messageDeliveryChannel = "conversation:message:delivery:channel"
    case messageDeliveryUser = "conversation:message:delivery:user"
    case messageDeliveryFailure = "conversation:message:delivery:failure"
    case conversationCreate = "conversation:create"
    case conversationRead = "conversation:read"
    case conversationTyping = "conversation:typing"
    case conversationPostback = "conversation:postback"
    case conversationReferral = "conversation:referral"
    case conversationRemove = "conversation:remove"
    case conversationJoin = "conversation:join"
    case conversationLeave = "conversation:leave"
    case userUpdate = "user:update"
    case userMerge = "user:merge"
    case userRemove = "user:remove"
    case clientAdd = "client:add"
    case clientUpdate = "client:update"
    case clientRemove = "client:remove"
    case acceptControl = "switchboard:acceptControl"
    case offerControl = "switchboard:offerControl"
    case passControl = "switchboard:passControl"
    case releaseControl = "switchboard:releaseControl"
    case acceptControlFailure = "switchboard:acceptControl:failure"
    case offerControlFailure = "switchboard:offerControl:failure"
    case passControlFailure = "switchboard:passControl:failure"
    case parleyReaction = "parley:reaction"
    case parleyMessageEdited = "parley:message:edited"
    case parleyMessageUnsent = "parley:message:unsent"
    case parleyConsent = "parley:consent"
    case parleyIntegrationAlarm = "parley:integration:alarm"
    case parleyWebhookDisabled = "parley:webhook:disabled"
    case parleyWindowClosing = "parley:window:closing"
    case parleyWindowClosed = "parley:window:closed"
    case parleyGap = "parley:gap"
    case parleyUserUnmerge = "parley:user:unmerge"
    case parleyRedaction = "parley:redaction"
    case parleyConversationClosed = "parley:conversation:closed"
    case parleyConversationRating = "parley:conversation:rating"
    case parleyMessageMedia = "parley:message:media"
    case parleyCustomerAbsent = "parley:customer:absent"
    case parleyCustomerMail = "parley:customer:mail"

    /// Whether it is our own: such events go only to webhooks that subscribe to them by name or to `*`.
    package var isParley: Bool {
        switch self {
        case .conversationMessage, .messageDeliveryChannel, .messageDeliveryUser, .messageDeliveryFailure, .conversationCreate,
            .conversationRead, .conversationTyping, .conversationPostback, .conversationReferral, .conversationRemove, .conversationJoin,
            .conversationLeave, .userUpdate, .userMerge, .userRemove, .clientAdd, .clientUpdate, .clientRemove, .acceptControl,
            .offerControl, .passControl, .releaseControl, .acceptControlFailure, .offerControlFailure, .passControlFailure:
            false
        case .parleyReaction, .parleyMessageEdited, .parleyMessageUnsent, .parleyConsent, .parleyIntegrationAlarm, .parleyWebhookDisabled,
            .parleyWindowClosing, .parleyWindowClosed, .parleyGap, .parleyUserUnmerge, .parleyRedaction, .parleyConversationClosed,
            .parleyConversationRating, .parleyMessageMedia, .parleyCustomerAbsent, .parleyCustomerMail:
            true
        }
    }

    /// Whether a webhook with these triggers gets an event of this type; `*` stands for all.
    package func isWanted(by triggers: [String]) -> Bool { triggers.contains { $0 == "*" || $0 == rawValue } }
}
