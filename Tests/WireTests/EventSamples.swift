import Core
import Store
import Wire

/// One event of every kind with the golden JSON of its payload.
struct EventSample: CustomStringConvertible, Sendable {
    let type: EventType
    let payload: EventPayload
    let json: String

    var description: String { type.rawValue }

    init(_ type: EventType, _ payload: EventPayload, _ json: String) {
        self.type = type
        self.payload = payload
        self.json = json
    }

    static let all = messages + deliveries + conversations + people + control + own
}

private let userShort = #"{"id":"000000000000000000000001","authenticated":false,"externalId":"customer-1"}"#
private let otherShort = #"{"id":"000000000000000000000002","authenticated":false}"#
private let conversationShort = #"{"id":"000000000000000000000004","type":"personal","metadata":{}}"#
private let place = #""conversation":\#(conversationShort),"user":\#(userShort)"#
private let source = """
    {"type":"whatsapp","integrationId":"00000000000000000000000b","originalMessageId":"wamid.1",
     "originalMessageTimestamp":"2026-01-01T00:00:00.123Z"}
    """
private let client = """
    {"id":"000000000000000000000003","type":"whatsapp","status":"active","integrationId":"00000000000000000000000b",
     "externalId":"15550001","lastSeen":"2026-01-01T00:00:00.123Z","linkedAt":"2026-01-01T00:00:00.123Z","displayName":"Ana","info":{}}
    """
private let failure = """
    {"code":"outside_window","underlyingError":{"code":"131047","message":"Re-engagement message","details":"24 hours"},"actor":"agent",
     "retryable":false,"nextStep":"Send an approved template, or wait until the customer writes again.",
     "message":"This channel accepts free replies only for a limited time after the customer's last message, and that time is over."}
    """
private let message = """
    {"id":"000000000000000000000005","received":"2026-01-01T00:00:00.123Z",
     "author":{"type":"user","userId":"000000000000000000000001","displayName":"Ana","user":\(userShort)},
     "content":{"type":"text","text":"Hello"},"source":\(source)}
    """

