internal import Core

/// Reads an event stream bit by bit. A value; it holds at most one event, up to its bound.
///
/// Source: WHATWG HTML, "Server-sent events", section 9.2.6 on interpreting an event stream.
package struct ServerSentEvents: Sendable {
    /// One event.
    package struct Event: Hashable, Sendable {
        /// The last id that the stream has named; nil before the first, and after an empty one.
        package var id: String?
        /// The event's type; empty when none is given, which means `message`.
        package var type: String
        /// The data; lines with a line feed between. Empty when `isTooLarge`.
        package var data: [UInt8]
        /// Whether the data was larger than is taken.
        package var isTooLarge: Bool
    }

    /// The longest id, in bytes; longer ones are left out.
    static let idLimit = 1024

    /// How long the other side wants to be left alone after the connection's end; nil while it has not said.
    package private(set) var retry: Duration?

    /// Whether anything came that only an event stream holds: a comment, or a field of an event.
    package private(set) var hasSpoken = false

    private let limit: Int
    private var id: String?
    private var type = ""
    private var data: [UInt8] = []
    private var hasData = false
    private var isTooLarge = false
    private var line: [UInt8] = []
    private var isLineTooLarge = false
    private var isAfterReturn = false
    private var isAtStart = true

    /// - Parameter limit: the largest data of an event, in bytes.
    package init(limit: Int) { self.limit = limit }

    /// Takes the next bytes; gives the events that they complete, in order.
    package mutating func read(_ bytes: [UInt8]) -> [Event] {
        var events: [Event] = []
        var start = 0
        for (position, byte) in bytes.enumerated() where byte == 0x0A || byte == 0x0D {
            defer { start = position + 1 }
            // CR LF is one line end, also when it is torn in two.
            let isSecondHalf = byte == 0x0A && isAfterReturn && position == start && line.isEmpty
            isAfterReturn = byte == 0x0D
            if isSecondHalf { continue }
            take(bytes[start..<position])
            if let event = endLine() { events.append(event) }
        }
        if start < bytes.count {
            isAfterReturn = false
            take(bytes[start...])
        }
        return events
    }

    private mutating func take(_ piece: ArraySlice<UInt8>) {
        guard line.count + piece.count <= limit + 64 else { return isLineTooLarge = true }
        line.append(contentsOf: piece)
    }

    private mutating func endLine() -> Event? {
        defer {
            line.removeAll(keepingCapacity: true)
            isLineTooLarge = false
        }
        if isAtStart {
            isAtStart = false
            if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        }
        if isLineTooLarge {
            isTooLarge = true
            hasData = true
            return nil
        }
        if line.isEmpty { return dispatch() }
        field()
        return nil
    }

    private mutating func field() {
        let colon = line.firstIndex(of: UInt8(ascii: ":"))
        // A line that begins with a colon is a comment.
        if colon == 0 { return hasSpoken = true }
        var value = colon.map { line[($0 + 1)...] } ?? []
        if value.first == 0x20 { value = value.dropFirst() }
        switch String(decoding: line[..<(colon ?? line.count)], as: UTF8.self) {
        case "data": append(value)
        case "event": type = String(decoding: value.prefix(Self.idLimit), as: UTF8.self)
        case "id": if !value.contains(0), value.count <= Self.idLimit { id = value.isEmpty ? nil : String(decoding: value, as: UTF8.self) }
        case "retry":
            guard (1...9).contains(value.count), value.allSatisfy({ (0x30...0x39).contains($0) }) else { return }
            retry = Int64(String(decoding: value, as: UTF8.self)).map { .milliseconds($0) }
        default: return
        }
        hasSpoken = true
    }

    private mutating func append(_ value: ArraySlice<UInt8>) {
        guard data.count + value.count < limit else {
            isTooLarge = true
            hasData = true
            return data = []
        }
        if hasData { data.append(0x0A) }
        hasData = true
        data.append(contentsOf: value)
    }

    private mutating func dispatch() -> Event? {
        defer {
            type = ""
            data = []
            hasData = false
            isTooLarge = false
        }
        guard hasData else { return nil }
        return Event(id: id, type: type, data: isTooLarge ? [] : data, isTooLarge: isTooLarge)
    }
}
