import Core
import JSONKit
import Runtime
import Store
import Wire

/// What came in, as it came in.
enum JournalEndpoints {
    static let root = "/parley/v1/apps/{appId}/journal"

    static let all: [Endpoint] = [
        .get("ListJournal", root, access: .appKey, "Lists journal entries, newest first.", list)
            .asking(
                .onwardPage,
                [
                    .query("integrationId", .id, "Show only what came in by this integration."),
                    .query("externalId", .text(like: "wamid.1"), "Show only what holds the event of this id of the provider."),
                    .query("verdict", .word("accepted", "quarantined"), "Show only what could be read, or what could not."),
                ]
            )
            .answering(page: "entries", of: .journalEntry),
        .get("GetJournalEntry", root + "/{entryId}", access: .appKey, "Shows a journal entry with its masked payload.", show)
            .answering("entry", .journalEntryWithPayload),
        .post(
            "ReplayJournalEntry", root + "/{entryId}/replay", access: .appKey, body: .none, success: 202,
            "Reads a journal entry again; what was applied changes nothing.", replay
        )
        .answering("entry", .journalEntry),
    ]

    private static func list(_ call: APICall) async throws -> Answer {
        let query = try call.query()
        let paging = try FallingPaging(query)
        let filter = JournalFilter(
            integrationID: try query.id("integrationId"), externalID: query.value("externalId"),
            verdict: try verdict(query.value("verdict")))
        let app = call.app
        let forms = try await call.read { store in
            try store.journal(app: app, filter: filter, before: paging.after, limit: paging.size + 1)
                .map { JournalForm($0, outcomes: try store.outcomes(of: $0.id)) }
        }
        return paging.answer("entries", forms, \.entry.id, call, query)
    }

    private static func verdict(_ text: String?) throws(APIProblem) -> JournalEntry.Verdict? {
        guard let text else { return nil }
        guard let verdict = JournalEntry.Verdict(rawValue: text) else { throw .field("verdict", "must be one of: accepted, quarantined") }
        return verdict
    }

    private static func show(_ call: APICall) async throws -> Answer {
        let id = try call.id("entryId", .journal)
        let app = call.app
        let form = try await call.read { store in
            guard let entry = try store.journalEntry(id), entry.appID == app else { throw APIProblem.notFound(.journal) }
            return JournalForm(entry, outcomes: try store.outcomes(of: id), payload: JournalPayload(entry.payload).json)
        }
        return Answer("entry", form)
    }

    private static func replay(_ call: APICall) async throws -> Answer {
        let id = try call.id("entryId", .journal)
        let (app, replay) = (call.app, JournalReplay(call.context))
        return try await call.write { store in
            guard let entry = try replay.ask(id, app: app, in: store) else { throw APIProblem.notFound(.journal) }
            return Answer("entry", JournalForm(entry, outcomes: try store.outcomes(of: id)))
        }
    }
}

/// The payload of a journal entry as JSON: a JSON body as it is, any other as a string.
struct JournalPayload {
    let json: JSONBytes

    /// - Parameter stored: a request capsule.
    init(_ stored: [UInt8]) {
        let body = RequestCapsule(stored)?.request.body ?? stored
        if let document = try? JSONDocument.parse(body) {
            json = JSONBytes(document.root.serialized())
        } else {
            var writer = JSONWriter(capacity: body.count + 16)
            writer.value(utf8: body)
            json = JSONBytes(writer.finish())
        }
    }
}

/// A page of a list that is read newest first and only onward.
struct FallingPaging: Hashable, Sendable {
    let after: ID?
    let size: Int

    init(_ query: QueryParameters) throws(APIProblem) {
        let paging = try Paging(query)
        guard paging.before == nil else { throw .field("page[before]", "is not offered for this list; go on with page[after]") }
        after = paging.after
        size = paging.size
    }

    /// - Parameter fetched: up to one more than the page holds.
    func answer<Element: JSONWritable>(
        _ key: StaticString, _ fetched: [Element], _ id: (Element) -> ID, _ call: APICall, _ query: QueryParameters
    ) -> Answer {
        let shown = fetched.prefix(size)
        let cursor = fetched.count > size ? shown.last.map(id) : nil
        let links = PageLinks(call, query, size: size)
        let page = ListPage(hasMore: cursor != nil, afterCursor: cursor, next: cursor.map { links.link("after", $0) })
        return Answer { json in
            json.array(key) { json in for element in shown { json.value(element) } }
            page.writeMembers(to: &json)
        }
    }
}