extension EventSample {
    private static let messages = [
        EventSample(
            .conversationMessage, .message(Fixture.conversation, Fixture.message, user: Fixture.user),
            #"{"conversation":\#(conversationShort),"message":\#(message)}"#),
        EventSample(
            .conversationMessage, .message(Fixture.conversation, Fixture.reply, user: nil),
            """
            {"conversation":\(conversationShort),"message":{"id":"000000000000000000000006","received":"2026-01-01T00:00:00.123Z",
             "author":{"type":"business","displayName":"Ben"},"content":{"type":"text","text":"Hi"},
             "source":{"type":"api:conversations"}}}
            """),
        EventSample(
            .conversationMessage,
            .message(Fixture.conversation, Fixture.message, user: Fixture.user, notifications: [Fixture.notification]),
            """
            {"conversation":\(conversationShort),"message":\(message),
             "recentNotifications":[{"id":"000000000000000000000007","received":"2026-01-01T00:00:00.123Z",
             "author":{"type":"business"},"content":{"type":"text","text":"Your visit"},"source":{"type":"api:notifications"}}]}
            """),
    ]

    private static let delivered = """
        {\(place),"message":{"id":"000000000000000000000006"},"externalMessages":[{"id":"wamid.2"}],
         "destination":{"type":"whatsapp","integrationId":"00000000000000000000000b"},"isFinalEvent":
        """

    private static let deliveries = [
        EventSample(.messageDeliveryChannel, Fixture.delivery(.channel(isFinal: false)), delivered + "false}"),
        EventSample(.messageDeliveryChannel, Fixture.delivery(.channel(isFinal: true)), delivered + "true}"),
        EventSample(.messageDeliveryUser, Fixture.delivery(.user), delivered + "true}"),
        EventSample(
            .messageDeliveryFailure, Fixture.delivery(.failure(Fixture.failure, isFinal: true), externalIDs: []),
            """
            {\(place),"message":{"id":"000000000000000000000006"},"isFinalEvent":true,
             "destination":{"type":"whatsapp","integrationId":"00000000000000000000000b"},"error":\(failure)}
            """),
        EventSample(
            .messageDeliveryFailure,
            Fixture.delivery(.failure(Failure(.unknownOutcome, detail: "The line broke."), isFinal: false)),
            delivered + """
                false,"error":{"code":"unknown_outcome","message":"The line broke.","actor":"agent","retryable":true,
                "nextStep":"Ask the customer, or send it again and accept that it may arrive twice."}}
                """),
    ]

    private static let conversations = [
        EventSample(
            .conversationCreate,
            .conversationCreate(Fixture.conversation, Fixture.user, reason: .message, source: Fixture.source, referral: nil),
            #"{\#(place),"creationReason":"message","source":\#(source)}"#),
        EventSample(
            .conversationRead, .conversationRead(Fixture.conversation, Activity(user: Fixture.user, source: Fixture.source)),
            """
            {"conversation":\(conversationShort),"activity":{"type":"conversation:read","source":\(source),
             "author":{"type":"user","userId":"000000000000000000000001","user":\(userShort)}}}
            """),
        EventSample(
            .conversationTyping,
            .conversationTyping(
                Fixture.conversation, Activity(user: nil, source: MessageSource(type: MessageSource.api)), isTyping: true),
            """
            {"conversation":\(conversationShort),"activity":{"type":"typing:start","source":{"type":"api:conversations"},
             "author":{"type":"business"}}}
            """),
        EventSample(
            .conversationTyping,
            .conversationTyping(Fixture.conversation, Activity(user: Fixture.user, source: Fixture.source), isTyping: false),
            """
            {"conversation":\(conversationShort),"activity":{"type":"typing:stop","source":\(source),
             "author":{"type":"user","userId":"000000000000000000000001","user":\(userShort)}}}
            """),
        EventSample(
            .conversationPostback,
            .conversationPostback(
                Fixture.conversation, Fixture.user, source: Fixture.source, payload: "order", metadata: Fixture.user.metadata),
            #"{\#(place),"source":\#(source),"postback":{"payload":"order","metadata":{"vip":true}}}"#),
        EventSample(
            .conversationReferral,
            .conversationReferral(
                Fixture.conversation, Fixture.user, source: Fixture.source,
                referral: Referral(type: "ad", source: "https://fb.example/ad", adID: "77", code: "c", headline: "h", body: "b")),
            """
            {\(place),"source":\(source),"referral":{"code":"c",
             "details":{"source":"https://fb.example/ad","type":"ad","adId":"77","headline":"h","body":"b"}}}
            """),
        EventSample(.conversationRemove, .conversationRemove(Fixture.conversation), #"{"conversation":\#(conversationShort)}"#),
        EventSample(.conversationJoin, .conversationJoin(Fixture.conversation, Fixture.user), "{\(place)}"),
        EventSample(.conversationLeave, .conversationLeave(Fixture.conversation, Fixture.user), "{\(place)}"),
        EventSample(
            .conversationCreate, .conversationCreate(Fixture.group, nil, reason: .none, source: nil, referral: nil),
            """
            {"conversation":{"id":"000000000000000000000004","type":"sdkGroup","metadata":{}},"creationReason":"none"}
            """),
    ]

    private static let people = [
        EventSample(
            .userUpdate, .userUpdate(Fixture.user, reason: nil, source: Fixture.source),
            """
            {"user":{"id":"000000000000000000000001","authenticated":false,"externalId":"customer-1",
             "signedUpAt":"2026-01-01T00:00:00.123Z","profile":{"givenName":"Ana"},"metadata":{"vip":true},"identities":[]},
             "source":\(source)}
            """),
        EventSample(
            .userMerge,
            .userMerge(
                UserMerge(
                    surviving: Fixture.user, discarded: Fixture.otherUser,
                    conversations: .init(surviving: Fixture.conversation, discarded: Fixture.conversation),
                    clients: .init(
                        surviving: ClientForm(Fixture.client, integrationType: "whatsapp"),
                        discarded: ClientForm(Fixture.client, integrationType: "whatsapp")),
                    discardedMetadata: .emptyObject, reason: .channelLinking)),
            """
            {"mergedUsers":{"surviving":\(userShort),"discarded":\(otherShort)},"discardedMetadata":{},"reason":"channelLinking",
             "mergedConversations":{"surviving":\(conversationShort),"discarded":\(conversationShort)},
             "mergedClients":{"surviving":\(client),"discarded":\(client)}}
            """),
        EventSample(.userRemove, .userRemove(Fixture.user), #"{"user":\#(userShort)}"#),
        EventSample(
            .clientAdd, .clientAdd(Fixture.clientNews, reason: .channelLinking),
            #"{\#(place),"client":\#(client),"reason":"channelLinking","source":\#(source)}"#),
        EventSample(
            .clientUpdate, .clientUpdate(Fixture.clientNews, reason: .blocked),
            #"{\#(place),"client":\#(client),"reason":"blocked","source":\#(source)}"#),
        EventSample(
            .clientRemove, .clientRemove(Fixture.clientNews, reason: .linkFailed, failure: Fixture.failure),
            #"{\#(place),"client":\#(client),"reason":"linkFailed","source":\#(source),"error":\#(failure)}"#),
    ]

    private static let bot = SwitchboardSeat(id: Fixture.id(20), name: "bot", integrationID: Fixture.id(21), integrationType: "custom")
    private static let desk = SwitchboardSeat(id: Fixture.id(22), name: "desk", integrationID: Fixture.id(23), integrationType: "custom")
    private static let botShown =
        #"{"id":"\#(Fixture.id(20))","name":"bot","integrationId":"\#(Fixture.id(21))","integrationType":"custom"}"#
    private static let deskShown =
        #"{"id":"\#(Fixture.id(22))","name":"desk","integrationId":"\#(Fixture.id(23))","integrationType":"custom"}"#

    private static func controlled(_ active: SwitchboardSeat?, _ pending: SwitchboardSeat? = nil) -> Conversation {
        var conversation = Fixture.conversation
        conversation.control = ConversationControl(active: active, pending: pending).encoded()
        return conversation
    }

    private static let metadata = JSONBytes(Array(#"{"why":"angry"}"#.utf8))
    private static let failed = ControlNews.Failure(.invalidTarget, "There is no such integration.")
    private static let failedShown = #""error":{"code":"switchboard_invalid_target","message":"There is no such integration."}"#

    private static let control: [EventSample] = [
        EventSample(
            .passControl, .control(ControlNews(.pass, controlled(desk), metadata: metadata, history: [Fixture.reply])),
            """
            {"conversation":{"id":"000000000000000000000004","type":"personal","metadata":{},"activeSwitchboardIntegration":\(deskShown)},
             "metadata":{"why":"angry"},"messageHistory":[{"id":"000000000000000000000006","received":"2026-01-01T00:00:00.123Z",
             "author":{"type":"business","displayName":"Ben"},"content":{"type":"text","text":"Hi"},"source":{"type":"api:conversations"}}]}
            """),
        EventSample(
            .offerControl, .control(ControlNews(.offer, controlled(bot, desk))),
            """
            {"conversation":{"id":"000000000000000000000004","type":"personal","metadata":{},"activeSwitchboardIntegration":\(botShown),
             "pendingSwitchboardIntegration":\(deskShown)}}
            """),
        EventSample(
            .acceptControl, .control(ControlNews(.accept, controlled(bot))),
            """
            {"conversation":{"id":"000000000000000000000004","type":"personal","metadata":{},"activeSwitchboardIntegration":\(botShown)}}
            """),
        EventSample(.releaseControl, .control(ControlNews(.release, controlled(nil))), #"{"conversation":\#(conversationShort)}"#),
        EventSample(
            .acceptControlFailure, .control(ControlNews(.accept, Fixture.conversation, failure: failed)),
            #"{"conversation":\#(conversationShort),\#(failedShown)}"#),
        EventSample(
            .offerControlFailure, .control(ControlNews(.offer, Fixture.conversation, failure: failed)),
            #"{"conversation":\#(conversationShort),\#(failedShown)}"#),
        EventSample(
            .passControlFailure, .control(ControlNews(.pass, Fixture.conversation, metadata: metadata, failure: failed)),
            #"{"conversation":\#(conversationShort),"metadata":{"why":"angry"},\#(failedShown)}"#),
    ]

    private static let window = """
        {"rule":"24h","state":"open","openedAt":"2026-01-01T00:00:00.123Z","closesAt":"2026-01-02T00:00:00.123Z","secondsLeft":86400}
        """

    private static let own: [EventSample] = [
        EventSample(
            .parleyReaction,
            .parley(
                .reaction(Fixture.conversation, Fixture.user, target: Fixture.id(6), targetExternalID: "wamid.2", emoji: "👍")),
            #"{\#(place),"reaction":{"action":"add","emoji":"👍","message":{"id":"000000000000000000000006","externalId":"wamid.2"}}}"#),
        EventSample(
            .parleyReaction,
            .parley(.reaction(Fixture.conversation, Fixture.user, target: nil, targetExternalID: "wamid.2", emoji: nil)),
            #"{\#(place),"reaction":{"action":"remove","emoji":null,"message":{"externalId":"wamid.2"}}}"#),
        EventSample(
            .parleyMessageEdited, .parley(.messageEdited(Fixture.conversation, Fixture.message, user: Fixture.user)),
            #"{"conversation":\#(conversationShort),"message":\#(message)}"#),
        EventSample(
            .parleyMessageUnsent, .parley(.messageUnsent(Fixture.conversation, Fixture.user, message: Fixture.id(5))),
            #"{\#(place),"message":{"id":"000000000000000000000005"}}"#),
        EventSample(
            .parleyConsent, .parley(.consent(nil, Fixture.user, kind: .marketing, allowed: false, detail: "STOP")),
            #"{"user":\#(userShort),"consent":{"kind":"marketing","allowed":false,"detail":"STOP"}}"#),
        EventSample(
            .parleyIntegrationAlarm,
            .parley(
                .integrationAlarm(
                    IntegrationAlarm(
                        integrationID: Fixture.integration, integrationType: "whatsapp", subject: "credentials", event: "refused",
                        failure: Fixture.failure))),
            """
            {"integration":{"id":"00000000000000000000000b","type":"whatsapp"},
             "alarm":{"subject":"credentials","event":"refused","detail":null,"error":\(failure)}}
            """),
        EventSample(
            .parleyWebhookDisabled,
            .parley(.webhookDisabled(WebhookAlarm(webhookID: Fixture.id(8), integrationID: Fixture.id(9), reason: "Gone."))),
            #"{"webhook":{"id":"000000000000000000000008","integrationId":"000000000000000000000009"},"reason":"Gone."}"#),
        EventSample(
            .parleyWindowClosing, .parley(.windowClosing(Fixture.conversation, Fixture.window)),
            #"{"conversation":\#(conversationShort),"unanswered":true,"window":\#(window)}"#),
        EventSample(
            .parleyWindowClosed, .parley(.windowClosed(Fixture.conversation, WindowState(rule: "24h", state: .closed, secondsLeft: 0))),
            """
            {"conversation":\(conversationShort),"unanswered":true,
             "window":{"rule":"24h","state":"closed","openedAt":null,"closesAt":null,"secondsLeft":0}}
            """),
        EventSample(
            .parleyGap, .parley(.gap(after: Fixture.id(1), oldest: Fixture.id(9))),
            #"{"after":"000000000000000000000001","oldest":"000000000000000000000009"}"#),
        EventSample(
            .parleyUserUnmerge, .parley(.userUnmerge(surviving: Fixture.user, restored: Fixture.otherUser)),
            """
            {"users":{"surviving":\(userShort),"restored":{"id":"000000000000000000000002","authenticated":false,"profile":{},
             "metadata":{},"identities":[]}}}
            """),
        EventSample(
            .parleyMessageMedia,
            .parley(.messageMedia(Fixture.conversation, message: Fixture.id(5), Fixture.lostMedia, url: "https://x/m")),
            """
            {"conversation":\(conversationShort),"message":{"id":"000000000000000000000005"},
             "media":{"id":"000000000000000000000009","state":"failed","mediaUrl":"https://x/m","mediaType":"image/png","mediaSize":7,
             "error":\(failure)}}
            """),
        EventSample(
            .parleyRedaction, .parley(.redaction(Fixture.conversation, message: Fixture.id(5), count: 2)),
            #"{"conversation":\#(conversationShort),"message":{"id":"000000000000000000000005"},"count":2}"#),
        EventSample(
            .parleyConversationClosed, .parley(.conversationClosed(Fixture.conversation, by: nil)),
            #"{"conversation":\#(conversationShort),"closedBy":"business"}"#),
        EventSample(
            .parleyConversationRating, .parley(.conversationRating(Fixture.conversation, Fixture.user, score: 4, comment: nil)),
            #"{"conversation":\#(conversationShort),"user":\#(userShort),"rating":{"score":4,"comment":null}}"#),
        EventSample(
            .parleyCustomerAbsent, .parley(.customerAbsent(Fixture.conversation, Fixture.user, message: Fixture.id(5), mail: true)),
            #"{"conversation":\#(conversationShort),"user":\#(userShort),"message":{"id":"000000000000000000000005"},"mail":true}"#),
        EventSample(
            .parleyCustomerMail, .parley(.customerMail(Fixture.conversation, Fixture.user, message: Fixture.id(5), failure: nil)),
            #"{"conversation":\#(conversationShort),"user":\#(userShort),"message":{"id":"000000000000000000000005"},"state":"sent"}"#),
    ]
}
