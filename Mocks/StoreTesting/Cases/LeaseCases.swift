import Core
import Store

extension StoreConformance {
    private static let ann = Sample.id(801)
    private static let bob = Sample.id(802)
    private static let now = Sample.now
    private static let later = Sample.now + .seconds(60)

    private static func acquire(_ store: any Store, _ owner: ID, at now: Instant, force: Bool = false) async throws -> [ShardLease] {
        try await store.write { try $0.acquireLeases(owner: owner, now: now, until: now + .seconds(60), force: force) }
    }

    static let leases = [
        ConformanceCase("the first worker takes every shard, the second none while the leases run") { store in
            let first = try await acquire(store, ann, at: now)
            try expectEqual(first.map(\.shard), Array(0..<ShardLease.shardCount))
            try expect(first.allSatisfy { $0.owner == ann && $0.expiresAt == later && $0.token > 0 }, "wrong leases \(first)")
            try expectEqual(try await acquire(store, bob, at: now), [])
            try expectEqual(try await store.read { try $0.leases() }, first)
        },
        ConformanceCase("a worker that acquires again keeps its tokens and gets a new end") { store in
            let first = try await acquire(store, ann, at: now)
            let again = try await acquire(store, ann, at: now + .seconds(30))
            try expectEqual(again.map(\.token), first.map(\.token))
            try expectEqual(again.first?.expiresAt, now + .seconds(90))
        },
        ConformanceCase("expired leases are taken over with higher tokens, and writes under the old ones keep nothing") { store in
            let old = try await acquire(store, ann, at: now)
            try await store.write { try $0.verify(old[5]) }
            try expectEqual(try await acquire(store, bob, at: later - .milliseconds(1)), [])
            let new = try await acquire(store, bob, at: later)
            try expectEqual(new.count, ShardLease.shardCount)
            for (before, after) in zip(old, new) { try expectEqual(after.token, before.token + 1) }
            let problem = try await expectThrows {
                try await store.write { transaction in
                    try transaction.insert(Sample.user(1))
                    try transaction.verify(old[5])
                }
            }
            try expectEqual(problem, .fenced)
            try expect(try await store.read { try $0.user(app: Sample.app, Sample.id(1)) } == nil, "the stale write was kept")
            try await store.write { try $0.verify(new[5]) }
            try expectEqual(try await store.write { try $0.renewLeases(owner: ann, until: later) }, [])
        },
        ConformanceCase("a fenced body does not harm the bodies that share its transaction") { store in
            let old = try await acquire(store, ann, at: now)
            let new = try await acquire(store, bob, at: later)
            let results = await store.writeTogether(
                (1...30).map { number in
                    { transaction in
                        try transaction.insert(Sample.user(number))
                        try transaction.verify(number % 3 == 0 ? old[number] : new[number])
                    }
                })
            for (index, result) in results.enumerated() {
                let isStale = (index + 1) % 3 == 0
                if isStale {
                    try expectEqual(try await expectThrows { try result.get() }, .fenced)
                } else {
                    try result.get()
                }
                let user = try await store.read { try $0.user(app: Sample.app, Sample.id(index + 1)) }
                try expect((user == nil) == isStale, "user \(index + 1)")
            }
        },
        ConformanceCase("renewing prolongs, and prolonged leases are not taken over") { store in
            let first = try await acquire(store, ann, at: now)
            let renewed = try await store.write { try $0.renewLeases(owner: ann, until: later + .seconds(60)) }
            try expectEqual(renewed.map(\.token), first.map(\.token))
            try expectEqual(renewed.last?.expiresAt, later + .seconds(60))
            try expectEqual(try await acquire(store, bob, at: later), [])
            try await store.write { try $0.verify(first[0]) }
        },
        ConformanceCase("released leases are free at once, their old tokens fenced and the next ones higher") { store in
            let old = try await acquire(store, ann, at: now)
            try await store.write { try $0.releaseLeases(owner: bob) }
            try await store.write { try $0.verify(old[0]) }
            try await store.write { try $0.releaseLeases(owner: ann) }
            try expectEqual(try await store.read { try $0.leases() }, [])
            try expectEqual(try await expectThrows { try await store.write { try $0.verify(old[0]) } }, .fenced)
            let new = try await acquire(store, bob, at: now)
            try expectEqual(new.first?.token, old[0].token + 1)
            try await store.write { try $0.releaseLeases(owner: bob) }
            try expect(try await acquire(store, ann, at: now)[0].token > new[0].token, "the token did not rise")
        },
        ConformanceCase("force takes leases that still run") { store in
            let old = try await acquire(store, ann, at: now)
            let new = try await acquire(store, bob, at: now, force: true)
            try expectEqual(new.count, ShardLease.shardCount)
            try expectEqual(new[3].token, old[3].token + 1)
            try expectEqual(try await expectThrows { try await store.write { try $0.verify(old[3]) } }, .fenced)
        },
    ]
}
