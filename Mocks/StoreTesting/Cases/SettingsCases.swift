import Core
import Store

extension StoreConformance {
    static let settings = [
        ConformanceCase("a call is new once, then its first record comes back, with the answer once it is finished") { store in
            try expect(try await store.write { try $0.begin(Sample.call("k")) } == nil, "not new")
            var second = Sample.call("k")
            second.fingerprint = [1]
            try expectEqual(try await store.write { [second] in try $0.begin(second) }, Sample.call("k"))
            var done = Sample.call("k")
            done.status = 201
            done.body = Array("{}".utf8)
            try await store.write { [done] in try $0.finish(done) }
            try expectEqual(try await store.write { [second] in try $0.begin(second) }, done)
            try expectEqual(try await store.read { try $0.idempotency(app: Sample.app, key: "k") }, done)
            try expect(try await store.write { try $0.begin(Sample.call("k", app: Sample.otherApp)) } == nil, "shared between apps")
            try await expectFailed { try await store.write { try $0.finish(Sample.call("none")) } }
        },
        ConformanceCase("of ten concurrent calls with one key exactly one is new") { store in
            let new = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 1...10 { group.addTask { try await store.write { try $0.begin(Sample.call("k")) } == nil } }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            try expectEqual(new, 1)
        },
        ConformanceCase("a cursor is set, replaced and forgotten") { store in
            for cursor in ["1", "2", "", nil] as [String?] {
                try await store.write { try $0.setCursor(cursor, integration: Sample.integration) }
                try expectEqual(try await store.read { try $0.cursor(integration: Sample.integration) }, cursor)
            }
        },
    ]

    static let retention = [
        ConformanceCase("pruning removes what was made before a time, in bounded steps, and nothing newer") { store in
            try await store.write { transaction in
                for number in 1...10 {
                    try transaction.insert(Sample.entry(number))
                    try transaction.record(Sample.outcome(number, 0))
                    try transaction.insert(Sample.event(number))
                    try transaction.park(Sample.parked(number))
                    for kind in [ExternalReference.Kind.event, .inbound, .outbound] {
                        _ = try transaction.claim(
                            Sample.integration, "\(kind) \(number)", for: ExternalReference(kind: kind, resourceID: Sample.id(number)))
                    }
                    _ = try transaction.begin(Sample.call("\(number)", at: Instant(milliseconds: Int64(number))))
                }
                _ = try transaction.claim(Sample.integration, "zero", for: ExternalReference(kind: .event, resourceID: .first))
            }
            var removed: [Int] = []
            repeat {
                removed.append(try await store.write { try $0.prune(before: Instant(milliseconds: 6), limit: 7) })
            } while removed.last != 0
            try expectEqual(removed, [7, 7, 7, 4, 0])
            for number in 1...10 {
                let isOld = number < 6
                let found = try await store.read { reader in
                    [
                        try reader.journalEntry(Sample.id(number)) == nil, try reader.outcomes(of: Sample.id(number)).isEmpty,
                        try reader.event(app: Sample.app, Sample.id(number)) == nil,
                        try reader.external(Sample.integration, "event \(number)") == nil,
                        try reader.idempotency(app: Sample.app, key: "\(number)") == nil,
                    ]
                }
                try expectEqual(found, Array(repeating: isOld, count: 5))
                for kind in ["inbound", "outbound"] {
                    let external = try await store.read { try $0.external(Sample.integration, "\(kind) \(number)") }
                    try expect(external != nil, "\(kind) \(number) is gone")
                }
            }
            try expectEqual(
                try await store.read { try $0.parkedStatuses(Sample.integration, messageExternalID: "m").map(\.id) },
                (6...10).map(Sample.id))
            try expect(try await store.read { try $0.external(Sample.integration, "zero") } != nil, "one without a time is gone")
        },
        ConformanceCase("pruning passes over what a clock that was ahead has made") { store in
            let ahead = 9001...9020
            try await store.write { transaction in
                for number in ahead {
                    try transaction.insert(Sample.event(number))
                    try transaction.insert(Sample.entry(number))
                }
                for number in 1...10 {
                    var event = Sample.event(number)
                    if number % 2 == 0 { event.appID = Sample.otherApp }
                    try transaction.insert(event)
                    try transaction.insert(Sample.entry(number))
                }
            }
            var removed = 0
            for _ in 1...10 { removed += try await store.write { try $0.prune(before: Instant(milliseconds: 9), limit: 5) } }
            try expectEqual(removed, 16)
            let left = try await store.read { reader in
                try [Sample.app, Sample.otherApp].map { try reader.events(app: $0, after: nil, limit: 100).map(\.id) }
            }
            try expectEqual(left, [([9] + ahead).map(Sample.id), [Sample.id(10)]])
        },
        ConformanceCase("pruning keeps users, conversations, messages, deliveries and jobs") { store in
            try await store.write { transaction in
                try transaction.insert(Sample.user(1))
                try transaction.insert(Sample.conversation(1))
                try transaction.insert(Sample.message(1))
                try transaction.insert(Sample.delivery(1))
                try transaction.enqueue(Sample.job(1))
                try transaction.bury(Sample.letter(2))
            }
            try expectEqual(try await store.write { try $0.prune(before: Sample.now, limit: 100) }, 0)
        },
    ]

    private static let words = [
        "", " ", "a\u{0}b", "\u{0}", "Ünïcödé", "日本語", "👩‍👩‍👧‍👦 🏳️‍🌈", "e\u{301}", "é", "'; DROP TABLE users; --", "\"\\\n\r\t",
        "\u{FFFD}\u{10FFFF}", String(repeating: "x", count: 100_000),
    ]

    static let values = [
        ConformanceCase("empty texts, NUL, quotes and every script come back byte for byte") { store in
            for (number, word) in words.enumerated() {
                var client = Sample.client(1000 + number, external: word)
                client.displayName = word
                client.phone = word
                try await store.write { [client] transaction in
                    try transaction.setCursor(word, integration: Sample.integration)
                    try transaction.insert(Sample.user(number + 1, external: word))
                    try transaction.insert(client)
                }
                let (cursor, user, found) = try await store.read { reader in
                    (
                        try reader.cursor(integration: Sample.integration), try reader.user(app: Sample.app, externalID: word),
                        try reader.client(integration: Sample.integration, address: word)
                    )
                }
                try expectEqual(cursor.map { Array($0.utf8) }, Array(word.utf8))
                try expectEqual(user?.id, Sample.id(number + 1))
                try expectEqual(found?.id, client.id)
                try expectEqual(found?.displayName.map { Array($0.utf8) }, Array(word.utf8))
            }
        },
        ConformanceCase("times before 1970 and for ever come back, as do the smallest and greatest identifiers") { store in
            for (number, time) in [Instant(milliseconds: -1), .zero, .distantFuture].enumerated() {
                var user = Sample.user(number + 1)
                user.createdAt = time
                try await store.write { [user] in try $0.insert(user) }
                try expectEqual(try await store.read { [user] in try $0.user(app: Sample.app, user.id) }, user)
            }
            let last = User(id: ID(high: .max, low: .max), appID: Sample.app, createdAt: .zero)
            try await store.write { try $0.insert(last) }
            try expectEqual(try await store.read { try $0.user(app: Sample.app, last.id) }, last)
        },
    ]
}
