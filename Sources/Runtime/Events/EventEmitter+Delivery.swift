import ConnectorKit
package import Core
package import Store
import Wire

extension EventEmitter {
    /// Tells what a delivery machine found worth telling. The integration is nil when it is not configured any more.
    package func emit(
        _ news: [DeliveryMachine.News], of machine: DeliveryMachine, integration: IntegrationEntry?, _ store: any StoreTransaction,
        now: Instant
    ) throws {
        guard !news.isEmpty else { return }
        let delivery = machine.delivery
        let type = integration?.type ?? "unknown"
        guard let conversation = try store.conversation(app: delivery.appID, delivery.conversationID),
            let user = try store.user(app: delivery.appID, conversation.userID)
        else { return }
        if conversation.kind == .invitation { return try linking.invitationMoved(conversation, news, in: store) }
        for item in news {
            let payload: EventPayload
            switch item {
            case .takenByChannel: payload = .delivery(told(.channel(isFinal: integration?.channel.capabilities.reportsDelivery == false)))
            case .deliveredToUser: payload = .delivery(told(.user))
            case .failed(let failure, let isFinal): payload = .delivery(told(.failure(failure, isFinal: isFinal)))
            case .read:
                let source = MessageSource(type: type, integrationID: delivery.integrationID)
                payload = .conversationRead(conversation, Activity(user: user, source: source))
            }
            try emit(payload, app: delivery.appID, conversation: conversation.id, store, now: now)
        }

        func told(_ stage: DeliveryNews.Stage) -> DeliveryNews {
            DeliveryNews(
                stage, conversation: conversation, user: user, messageID: delivery.messageID, integrationType: type,
                integrationID: delivery.integrationID, externalIDs: machine.parts.filter { $0.part != nil }.compactMap(\.externalID))
        }
    }

    /// Tells that an account needs an administrator.
    func emitAlarm(_ failure: Failure, integration: IntegrationEntry, _ store: any StoreTransaction, now: Instant) throws {
        let alarm = IntegrationAlarm(
            integrationID: integration.id, integrationType: integration.type, subject: "credentials", event: failure.code.rawValue,
            detail: failure.detail, failure: failure)
        try emit(.parley(.integrationAlarm(alarm)), app: integration.appID, conversation: nil, store, now: now)
    }
}
