internal import ConnectorKit
internal import Core
internal import JSONKit

/// What holds for every connector whose payloads are JSON, whatever is in them.
extension ConnectorConformance {
    /// Runs all properties on a recorded request; returns how many changed requests were tried.
    package func checkProperties(of recorded: InboundCase) throws(ConformanceFailure) -> Int {
        guard let root = JSONTree.parse(recorded.request.body) else {
            throw ConformanceFailure(recorded.label, "the recorded body is not JSON")
        }
        let baseline = try events(recorded)
        var tried = 0
        tried += try truncation(recorded, baseline)
        tried += try unknownFields(recorded, root, baseline)
        tried += try otherOrder(recorded, root, baseline)
        tried += try wrongTypes(recorded, root, baseline)
        tried += try missingFields(recorded, root, baseline)
        tried += try duplicates(recorded, root, baseline)
        return tried
    }

    /// Cut at every byte: never an event that the whole does not have.
    private func truncation(_ recorded: InboundCase, _ baseline: [InboundEvent]) throws(ConformanceFailure) -> Int {
        let known = Set(baseline.map(identified))
        for length in recorded.request.body.indices {
            for event in try events(recorded, body: Array(recorded.request.body[..<length])) ?? []
            where !known.contains(identified(event)) {
                throw ConformanceFailure(recorded.label, "cut to \(length) bytes, there is a new event: \(event)")
            }
        }
        return recorded.request.body.count
    }

    /// A key that nobody knows, in every object, first and last: nothing changes.
    private func unknownFields(
        _ recorded: InboundCase, _ root: JSONValue, _ baseline: [InboundEvent]
    ) throws(ConformanceFailure) -> Int {
        let stranger = JSONValue.Member("x_unknown_key", .object([JSONValue.Member("id", .array([.int(1), .null]))]))
        var tried = 0
        for path in JSONTree.places(in: root) {
            guard case .object(let members) = JSONTree.value(in: root, at: path) else { continue }
            for object in [[stranger] + members, members + [stranger]] {
                let changed = JSONTree.changing(root, at: path[...]) { _ in .object(object) }
                try expectSame(recorded, changed, baseline, "an unknown key in \(path)")
                tried += 1
            }
        }
        return tried
    }

    /// Keys in another order: nothing changes.
    private func otherOrder(_ recorded: InboundCase, _ root: JSONValue, _ baseline: [InboundEvent]) throws(ConformanceFailure) -> Int {
        let orders: [([JSONValue.Member]) -> [JSONValue.Member]] = [
            { $0.reversed() }, { $0.sorted { $0.key < $1.key } }, { $0.sorted { $0.key > $1.key } },
            { $0.isEmpty ? [] : Array($0.dropFirst()) + [$0[0]] },
        ]
        for (number, order) in orders.enumerated() {
            try expectSame(recorded, JSONTree.reordered(root, order), baseline, "order \(number)")
        }
        return orders.count
    }

    /// Every leaf as every other type: each item still gives its event, and the neighbours' are the same.
    private func wrongTypes(_ recorded: InboundCase, _ root: JSONValue, _ baseline: [InboundEvent]) throws(ConformanceFailure) -> Int {
        let others: [JSONValue] = [
            .null, .bool(true), .int(-1), .int(.max), .double(0.5), .number("1e999"), .string(""), .string("x\u{0}\u{FFFD}"), .array([]),
            .array([.string("a")]), .object([]), .object([JSONValue.Member("id", .string("b"))]),
        ]
        var tried = 0
        for path in JSONTree.places(in: root) where Self.isLeaf(JSONTree.value(in: root, at: path)) {
            for other in others {
                let changed = JSONTree.changing(root, at: path[...]) { _ in other }
                let label = "\(path) as \(Self.text(other.serialized()))"
                let events = try events(recorded, body: changed?.serialized() ?? []) ?? []
                guard events.count >= baseline.count else {
                    throw ConformanceFailure(recorded.label, "\(label): \(baseline.count - events.count) items are lost")
                }
                if isInsideItem(path) { try expectNeighbours(recorded, events, baseline, label) }
                tried += 1
            }
        }
        return tried
    }

