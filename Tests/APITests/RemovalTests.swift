import Core
import JSONKit
import Runtime
import Store
import Testing
import Wire

@testable import StoreSQLite

/// Deleting: what is asked for is gone, and leaves no orphans.
struct RemovalTests {
    private static let user = "/v2/apps/\(APIFixture.app)/users/\(APIFixture.user)"
    private static let conversation = "\(APIFixture.conversations)/\(APIFixture.conversation)"

    /// Rows by table, of the tables that hold what belongs to a user. What was told and what came in goes by retention.
    private func rows(_ folder: TestFolder) throws -> [String: Int] {
        let connection = try Connection(path: folder.database, mode: .readOnly, cacheKilobytes: 100)
        defer { connection.close() }
        let tables = [
            "users", "clients", "client_addresses", "conversations", "messages", "deliveries", "parts", "attempts", "ledger", "members",
            "removals", "documents", "dead_letters",
        ]
        var rows: [String: Int] = [:]
        for table in tables {
            rows[table] = try connection.statement(Query("SELECT count(*) FROM \(table)")).all { $0.int() }.first
        }
        rows["sends"] = try connection.statement(Query("SELECT count(*) FROM jobs WHERE queue = \(Queue.outbound.stored)")).all { $0.int() }
            .first
        rows["externals"] = try connection.statement(Query("SELECT count(*) FROM externals WHERE kind <> 'event'")).all { $0.int() }.first
        return rows.filter { $0.value != 0 }
    }

    /// A conversation of the seeded user with `count` messages of both sides, with everything that can hang on them.
    private func fill(_ api: APIFixture, count: Int) async throws {
        try await api.seed()
        for number in 0..<3 {
            let hello = #"{"author":{"type":"business"},"content":{"type":"text","text":"\#(number)"}}"#
            #expect(await api.post(APIFixture.messages, hello).status == 201)
        }
        try await api.store.write { store in
            for number in 0..<count {
                var message = APIFixture.message(UInt32(1000 + number))
                let external = "wamid.\(number)"
                message.source = MessageSource(type: "whatsapp", integrationID: APIFixture.integration, originalMessageID: external)
                    .encoded()
                try store.insert(message)
                let reference = ExternalReference(kind: .inbound, resourceID: message.id)
                _ = try store.claim(APIFixture.integration, external, for: reference)
            }
            for message in try store.messages(conversation: APIFixture.conversation, page: PageRequest(limit: 500))
            where message.author == .business {
                let external = "out.\(message.id)"
                try store.put(Part(messageID: message.id, step: 0, part: 0, state: .sent, externalID: external))
                let reference = ExternalReference(kind: .outbound, resourceID: message.id)
                _ = try store.claim(APIFixture.integration, external, for: reference)
                try store.insert(Attempt(id: APIFixture.id(77), messageID: message.id, step: 0, startedAt: APIFixture.start))
                try store.append(
                    LedgerEntry(
                        messageID: message.id, sequence: 0, state: .sent, at: APIFixture.start, receivedAt: APIFixture.start, source: .api))
            }
        }
    }

    private func world(count: Int = 250) async throws -> (APIFixture, TestFolder) {
        let folder = try TestFolder()
        let api = try APIFixture(place: .file(folder.database))
        try await fill(api, count: count)
        return (api, folder)
    }

