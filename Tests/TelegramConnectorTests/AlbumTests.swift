import ConnectorKit
import Core
import Testing

@Suite struct AlbumTests {
    private static func photo(
        _ update: Int, _ message: Int, album: String? = "13500", chat: String = UpdateCases.chat, caption: String? = nil
    ) -> String {
        let group = album.map { #","media_group_id":"\#($0)""# } ?? ""
        let text = caption.map { #","caption":"\#($0)""# } ?? ""
        return
            #"{"update_id":\#(update),"message":{"message_id":\#(message),"date":1781000000,\#(chat),\#(UpdateCases.from),"photo":[{"file_id":"f\#(message)","width":1,"height":1}]\#(group)\#(text)}}"#
    }

    private static func events(_ updates: String...) throws -> [InboundEvent] {
        try TestAccount.poll(#"{"ok":true,"result":[\#(updates.joined(separator: ","))]}"#).events
    }

    private static func shape(_ event: InboundEvent) -> String {
        guard case .message(let message) = event.body else { return "no message" }
        return "\(event.externalID) + \(message.partIDs.joined(separator: ",")) = \(message.contents.count) of \(message.album ?? "-")"
    }

    @Test func itemsOfOnePoll_areOneMessage_alsoWithOthersBetween() throws {
        let text = #"{"update_id":2,"message":{"message_id":11,"date":1781000000,\#(UpdateCases.chat),\#(UpdateCases.from),"text":"x"}}"#
        let events = try Self.events(Self.photo(1, 10, caption: "three"), text, Self.photo(3, 12), Self.photo(4, 13))
        #expect(
            events.map(Self.shape) == [
                "4815162342:10 + 4815162342:12,4815162342:13 = 3 of 4815162342:13500", "4815162342:11 +  = 1 of -",
            ])
    }

    @Test func itemsOfTwoPolls_areTwoMessagesOfOneAlbum() throws {
        let first = try Self.events(Self.photo(1, 10), Self.photo(2, 11))
        let second = try Self.events(Self.photo(3, 12))
        #expect(first.map(Self.shape) == ["4815162342:10 + 4815162342:11 = 2 of 4815162342:13500"])
        #expect(second.map(Self.shape) == ["4815162342:12 +  = 1 of 4815162342:13500"])
    }

    @Test func equalAlbumIdsOfTwoChats_areTwoAlbums() throws {
        let events = try Self.events(Self.photo(1, 10), Self.photo(2, 10, chat: UpdateCases.groupChat))
        #expect(events.map(Self.shape) == ["4815162342:10 +  = 1 of 4815162342:13500", "-1001234567890:10 +  = 1 of -1001234567890:13500"])
    }

    @Test func itemThatComesTwice_isNotShownTwice() throws {
        let events = try Self.events(Self.photo(1, 10), Self.photo(1, 10), Self.photo(2, 11), Self.photo(2, 11))
        #expect(events.map(\.externalID).sorted() == ["4815162342:10", "4815162342:10", "4815162342:11"])
    }
}
