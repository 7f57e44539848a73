import Core
import Store

extension StoreConformance {
    static let documents = [
        ConformanceCase("a document is put, replaced and removed, and no other app or kind has it") { store in
            let first = Sample.document("a")
            var second = first
            second.body = Sample.json(#"{"v":2}"#)
            second.updatedAt = Sample.now + .seconds(1)
            for document in [first, second] {
                try await store.write { try $0.put(document) }
                try expectEqual(try await store.read { try $0.document(app: Sample.app, kind: .webhook, name: "a") }, document)
            }
            try expect(try await store.read { try $0.document(app: Sample.otherApp, kind: .webhook, name: "a") } == nil, "in another app")
            try expect(try await store.read { try $0.document(app: Sample.app, kind: .key, name: "a") } == nil, "of another kind")
            try expectEqual(try await store.write { try $0.remove(app: Sample.otherApp, kind: .webhook, name: "a") }, false)
            try expectEqual(try await store.write { try $0.remove(app: Sample.app, kind: .webhook, name: "a") }, true)
            try expectEqual(try await store.write { try $0.remove(app: Sample.app, kind: .webhook, name: "a") }, false)
            try expect(try await store.read { try $0.document(app: Sample.app, kind: .webhook, name: "a") } == nil, "still there")
        },
        ConformanceCase("documents are listed by the bytes of their names, from a prefix, after a name, within the limit") { store in
            let names = ["", "a", "a\u{0}", "a/1", "a/10", "a/2", "a/é", "a/日本", "a/👩", "aa", "b", "é"]
            try await store.write { transaction in
                for name in names.shuffled() { try transaction.put(Sample.document(name)) }
                try transaction.put(Sample.document("a/1", app: Sample.otherApp))
                try transaction.put(Sample.document("a/1", kind: .key))
            }
            func list(_ prefix: String, after: String? = nil, limit: Int = 100) async throws -> [String] {
                try await store.read { reader in
                    try reader.documents(app: Sample.app, kind: .webhook, prefix: prefix, after: after, limit: limit).map(\.name)
                }
            }
            try expectEqual(try await list(""), names)
            try expectEqual(try await list("a/"), ["a/1", "a/10", "a/2", "a/é", "a/日本", "a/👩"])
            try expectEqual(try await list("a/", after: "a/10", limit: 2), ["a/2", "a/é"])
            try expectEqual(try await list("a/", after: "a/👩"), [])
            try expectEqual(try await list("c"), [])
            try expectEqual(try await list("", limit: 0), [])
        },
        ConformanceCase("a document at its bounds is kept, and one past them is refused and changes nothing") { store in
            let name = String(repeating: "n", count: Document.nameLimit)
            var largest = Sample.document(name)
            largest.body = JSONBytes([UInt8](repeating: UInt8(ascii: "1"), count: Document.bodyLimit))
            try await store.write { [largest] in try $0.put(largest) }
            var tooLarge = largest
            tooLarge.body.bytes.append(UInt8(ascii: "1"))
            try await expectFailed { [tooLarge] in try await store.write { try $0.put(tooLarge) } }
            try await expectFailed { try await store.write { try $0.put(Sample.document(name + "n")) } }
            let kept = try await store.read { try $0.documents(app: Sample.app, kind: .webhook, prefix: "n", after: nil, limit: 9) }
            try expectEqual(kept, [largest])
        },
    ]

    static let counters = [
        ConformanceCase("a counter begins at zero, sums what concurrent writes add, and is its app's own") { store in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 1...20 { group.addTask { try await store.write { _ = try $0.count(app: Sample.app, name: "m", by: 2) } } }
                try await group.waitForAll()
            }
            try expectEqual(try await store.write { try $0.count(app: Sample.app, name: "m", by: -1) }, 39)
            try expectEqual(try await store.write { try $0.count(app: Sample.otherApp, name: "m", by: 5) }, 5)
            let counters = try await store.read { try $0.counters(app: Sample.app, prefix: "", after: nil, limit: 9) }
            try expectEqual(counters, [Counter(name: "m", value: 39)])
        },
        ConformanceCase("what a failed body has counted is not counted") { store in
            try await store.write { _ = try $0.count(app: Sample.app, name: "m", by: 1) }
            _ = try await expectThrows {
                try await store.write { transaction in
                    try transaction.count(app: Sample.app, name: "m", by: 1)
                    throw Refusal()
                }
            }
            try expectEqual(try await store.write { try $0.count(app: Sample.app, name: "m", by: 0) }, 1)
        },
        ConformanceCase("what is added to a counter is seen at once, joins what is counted, and is gone with a failed body") { store in
            let seen = try await store.write { transaction in
                try transaction.add(app: Sample.app, name: "m", by: 2)
                try transaction.add(app: Sample.app, name: "n", by: 1)
                let listed = try transaction.counters(app: Sample.app, prefix: "", after: nil, limit: 9)
                try transaction.add(app: Sample.app, name: "m", by: 3)
                return (listed, try transaction.count(app: Sample.app, name: "m", by: 1))
            }
            try expectEqual(seen.0, [Counter(name: "m", value: 2), Counter(name: "n", value: 1)])
            try expectEqual(seen.1, 6)
            // Together, as they come at once: every second body fails, after it has counted what the others have added.
            await withTaskGroup(of: Void.self) { group in
                for number in 1...20 {
                    group.addTask {
                        try? await store.write { transaction in
                            try transaction.add(app: Sample.app, name: "m", by: 10)
                            guard number % 2 == 0 else { return }
                            _ = try transaction.count(app: Sample.app, name: "m", by: 10)
                            throw Refusal()
                        }
                    }
                }
            }
            let counters = try await store.read { try $0.counters(app: Sample.app, prefix: "", after: nil, limit: 9) }
            try expectEqual(counters, [Counter(name: "m", value: 106), Counter(name: "n", value: 1)])
            let long = String(repeating: "n", count: Counter.nameLimit + 1)
            try await expectFailed { try await store.write { try $0.add(app: Sample.app, name: long, by: 1) } }
        },
        ConformanceCase("counters are listed by prefix, after a name, within the limit") { store in
            try await store.write { transaction in
                for name in ["2026-11/b", "2026-11/a", "2026-12/a", "2026-11/c"] {
                    try transaction.count(app: Sample.app, name: name, by: 1)
                }
            }
            let all = try await store.read { try $0.counters(app: Sample.app, prefix: "2026-11/", after: nil, limit: 9).map(\.name) }
            try expectEqual(all, ["2026-11/a", "2026-11/b", "2026-11/c"])
            let next = try await store.read { try $0.counters(app: Sample.app, prefix: "2026-11/", after: "2026-11/a", limit: 1) }
            try expectEqual(next.map(\.name), ["2026-11/b"])
            let long = String(repeating: "n", count: Counter.nameLimit + 1)
            try await expectFailed { _ = try await store.write { try $0.count(app: Sample.app, name: long, by: 1) } }
        },
    ]
}