    /// Every value left out: the neighbours' events are the same.
    private func missingFields(_ recorded: InboundCase, _ root: JSONValue, _ baseline: [InboundEvent]) throws(ConformanceFailure) -> Int {
        let places = JSONTree.places(in: root).dropFirst()
        for path in places {
            let changed = JSONTree.changing(root, at: path[...]) { _ in nil }
            let events = try events(recorded, body: changed?.serialized() ?? []) ?? []
            if isInsideItem(path) { try expectNeighbours(recorded, events, baseline, "without \(path)") }
        }
        return places.count
    }

    /// Every item twice: the same events with the same identities, one of them repeated.
    private func duplicates(_ recorded: InboundCase, _ root: JSONValue, _ baseline: [InboundEvent]) throws(ConformanceFailure) -> Int {
        var tried = 0
        for path in JSONTree.places(in: root) where isItem(path) {
            guard case .element(let place)? = path.last else { continue }
            let changed = JSONTree.changing(root, at: path.dropLast()) { array in
                guard case .array(var elements) = array else { return array }
                elements.insert(elements[place], at: place)
                return .array(elements)
            }
            let events = try events(recorded, body: changed?.serialized() ?? []) ?? []
            guard Set(events) == Set(baseline), events.count == baseline.count + 1 else {
                throw ConformanceFailure(recorded.label, "item \(path) twice: \(events)")
            }
            tried += 1
        }
        return tried
    }

    // MARK: Comparing

    private func expectSame(
        _ recorded: InboundCase, _ changed: JSONValue?, _ baseline: [InboundEvent], _ label: String
    ) throws(ConformanceFailure) {
        let events = try events(recorded, body: changed?.serialized() ?? [])
        guard let events, events.map(identified) == baseline.map(identified) else {
            throw ConformanceFailure(recorded.label, "\(label) changes the events to \(events ?? [])")
        }
    }

    private func expectNeighbours(
        _ recorded: InboundCase, _ events: [InboundEvent], _ baseline: [InboundEvent], _ label: String
    ) throws(ConformanceFailure) {
        let known = Set(events)
        let changed = baseline.filter { !known.contains($0) }
        if changed.count > 1 { throw ConformanceFailure(recorded.label, "\(label) changes neighbours: \(changed)") }
    }

    /// The event without what quotes the provider's own JSON: identities that hash it, prices, notices.
    private func identified(_ event: InboundEvent) -> InboundEvent {
        var event = event
        if event.externalID.hasPrefix(Fingerprint.prefix) { event.externalID = Fingerprint.prefix }
        if case .account(var notice) = event.body {
            notice.detail = nil
            event.body = .account(notice)
        }
        if case .status(var status) = event.body, status.charge != nil {
            status.charge = nil
            event.body = .status(status)
        }
        return event
    }

    private static func isLeaf(_ value: JSONValue) -> Bool {
        switch value {
        case .array, .object: false
        case .null, .bool, .int, .double, .number, .string: true
        }
    }

    /// Whether a place is an element of an item array.
    private func isItem(_ path: [JSONTree.Step]) -> Bool {
        guard path.count >= 2, case .element = path[path.count - 1], case .key(let key, _) = path[path.count - 2] else { return false }
        return itemArrays.contains(key) && !isInsideItem(path.dropLast())
    }

    /// Whether a place is inside an element of an item array.
    private func isInsideItem(_ path: some BidirectionalCollection<JSONTree.Step>) -> Bool {
        let steps = Array(path)
        return steps.indices.contains { end in
            guard end >= 1, end < steps.count - 1, case .element = steps[end], case .key(let key, _) = steps[end - 1] else { return false }
            return itemArrays.contains(key)
        }
    }
}
