import Core
import Testing

@Suite struct SmokeTests {
    @Test func sampleTextMessage_becomesAMessageOfItsSender() throws {
        let event = try TestAccount.message(
            #"{"from":"15550107777","from_user_id":"US.48","id":"wamid.T1","timestamp":"1781000000","type":"text","text":{"body":"Hi?"}}"#)
        #expect(event.externalID == "wamid.T1")
        #expect(event.at == Instant(seconds: 1_781_000_000))
        #expect(event.sender == Sender(addresses: ["15550107777", "US.48"], phone: "15550107777", displayName: "Mara Okafor"))
        #expect(event.body == .message(InboundMessage([.text(TextContent("Hi?"))])))
    }
}
