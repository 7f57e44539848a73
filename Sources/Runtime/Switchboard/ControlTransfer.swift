package import Core
package import Store
package import Wire

/// Moves control of conversations between the programs of a switchboard, and tells of it.
package struct ControlTransfer: Sendable {
    /// What is asked for.
    package enum Request: Hashable, Sendable {
        case pass(to: String)
        case offer(to: String)
        case accept
        case release

        var action: ControlNews.Action {
            switch self {
            case .pass: .pass
            case .offer: .offer
            case .accept: .accept
            case .release: .release
            }
        }
    }

    /// What is asked for, with what is said along with it.
    package struct Asked: Hashable, Sendable {
        package var request: Request
        /// Free data of the caller.
        package var metadata: JSONBytes?
        package var reason: ControlNews.Reason?

        /// Puts a question together.
        package init(request: Request, metadata: JSONBytes? = nil, reason: ControlNews.Reason? = nil) {
            self.request = request
            self.metadata = metadata
            self.reason = reason
        }
    }

    private let context: RuntimeContext
    private let now: Instant

    /// A transfer at this moment.
    package init(_ context: RuntimeContext) {
        self.context = context
        now = context.clock.now()
    }

    /// Does what is asked for and tells of it. False when the app has no switchboard.
    ///
    /// When control cannot be passed to the target, and the one in control has words for that, the customer is sent them, and control stays.
    /// - Parameter caller: the integration of a key that belongs to one; nil for a key of the app.
    /// - Throws: `ControlMachine.Refusal`; then nothing may be kept, and `tell` is to be called.
    package func ask(_ asked: Asked, of conversation: Conversation, by caller: ID?, in store: any StoreTransaction) throws -> Bool {
        guard let switchboard = context.switchboard(of: conversation.appID) else { return false }
        var conversation = conversation
        var machine = ControlMachine(
            switchboard, ConversationControl(stored: conversation.control), isReachable: context.isReachable(in: conversation.appID))
        let target: SwitchboardIntegration?
        do throws(ControlMachine.Refusal) {
            target = try machine.apply(asked.request, by: caller)
        } catch {
            guard case .pass = asked.request, error.isOfTarget, let words = machine.active?.fallbackMessage else { throw error }
            try tell(error, asked, of: conversation, in: store)
            try say(words, in: conversation, store)
            return true
        }
        conversation.control = machine.state.encoded()
        conversation.lastUpdatedAt = now
        try store.update(conversation)
        let history = try target?.messageHistoryCount.map { count in
            try store.messages(conversation: conversation.id, page: PageRequest(limit: count))
        }
        try emit(
            ControlNews(asked.request.action, conversation, metadata: asked.metadata, reason: asked.reason, history: history ?? []), store)
        return true
    }

    /// Tells that what was asked for did not happen.
    package func tell(
        _ refusal: ControlMachine.Refusal, _ asked: Asked, of conversation: Conversation, in store: any StoreTransaction
    ) throws {
        if asked.request == .release { return }
        let failure = ControlNews.Failure(refusal.isOfTarget ? .invalidTarget : .uncategorized, refusal.words)
        try emit(ControlNews(asked.request.action, conversation, metadata: asked.metadata, failure: failure), store)
    }

    private func say(_ words: String, in conversation: Conversation, _ store: any StoreTransaction) throws {
        let transaction = PostTransaction(
            store: store, context: context, directory: context.directory, now: now, id: context.ids.next(at: now))
        _ = try transaction.post(
            MessageDraft(content: .text(TextContent(words)), actor: .bot), app: conversation.appID, conversation: conversation.id)
    }

    private func emit(_ news: ControlNews, _ store: any StoreTransaction) throws {
        let conversation = news.conversation
        try EventEmitter(context).emit(.control(news), app: conversation.appID, conversation: conversation.id, store, now: now)
    }
}

extension ControlMachine {
    /// Applies what is asked for, and returns whom it is about.
    fileprivate mutating func apply(
        _ request: ControlTransfer.Request, by caller: ID?
    ) throws(Refusal) -> SwitchboardIntegration? {
        switch request {
        case .pass(let name): return try passWasAsked(to: name)
        case .offer(let name): return try offerWasAsked(to: name)
        case .accept:
            try acceptWasAsked(by: caller)
            return nil
        case .release:
            try releaseWasAsked(by: caller)
            return nil
        }
    }
}

extension RuntimeContext {
    /// Whether an integration of the app exists.
    func isReachable(in app: ID) -> @Sendable (ID) -> Bool {
        let directory = directory
        return { directory.holdsIntegration($0, of: app) }
    }

    /// Gives control of a conversation to the app's default, if nobody has it.
    func assignControl(_ conversation: inout Conversation) {
        guard let switchboard = switchboard(of: conversation.appID), switchboard.enabled else { return }
        let state = ConversationControl(stored: conversation.control)
        var machine = ControlMachine(switchboard, state, isReachable: isReachable(in: conversation.appID))
        machine.conversationBegan()
        if machine.state != state { conversation.control = machine.state.encoded() }
    }
}

extension Directory {
    /// Whether the app has the integration, and it is switched on. The webhooks of the configuration belong to one with the app's id.
    package func holdsIntegration(_ id: ID, of app: ID) -> Bool {
        if let channel = integrations[id] { return channel.appID == app && channel.isActive }
        if let custom = customs[id] { return custom.appID == app && custom.isActive }
        return id == app
    }

    /// The integrations of a type that the app has, by id.
    package func integrations(ofType type: String, app: ID) -> [ID] {
        let channels = integrations.values.filter { $0.appID == app && $0.type == type }.map(\.id).sorted()
        guard type == "custom" else { return channels }
        let customs = customs.values.filter { $0.appID == app }.map(\.id)
        return (channels + Set(customs + [app])).sorted()
    }

    /// The type of an integration of the app; nil when there is none.
    package func integrationType(_ id: ID, of app: ID) -> String? {
        guard holdsIntegration(id, of: app) else { return nil }
        return integrations[id]?.type ?? "custom"
    }
}
