import Core
import Store
import Wire

/// A reply that may wait unread, with all that is needed to decide what is done about it.
struct WaitingReply: Sendable {
    /// Messages that a mail shows at most.
    private static let mostShown = 20

    let job: Job
    let conversation: Conversation
    let client: Client
    let user: User
    /// The first reply that waited.
    let message: MessageRecord
    /// What the business has written since, the first among it, rising; nothing that rules have written.
    let unread: [MessageRecord]
    let isRead: Bool
    let record: AbsenceRecord?

    /// Nil when there is nothing to decide any more.
    init?(_ given: Job, _ store: any StoreReader) throws {
        let app = given.appID
        guard let job = try store.job(given.key), let message = try store.message(app: app, job.subject),
            let conversation = try store.conversation(app: app, job.key.lane), conversation.integrationID == job.key.group,
            let client = try store.client(conversation.clientID), let user = try store.user(app: app, client.userID)
        else { return nil }
        self.job = job
        self.conversation = conversation
        self.client = client
        self.user = user
        self.message = message
        isRead = try store.delivery(message: message.id)?.state == .read
        let newer = try store.messages(conversation: conversation.id, page: PageRequest(after: message.id, limit: Self.mostShown - 1))
        unread = [message] + newer.filter { $0.author == .business }
        record = try AbsenceRecord(of: conversation.id, app: app, store)
    }

    /// Where mail can go: the address of the profile, if it is one.
    var mailAddress: MailAddress? { Profile(stored: user.profile).email.flatMap { MailAddress($0) } }
}
