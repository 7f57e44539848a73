import ConnectorKit
import Core
import JSONKit
import Runtime
import Store
import Testing
import Wire

@Suite("S3: replies that wait for somebody who is away")
struct AbsenceTests {
    private let world: InboundWorld
    private let line = Line()
    private let server = Server()

    init() async throws {
        var channel = ScriptedChannel()
        channel.absence = AbsenceRule(delay: .minutes(5), mails: true, link: "https://shop.example/help")
        world = try await InboundWorld(channel: channel)
        try await world.take(text("m1", more: #","name":"Ada","email":"ada@example.com""#))
    }

    // MARK: The parts

    private func reply(_ text: String = "Your parcel is on its way.") async throws {
        let conversation = try #require(try await world.conversations(of: "a1").first)
        _ = try await Posting(context: world.context).post(
            MessageDraft(content: .text(TextContent(text)), authorName: "Mina"), app: InboundWorld.app, conversation: conversation.id)
    }

    private func read(_ id: String) async throws {
        try await world.take(#"{"kind":"read","id":"\#(id)","at":\#(world.clock.now.seconds),"from":["a1"]}"#)
    }

    /// Runs the jobs whose time has come, once each, as a worker that has just started would.
    @discardableResult
    private func work(mailing: Bool = true) async throws -> Int {
        let sender = try #require(MailAddress("help@shop.example"))
        let processor = AbsenceProcessor(
            context: world.context, presence: line, post: mailing ? MailRoom(sender: MailSender(address: sender), server: server) : nil)
        var count = 0
        while let job = try await world.jobs(.absence).first(where: { $0.runAt <= world.clock.now }) {
            let lease = try #require(world.leases.lease(job.key.shard))
            _ = await processor.process([job], lease: lease, group: NoControl())
            count += 1
        }
        return count
    }

    private func events(_ type: String) async throws -> [JSON] {
        try await world.events().filter { $0.type == type }.map { try JSONDocument.parse($0.body.bytes).root["payload"] }
    }

    // MARK: The event

    @Test("are told of once, after the delay, however many there are")
    func once() async throws {
        try await reply()
        world.clock.advance(by: .minutes(4))
        try await reply("One more thing")
        try await work(mailing: false)
        #expect(try await events("parley:customer:absent").isEmpty)
        world.clock.advance(by: .minutes(1))
        try await work(mailing: false)
        let told = try await events("parley:customer:absent")
        let first = try #require(try await world.messages(of: "a1").first { $0.author == .business })
        #expect(told.map { $0["message"]["id"].string } == [first.id.description])
        #expect(told.first?["mail"].bool == false)
        try await reply("And another")
        world.clock.advance(by: .hours(1))
        #expect(try await work(mailing: false) == 0)
        #expect(try await events("parley:customer:absent").count == 1)
    }

    @Test("are not told of when they were read or answered in time", arguments: [true, false])
    func cancelled(_ isRead: Bool) async throws {
        try await reply()
        if isRead { try await read("r1") } else { try await world.take(text("m2", "Thanks")) }
        #expect(try await world.jobs(.absence).isEmpty)
        world.clock.advance(by: .hours(1))
        try await work()
        #expect(try await events("parley:customer:absent").isEmpty)
        #expect(server.mails.isEmpty)
    }

    @Test("are told of anew after the customer was there")
    func again() async throws {
        for round in 1...2 {
            try await reply()
            world.clock.advance(by: .minutes(5))
            try await work(mailing: false)
            #expect(try await events("parley:customer:absent").count == round)
            try await read("r\(round)")
        }
    }

    @Test("wait while the customer is connected, for a day at most")
    func connected() async throws {
        try await reply()
        line.isOpen.withLock { $0 = true }
        world.clock.advance(by: .minutes(5))
        #expect(try await work() == 1)
        #expect(try await events("parley:customer:absent").isEmpty)
        line.isOpen.withLock { $0 = false }
        world.clock.advance(by: .minutes(5))
        try await work(mailing: false)
        #expect(try await events("parley:customer:absent").count == 1)
        try await read("r1")
        try await reply()
        line.isOpen.withLock { $0 = true }
        world.clock.advance(by: .hours(25))
        #expect(try await work() == 1)
        #expect(try await world.jobs(.absence).isEmpty)
    }

    // MARK: The mail

    @Test("are mailed once, to the address of the profile, and the agent learns of it")
    func mailed() async throws {
        try await reply()
        world.clock.advance(by: .minutes(5))
        #expect(try await work() == 2, "telling and mailing are two steps of one job")
        #expect(server.mails.map(\.recipient.text) == ["ada@example.com"])
        #expect(try await events("parley:customer:absent").first?["mail"].bool == true)
        #expect(try await events("parley:customer:mail").map { $0["state"].string } == ["sent"])
        #expect(try await work() == 0)
    }

    @Test("are mailed later when the server cannot take them now")
    func later() async throws {
        server.outcomes.withLock { $0 = [.later(Failure(.providerUnavailable)), .later(Failure(.providerUnavailable))] }
        try await reply()
        world.clock.advance(by: .minutes(5))
        try await work()
        #expect(server.mails.count == 1)
        world.clock.advance(by: .minutes(2))
        try await work()
        world.clock.advance(by: .minutes(10))
        try await work()
        #expect(server.mails.count == 3)
        #expect(try await events("parley:customer:mail").map { $0["state"].string } == ["sent"])
    }

    @Test("a mail that waits for its server is not sent when the customer has come back")
    func cameBack() async throws {
        server.outcomes.withLock { $0 = [.later(Failure(.providerUnavailable))] }
        try await reply()
        world.clock.advance(by: .minutes(5))
        try await work()
        try await read("r1")
        world.clock.advance(by: .hours(1))
        try await work()
        #expect(server.mails.count == 1)
        #expect(try await world.jobs(.absence).isEmpty)
    }

    @Test("the agent is told why a mail could not be sent")
    func refused() async throws {
        server.outcomes.withLock { $0 = [.refused(Failure(.credentialsInvalid, detail: "No."))] }
        try await reply()
        world.clock.advance(by: .minutes(5))
        try await work()
        let mail = try #require(try await events("parley:customer:mail").first)
        #expect(mail["state"].string == "failed" && mail["error"]["code"].string == "credentials_invalid")
        #expect(try await world.jobs(.absence).isEmpty)
    }

    @Test("invariant 6: a mail that was on its way when the worker died is unknown, and not sent again")
    func crashed() async throws {
        try await reply()
        world.clock.advance(by: .minutes(5))
        let job = try #require(try await world.jobs(.absence).first)
        let record = #"{"message":"\#(job.subject)","toldAt":1,"mail":"leaving"}"#
        let now = world.clock.now
        try await world.store.write { store in
            try store.put(
                Document(
                    appID: InboundWorld.app, kind: .absence, name: "\(job.key.lane)", body: JSONBytes(Array(record.utf8)), updatedAt: now))
        }
        try await work()
        #expect(server.mails.isEmpty)
        #expect(try await events("parley:customer:mail").map { $0["error"]["code"].string } == ["unknown_outcome"])
    }

    // MARK: Stand-ins

    private final class Line: Presence {
        let isOpen = Lock(false)
        func isPresent(integration: ID, address: String) -> Bool { isOpen.withLock { $0 } }
    }

    private final class Server: MailServer {
        let sent = Lock<[Mail]>([])
        /// What becomes of the next mails; then all are accepted.
        let outcomes = Lock<[MailOutcome]>([])
        var mails: [Mail] { sent.withLock { $0 } }

        func send(_ mail: Mail) async -> MailOutcome {
            sent.withLock { $0.append(mail) }
            return outcomes.withLock { $0.isEmpty ? .accepted : $0.removeFirst() }
        }
    }
}
