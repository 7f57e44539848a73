internal import Core

/// Joins the items of an album, which come as one update each, to one message.
///
/// Telegram tells neither how many there are nor which is the last. Items that come in one answer to a poll are joined; an item of a
/// later answer, or of a webhook, which holds one update, is a message of its own: waiting for it would hold back what is known, and
/// the parser has no memory. All items carry the album's id, so that a reader can still show them together.
enum Albums {
    /// The events, with the items of an album at the place of its first one.
    static func joined(_ items: [UpdateItem]) -> [InboundEvent] {
        var events: [InboundEvent] = []
        var places: [String: Int] = [:]
        for item in items {
            guard let album = item.album, case .message(var message) = item.event.body else {
                events.append(item.event)
                continue
            }
            if let place = places[album], let joined = join(item.event, message, to: events[place]) {
                events[place] = joined
                continue
            }
            message.album = album
            var event = item.event
            event.body = .message(message)
            places[album] = events.count
            events.append(event)
        }
        return events
    }

    private static func join(_ event: InboundEvent, _ message: InboundMessage, to first: InboundEvent) -> InboundEvent? {
        // An update that comes twice must not add its picture twice.
        guard case .message(var whole) = first.body, event.externalID != first.externalID, !whole.partIDs.contains(event.externalID),
            first.sender?.addresses == event.sender?.addresses, message.contents.count == 1, whole.contents.count == whole.partIDs.count + 1
        else { return nil }
        whole.contents += message.contents
        whole.partIDs.append(event.externalID)
        var joined = first
        joined.body = .message(whole)
        return joined
    }
}
