import Core
import JSONKit
import Store
import Testing

@testable import Runtime

@Suite("Who wrote")
struct IdentityTests {
    private func event(_ id: String, _ addresses: [String], phone: String? = nil, name: String? = nil) -> String {
        let from = addresses.map { "\"\($0)\"" }.joined(separator: ",")
        let more = (phone.map { #","phone":"\#($0)""# } ?? "") + (name.map { #","name":"\#($0)""# } ?? "")
        return #"{"kind":"text","id":"\#(id)","at":\#(InboundWorld.start),"from":[\#(from)],"text":"hello"\#(more)}"#
    }

    @Test("F14: messages of one person that race make one user")
    func race() async throws {
        let world = try await InboundWorld()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask { await world.post(#"{"events":[\#(text("m\(number)"))]}"#) }
            }
        }
        // Two batches at once, as if a second worker had a part of the jobs.
        let jobs = try await world.jobs(.inbound)
        let lease = try #require(world.leases.lease(jobs[0].key.shard))
        await withTaskGroup(of: Void.self) { group in
            for half in [jobs.prefix(10), jobs.suffix(10)] {
                group.addTask { _ = await world.processor.process(Array(half), lease: lease, group: NoControl()) }
            }
        }
        #expect(try await world.conversations(of: "a1").count == 1)
        #expect(try await world.messages(of: "a1").count == 20)
        #expect(try await world.types().filter { $0 == "conversation:create" }.count == 1)
    }

    @Test("F13: any known address finds the client, and new ones become aliases of it")
    func aliases() async throws {
        let world = try await InboundWorld()
        try await world.take(event("m1", ["phone1", "bsuid1"]))
        try await world.take(event("m2", ["bsuid1", "phone2"]))
        try await world.take(event("m3", ["phone2"]))
        let client = try #require(try await world.client("phone2"))
        #expect(client.externalID == "phone1", "the address that works is not rewritten")
        #expect(try await world.store.read { try $0.addresses(client: client.id) } == ["bsuid1", "phone1", "phone2"])
        #expect(try await world.messages(of: "phone1").count == 3)
    }

    @Test("addresses of two clients in one event: the first one's client has the message, and the outcome says so")
    func conflict() async throws {
        let world = try await InboundWorld()
        try await world.take(event("m1", ["x"]), event("m2", ["y"]))
        try await world.take(event("m3", ["y", "x"]))
        #expect(try await world.messages(of: "y").count == 2)
        #expect(try await world.messages(of: "x").count == 1)
        #expect(try await world.outcomes().last?.reason?.contains("two clients") == true)
    }

    @Test("a changed name changes the client and is told, but not what the app knows of the user")
    func renamed() async throws {
        let world = try await InboundWorld()
        try await world.take(event("m1", ["x"], name: "Ann"))
        try await world.take(event("m2", ["x"], name: "Anna"))
        let client = try #require(try await world.client("x"))
        #expect(client.displayName == "Anna")
        #expect(try await world.types() == ["conversation:create", "conversation:message", "client:update", "conversation:message"])
        let user = try await world.store.read { try $0.user(app: InboundWorld.app, client.userID) }
        #expect(user.map { String(decoding: $0.profile.bytes, as: UTF8.self) } == #"{"givenName":"Ann"}"#)
    }

    static let variants: [(String, String)] = [
        ("5541987654321", "554187654321"), ("554187654321", "5541987654321"), ("5213312345678", "523312345678"),
        ("523312345678", "5213312345678"), ("5491123456789", "541123456789"), ("541123456789", "5491123456789"),
    ]

    @Test("spellings of one number find the same client, and the address that works stays", arguments: variants)
    func variant(first: String, second: String) async throws {
        let world = try await InboundWorld()
        try await world.take(event("m1", [first], phone: first))
        try await world.take(event("m2", [second], phone: second))
        try await world.take(event("m3", [first], phone: first))
        let client = try #require(try await world.client(second))
        #expect(client.externalID == first)
        #expect(try await world.messages(of: first).count == 3)
    }

    static let others: [(String, String?)] = [
        ("5541987654321", nil), ("5541987654321", "49170123456"), ("552133334444", "552133334444"), ("55419876543210", "55419876543210"),
        ("491701234567", "491701234567"), ("U5541987654321", "987654321"), ("", ""),
    ]

    @Test("what is no number of these countries has no other spelling", arguments: others)
    func noVariant(address: String, phone: String?) {
        #expect(NumberVariants.of(address, phone: phone).isEmpty)
    }

    @Test("a prefix before the number is kept in its other spelling")
    func prefix() {
        #expect(NumberVariants.of("whatsapp:+5541987654321", phone: "+5541987654321") == ["whatsapp:+554187654321"])
    }

    @Test("a number change makes the new number the one to send to and keeps the old one")
    func moved() async throws {
        let world = try await InboundWorld()
        try await world.take(event("m1", ["old"]))
        try await world.take(#"{"kind":"moved","id":"c1","at":1790000000,"from":["new"],"previous":"old","phone":"4917"}"#)
        let client = try #require(try await world.client("old"))
        #expect(client.externalID == "new" && client.phone == "4917")
        try await world.take(event("m2", ["new"]))
        #expect(try await world.messages(of: "old").count == 2)
        #expect(try await world.types().contains("client:update"))
    }

    @Test("a number change to an address of somebody else changes nothing and says so")
    func movedToOther() async throws {
        let world = try await InboundWorld()
        try await world.take(event("m1", ["old"]), event("m2", ["new"]))
        try await world.take(#"{"kind":"moved","id":"c1","at":1790000000,"from":["new"],"previous":"old"}"#)
        #expect(try await world.client("old")?.externalID == "old")
        #expect(try await world.outcomes().last?.reason?.contains("another client") == true)
    }
}
