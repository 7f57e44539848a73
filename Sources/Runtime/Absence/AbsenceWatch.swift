import ConnectorKit
import Core
import Store

/// Keeps, inside a transaction, what is to happen when a reply waits unread for a customer who is not there: one job per conversation from
/// the first such reply on, and one notice per absence.
struct AbsenceWatch {
    let store: any StoreTransaction
    let integration: IntegrationEntry
    let now: Instant

    /// The business has written `message`.
    ///
    /// - Parameter id: of the job, if there is to be one.
    func replied(_ message: ID, in conversation: Conversation, job id: ID) throws {
        guard let rule = integration.channel.absence, conversation.kind == .personal else { return }
        let isTold = try store.document(app: conversation.appID, kind: .absence, name: AbsenceRecord.name(of: conversation.id)) != nil
        guard try !isTold && jobs(of: conversation.id, limit: 1).isEmpty else { return }
        let key = JobKey(queue: .absence, group: integration.id, lane: conversation.id, id: id)
        try store.enqueue(Job(key: key, appID: conversation.appID, subject: message, runAt: now + rule.delay))
    }

    /// The customer reads or writes: nothing waits for it any more, and the next absence is another one.
    func returned(to conversation: Conversation) throws {
        guard integration.channel.absence != nil else { return }
        for job in try jobs(of: conversation.id, limit: 10) { try store.complete(job.key) }
        try store.remove(app: conversation.appID, kind: .absence, name: AbsenceRecord.name(of: conversation.id))
    }

    private func jobs(of conversation: ID, limit: Int) throws -> [Job] {
        try store.jobs(group: JobGroup(queue: .absence, group: integration.id), lane: conversation, after: nil, limit: limit)
    }
}