    @Test func aDeletedUser_leavesNoRow_S7() async throws {
        let (api, folder) = try await world()
        _ = await api.post(
            APIFixture.conversations, #"{"type":"sdkGroup","participants":[{"userId":"\#(APIFixture.user)","subscribeSDKClient":true}]}"#)
        let deleted = await api.call("DELETE", Self.user)
        #expect(deleted.status == 200)
        #expect(try deleted.json == parsed("{}"))
        #expect(await api.get(Self.user).status == 404)
        #expect(await api.get(Self.conversation).status == 404)
        #expect(try rows(folder) == ["conversations": 1], "only the group is left, without members")
        let types = try await api.store.read { try $0.events(app: APIFixture.app, after: nil, limit: 100).map(\.type) }
        #expect(Array(types.suffix(2)) == ["conversation:remove", "user:remove"])
    }

    @Test func aDeletedConversation_leavesTheUser_andAnotherOneBegins() async throws {
        let (api, folder) = try await world()
        let made = await api.post(APIFixture.conversations, #"{"type":"personal","participants":[{"userId":"\#(APIFixture.user)"}]}"#)
        let second = try #require(made.root["conversation"]["id"].string)
        #expect(await api.call("DELETE", Self.conversation).status == 400, "the default conversation goes with the user")
        _ = await api.post("\(APIFixture.conversations)/\(second)/messages", APIFixture.hello)
        #expect(await api.call("DELETE", "\(APIFixture.conversations)/\(second)").status == 200)
        #expect(await api.get("\(APIFixture.conversations)/\(second)").status == 404)
        let left = try rows(folder)
        #expect(left["conversations"] == 1 && left["messages"] == 253 && left["removals"] == nil && left["sends"] == 3)
    }

    @Test func allMessagesGo_andOneAlone() async throws {
        let (api, folder) = try await world()
        let listed = await api.get(APIFixture.messages)
        let one = try #require(listed.root["messages"][0]["id"].string)
        #expect(await api.call("DELETE", "\(APIFixture.messages)/\(one)").status == 200)
        #expect(await api.call("DELETE", "\(APIFixture.messages)/\(one)").code == "message_not_found")
        #expect(try rows(folder)["messages"] == 252)
        #expect(await api.call("DELETE", APIFixture.messages).status == 200)
        #expect(try rows(folder) == ["users": 1, "clients": 1, "client_addresses": 1, "conversations": 1])
        #expect(await api.get(APIFixture.messages).root["messages"].count == 0)
    }

    @Test func aMessageOfAnotherConversation_isNotFound() async throws {
        let (api, _) = try await world(count: 1)
        let other = APIFixture.message(7000, conversation: APIFixture.id(9))
        try await api.store.write { try $0.insert(other) }
        #expect(await api.call("DELETE", "\(APIFixture.messages)/\(other.id)").code == "message_not_found")
    }

    @Test func aRemovalThatWasCutShort_isFinishedLater() async throws {
        let (api, folder) = try await world()
        let removals = Removals(api.context)
        let begun = try await api.store.write { try removals.begin(user: APIFixture.user, app: APIFixture.app, in: $0) }
        #expect(begun != nil)
        #expect(try rows(folder)["messages"] == 253, "nothing but the user is gone yet")
        try await removals.finish(try #require(try await api.store.read { try $0.removals(limit: 9).first }))
        #expect(try rows(folder).isEmpty)
        try await removals.finish(try #require(begun))
        let told = try await api.store.read {
            try $0.events(app: APIFixture.app, after: nil, limit: 1000).count { $0.type == "user:remove" }
        }
        #expect(told == 1, "told once, however often it is finished")
    }

    @Test func aRepetitionOfWhatWasDeleted_staysTaken_invariant3() async throws {
        let (api, _) = try await world(count: 1)
        _ = await api.call("DELETE", APIFixture.messages)
        let again = ExternalReference(kind: .inbound, resourceID: APIFixture.id(1))
        #expect(try await api.store.write { try !$0.claim(APIFixture.integration, "wamid.0", for: again) })
    }

    @Test func personalInformationIsCleared_andConsentStays_S7() async throws {
        let api = try APIFixture()
        try await api.seed()
        try await api.store.write { store in
            guard var client = try store.client(APIFixture.client) else { return }
            client.info = JSONBytes(Array(#"{"carrier":"x","parleyConsentMarketing":false}"#.utf8))
            try store.update(client)
        }
        let cleared = await api.call("DELETE", Self.user + "/personalinformation")
        #expect(cleared.status == 200)
        #expect(cleared.root["user"]["profile"].count == 0 && cleared.root["user"]["metadata"].count == 0)
        let client = try #require(try await api.store.read { try $0.client(APIFixture.client) })
        #expect(client.displayName == nil)
        #expect(try parsed(client.info.bytes) == parsed(#"{"parleyConsentMarketing":false}"#))
    }
}
