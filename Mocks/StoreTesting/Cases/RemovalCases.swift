import Core
import Store

extension StoreConformance {
    static let removing = [
        ConformanceCase("a removed message takes delivery, parts, attempts and ledger along, and nothing of its neighbours") { store in
            try await store.write { transaction in
                for number in 1...2 {
                    try transaction.insert(Sample.message(number, author: .business))
                    try transaction.insert(Sample.delivery(number))
                    try transaction.put(Part(messageID: Sample.id(number), step: 0, part: 0, state: .sent, externalID: "x\(number)"))
                    try transaction.insert(
                        Attempt(id: Sample.id(50), messageID: Sample.id(number), step: 0, startedAt: Sample.now))
                    try transaction.append(
                        LedgerEntry(
                            messageID: Sample.id(number), sequence: 0, state: .sent, at: Sample.now, receivedAt: Sample.now, source: .api))
                }
            }
            try await store.write { transaction in
                try expect(!transaction.remove(message: Sample.id(1), app: Sample.otherApp), "removed for another app")
                try expect(transaction.remove(message: Sample.id(1), app: Sample.app), "not removed")
                try expect(!transaction.remove(message: Sample.id(1), app: Sample.app), "removed twice")
            }
            let (gone, kept) = try await store.read { (try rows($0, 1), try rows($0, 2)) }
            try expectEqual(gone, 0)
            try expectEqual(kept, 5)
        },
        ConformanceCase("a retired external id stays taken and goes with the claims of its age") { store in
            let tombstone = ID(high: UInt64(Sample.now.milliseconds) << 16, low: 9)
            try await store.write { transaction in
                _ = try transaction.claim(Sample.integration, "m1", for: ExternalReference(kind: .inbound, resourceID: Sample.id(1)))
                try transaction.retire(Sample.integration, "m1", as: tombstone)
                try transaction.retire(Sample.integration, "unknown", as: tombstone)
            }
            let again = ExternalReference(kind: .inbound, resourceID: Sample.id(2))
            try expect(try await store.write { try !$0.claim(Sample.integration, "m1", for: again) }, "free again")
            try expectEqual(
                try await store.read { try $0.external(Sample.integration, "m1") }, ExternalReference(kind: .event, resourceID: tombstone))
            try expectEqual(try await store.write { try $0.prune(before: Sample.now, limit: 10) }, 0)
            try expectEqual(try await store.write { try $0.prune(before: Sample.now + .seconds(1), limit: 10) }, 1)
        },
        ConformanceCase("a removed client gives its addresses free; a removed user leaves the clients of others") { store in
            try await store.write { transaction in
                try transaction.insert(Sample.user(100, external: "ann"))
                try transaction.insert(Sample.client(200, external: "a"))
                try transaction.insert(Sample.client(201, user: 101, external: "b"))
                try expect(transaction.addAddress("alias", proof: .provider, to: Sample.client(200, external: "a")), "alias refused")
                try expect(transaction.remove(client: Sample.id(200)), "client stays")
                try expect(!transaction.remove(client: Sample.id(200)), "client removed twice")
                try expect(!transaction.remove(user: Sample.id(100), app: Sample.otherApp), "removed for another app")
                try expect(transaction.remove(user: Sample.id(100), app: Sample.app), "user stays")
            }
            try expect(try await store.read { try $0.user(app: Sample.app, externalID: "ann") } == nil, "user found")
            for address in ["a", "alias"] {
                try expect(try await store.read { try $0.client(integration: Sample.integration, address: address) } == nil, address)
            }
            try await store.write { try $0.insert(Sample.client(202, external: "alias")) }
            try expectEqual(try await store.read { try $0.client(integration: Sample.integration, address: "b")?.id }, Sample.id(201))
        },
        ConformanceCase("conversations follow a client to another user") { store in
            try await store.write { transaction in
                try transaction.insert(Sample.conversation(1))
                try transaction.insert(Sample.conversation(2, client: 201))
                try expectEqual(try transaction.moveConversations(client: Sample.id(200), to: Sample.id(101)), 1)
            }
            let lists = try await store.read { reader in
                try [100, 101].map { try reader.conversations(user: Sample.id($0), page: PageRequest(limit: 9)).map(\.id) }
            }
            try expectEqual(lists, [[Sample.id(2)], [Sample.id(1)]])
        },
        ConformanceCase("what is being removed is listed oldest first until it is done") { store in
            let first = Removal(id: Sample.id(1), appID: Sample.app, kind: .user, subject: Sample.id(100), externalID: "ann")
            let second = Removal(id: Sample.id(2), appID: Sample.app, kind: .messages, subject: Sample.id(300))
            try await store.write { transaction in
                try transaction.insert(second)
                try transaction.insert(first)
            }
            try expectEqual(try await store.read { try $0.removals(limit: 9) }, [first, second])
            try expectEqual(try await store.read { try $0.removals(limit: 1) }, [first])
            try expect(try await store.write { try $0.remove(removal: Sample.id(1)) }, "not removed")
            try expect(try await store.write { try !$0.remove(removal: Sample.id(1)) }, "removed twice")
            try expectEqual(try await store.read { try $0.removals(limit: 9) }, [second])
        },
    ]

    /// How many rows there are of a message.
    private static func rows(_ reader: any StoreReader, _ number: Int) throws -> Int {
        let id = Sample.id(number)
        let (message, delivery) = (try reader.message(app: Sample.app, id), try reader.delivery(message: id))
        let others = try [reader.parts(message: id).count, reader.attempts(message: id).count, reader.ledger(message: id).count]
        return (message == nil ? 0 : 1) + (delivery == nil ? 0 : 1) + others.reduce(0, +)
    }
}
