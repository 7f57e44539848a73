import Core
import Store

/// What the open transaction adds to counters: many writes add to the same few, so each counter is written once, at the end.
struct CounterSums {
    private struct Key: Hashable {
        var app: ID
        var name: String
    }

    private var sums: [Key: Int64] = [:]

    var isEmpty: Bool { sums.isEmpty }

    mutating func removeAll() { sums.removeAll(keepingCapacity: true) }

    mutating func add(_ step: Int64, app: ID, name: String) { sums[Key(app: app, name: name), default: 0] += step }

    /// Takes out what is to be added to one counter.
    mutating func take(app: ID, name: String) -> Int64 { sums.removeValue(forKey: Key(app: app, name: name)) ?? 0 }

    /// Takes out all, in order.
    mutating func takeAll() -> [(app: ID, name: String, sum: Int64)] {
        defer { removeAll() }
        return sums.map { ($0.key.app, $0.key.name, $0.value) }.sorted { ($0.app, $0.name) < ($1.app, $1.name) }
    }
}

extension Session {
    private static let addToCounter = Query(
        """
        INSERT INTO counters(app_id, name, value) VALUES(?,?,?)
        ON CONFLICT(app_id, name) DO UPDATE SET value = value + excluded.value RETURNING value
        """)
    private static let selectCounters = Query(
        """
        SELECT name, value FROM counters WHERE app_id = ? AND name >= ? AND name < ? AND (?4 IS NULL OR name > ?4) ORDER BY name LIMIT ?5
        """)

    func counters(app: ID, prefix: String, after: String?, limit: Int) throws -> [Counter] {
        try writeSums()
        return try all(Self.selectCounters) {
            $0.bind(app)
            $0.bind(names: prefix, after: after, limit: limit)
        } _: {
            Counter(name: $0.text(), value: $0.int64())
        }
    }

    func count(app: ID, name: String, by step: Int64) throws -> Int64 {
        try Self.checkName(name)
        return try write(step + sums.take(app: app, name: name), app: app, name: name)
    }

    func add(app: ID, name: String, by step: Int64) throws {
        try Self.checkName(name)
        sums.add(step, app: app, name: name)
    }

    /// Writes what was added in the open transaction.
    func writeSums() throws {
        if sums.isEmpty { return }
        for (app, name, sum) in sums.takeAll() { try write(sum, app: app, name: name) }
    }

    @discardableResult
    private func write(_ step: Int64, app: ID, name: String) throws -> Int64 {
        let sum = try all(Self.addToCounter) {
            $0.bind(app)
            $0.bind(Array(name.utf8))
            $0.bind(step)
        } _: {
            $0.int64()
        }
        guard let sum = sum.first else { throw Row.damaged }
        return sum
    }

    private static func checkName(_ name: String) throws {
        guard name.utf8.count <= Counter.nameLimit else {
            throw StoreProblem.failed("The name of a counter has \(name.utf8.count) bytes; \(Counter.nameLimit) are allowed.")
        }
    }
}
