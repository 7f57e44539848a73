import Core
import JSONKit
import Store
import Testing
import Wire

@Suite struct EventTests {
    @Test(arguments: EventSample.all) func `an event has its golden form`(_ sample: EventSample) throws {
        let event = Event(id: Fixture.id(7), createdAt: Fixture.at, sample.payload)
        #expect(event.type == sample.type)
        let golden = """
            {"id":"000000000000000000000007","type":"\(sample.type.rawValue)","createdAt":"\(Fixture.time)","payload":\(sample.json)}
            """
        #expect(try parsed(event.encoded()) == parsed(golden))
    }

    @Test func `every type of event has a sample`() {
        #expect(Set(EventSample.all.map(\.type)) == Set(EventType.allCases))
    }

    @Test(arguments: EventType.allCases) func `an event is ours exactly when its name says so`(_ type: EventType) {
        #expect(type.isParley == type.rawValue.hasPrefix("parley:"))
    }

    @Test func `a webhook gets what it lists and with a star everything`() {
        #expect(EventType.parleyGap.isWanted(by: ["*"]) && EventType.parleyGap.isWanted(by: ["user:update", "parley:gap"]))
        #expect(!EventType.parleyGap.isWanted(by: ["conversation:message"]) && !EventType.conversationMessage.isWanted(by: []))
    }

    @Test func `a row for the outbox carries the event as it is delivered`() {
        let event = Event(id: Fixture.id(7), createdAt: Fixture.at, .conversationRemove(Fixture.conversation))
        let row = event.outboxEvent(app: Fixture.app, conversation: Fixture.id(4))
        let expected = OutboxEvent(
            id: Fixture.id(7), appID: Fixture.app, conversationID: Fixture.id(4), type: "conversation:remove", createdAt: Fixture.at,
            body: event.encoded())
        #expect(row == expected)
    }

    @Test(arguments: [0, 1, 3]) func `an envelope holds its events in order`(count: Int) throws {
        let events = (0..<count).map { JSONBytes(Array(#"{"id":"\#($0)"}"#.utf8)) }
        let list = (0..<count).map { #"{"id":"\#($0)"}"# }.joined(separator: ",")
        let golden = """
            {"app":{"id":"00000000000000000000000a"},"webhook":{"id":"000000000000000000000008","version":"v2"},"events":[\(list)]}
            """
        #expect(try parsed(WebhookEnvelope.encode(app: Fixture.app, webhook: Fixture.id(8), events: events)) == parsed(golden))
    }

    @Test func `an event of a file shows nothing of the provider's handle`() throws {
        var message = Fixture.message
        let media = MediaContent(kind: .audio, reference: MediaReference(id: "m1", url: "https://cdn.example/?token=1"))
        message.content = Content.file(media).encoded()
        let body = Event(id: Fixture.id(7), createdAt: Fixture.at, .message(Fixture.conversation, message, user: nil)).encoded()
        #expect(try parsed(body)["payload"]?["message"]?["content"]?["mediaUrl"] == "parley:media/m1")
        #expect(!String(decoding: body.bytes, as: UTF8.self).contains("token"))
    }
}
