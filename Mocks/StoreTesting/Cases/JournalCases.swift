import Core
import Store

extension StoreConformance {
    static let journal = [
        ConformanceCase("a journal entry comes back as it went in, quarantined ones with their reason") { store in
            let entries = [Sample.entry(1), Sample.entry(2, verdict: .quarantined), Sample.entry(3, payload: [])]
            try await store.write { transaction in for entry in entries { try transaction.insert(entry) } }
            for entry in entries { try expectEqual(try await store.read { try $0.journalEntry(entry.id) }, entry) }
            try expect(try await store.read { try $0.journalEntry(Sample.id(4)) } == nil, "found an entry that is not there")
        },
        ConformanceCase("invariant 2: the payload of an entry can be rewritten, nothing else changes; of one that is gone nothing happens")
        {
            store in
            try await store.write { transaction in for number in 1...3 { try transaction.insert(Sample.entry(number)) } }
            try await store.write { transaction in
                try transaction.rewrite(payload: [7, 8], of: Sample.id(2))
                try transaction.rewrite(payload: [7, 8], of: Sample.id(4))
            }
            for (number, payload) in [(1, [1, 2, 3]), (2, [7, 8]), (3, [1, 2, 3])] as [(Int, [UInt8])] {
                try expectEqual(try await store.read { try $0.journalEntry(Sample.id(number)) }, Sample.entry(number, payload: payload))
            }
            try expect(try await store.read { try $0.journalEntry(Sample.id(4)) } == nil, "an entry was made")
        },
        ConformanceCase("a large payload comes back whole") { store in
            let payload = (0..<10_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try await store.write { try $0.insert(Sample.entry(1, payload: payload)) }
            let seen = try await store.read { try $0.journalEntry(Sample.id(1))?.payload }
            try expect(seen == payload, "the payload differs")
        },
        ConformanceCase("the journal is listed newest first, by app, older than before, at most limit") { store in
            try await store.write { transaction in
                for number in 1...10 { try transaction.insert(Sample.entry(number, app: number % 5 == 0 ? Sample.otherApp : Sample.app)) }
            }
            func list(_ before: ID?, _ limit: Int) async throws -> [ID] {
                try await store.read { try $0.journal(app: Sample.app, filter: JournalFilter(), before: before, limit: limit).map(\.id) }
            }
            try expectEqual(try await list(nil, 3), [9, 8, 7].map(Sample.id))
            try expectEqual(try await list(Sample.id(7), 3), [6, 4, 3].map(Sample.id))
            try expectEqual(try await list(Sample.id(3), 100), [2, 1].map(Sample.id))
            try expectEqual(try await list(nil, 0), [])
        },
        ConformanceCase("the journal can be filtered by integration, verdict and external id, also together") { store in
            try await store.write { transaction in
                try transaction.insert(Sample.entry(1))
                try transaction.insert(Sample.entry(2, integration: Sample.otherIntegration))
                try transaction.insert(Sample.entry(3, verdict: .quarantined))
                try transaction.insert(Sample.entry(4))
                try transaction.insert(Sample.entry(5, app: Sample.otherApp))
                for (entry, external) in [(1, "a"), (2, "a"), (4, "b"), (5, "a")] {
                    try transaction.record(Sample.outcome(entry, 0, external: external))
                    try transaction.record(Sample.outcome(entry, 1, external: external))
                }
            }
            func list(_ filter: JournalFilter, before: ID? = nil) async throws -> [ID] {
                try await store.read { try $0.journal(app: Sample.app, filter: filter, before: before, limit: 10).map(\.id) }
            }
            try expectEqual(try await list(JournalFilter(integrationID: Sample.otherIntegration)), [Sample.id(2)])
            try expectEqual(try await list(JournalFilter(verdict: .quarantined)), [Sample.id(3)])
            try expectEqual(try await list(JournalFilter(externalID: "a")), [2, 1].map(Sample.id))
            try expectEqual(try await list(JournalFilter(externalID: "a"), before: Sample.id(2)), [Sample.id(1)])
            try expectEqual(
                try await list(JournalFilter(integrationID: Sample.integration, externalID: "a", verdict: .accepted)), [Sample.id(1)])
            try expectEqual(try await list(JournalFilter(externalID: "c")), [])
        },
        ConformanceCase("outcomes are listed by position and a later word replaces the earlier one") { store in
            var full = Sample.outcome(1, 2, external: "x", result: .failed)
            full.resourceID = Sample.id(77)
            full.reason = "because"
            let outcome = full
            try await store.write { transaction in
                try transaction.record(outcome)
                try transaction.record(Sample.outcome(1, 0, result: .parked))
                try transaction.record(Sample.outcome(1, 0, result: .applied))
                try transaction.record(Sample.outcome(2, 0))
            }
            try expectEqual(
                try await store.read { try $0.outcomes(of: Sample.id(1)) }, [Sample.outcome(1, 0, result: .applied), outcome])
            try expectEqual(try await store.read { try $0.outcomes(of: Sample.id(9)) }, [])
        },
    ]

    static let externals = [
        ConformanceCase("invariant 3: an external id is claimed once and the first reference stays") { store in
            let first = ExternalReference(kind: .outbound, resourceID: Sample.id(5), part: 2)
            let answers = try await store.write { transaction in
                [
                    try transaction.claim(Sample.integration, "wamid.1", for: first),
                    try transaction.claim(Sample.integration, "wamid.1", for: ExternalReference(kind: .inbound, resourceID: Sample.id(6))),
                    try transaction.claim(Sample.otherIntegration, "wamid.1", for: first),
                    try transaction.claim(Sample.integration, "wamid.2", for: first),
                ]
            }
            try expectEqual(answers, [true, false, true, true])
            try expectEqual(try await store.read { try $0.external(Sample.integration, "wamid.1") }, first)
            try expect(try await store.read { try $0.external(Sample.integration, "wamid.9") } == nil, "found")
        },
        ConformanceCase("invariant 3: of ten concurrent claims exactly one succeeds") { store in
            for round in 1...20 {
                let wins = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for number in 1...10 {
                        group.addTask {
                            try await store.write { transaction in
                                try transaction.claim(
                                    Sample.integration, "e\(round)", for: ExternalReference(kind: .inbound, resourceID: Sample.id(number)))
                            }
                        }
                    }
                    return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                try expectEqual(wins, 1)
            }
        },
        ConformanceCase("a claim of a body that throws is free again") { store in
            let reference = ExternalReference(kind: .event, resourceID: Sample.id(1))
            try await expectThrows {
                try await store.write { transaction in
                    _ = try transaction.claim(Sample.integration, "e", for: reference)
                    throw Refusal()
                }
            }
            try expect(try await store.write { try $0.claim(Sample.integration, "e", for: reference) }, "still taken")
        },
        ConformanceCase("parked statuses come out once, in order of arrival, with all their fields") { store in
            var full = Sample.parked(3, failure: Sample.failure)
            full.update.correlation = "c"
            full.update.charge = MessageCharge(.perConversation, category: "service", isFree: true, conversation: "c1")
            let statuses = [Sample.parked(1), full, Sample.parked(5)]
            try await store.write { transaction in
                for status in statuses.reversed() { try transaction.park(status) }
                try transaction.park(Sample.parked(2, message: "other"))
            }
            try expectEqual(try await store.read { try $0.parkedStatuses(Sample.integration, messageExternalID: "m") }, statuses)
            try expectEqual(try await store.write { try $0.unpark(Sample.integration, messageExternalID: "m") }, statuses)
            try expectEqual(try await store.write { try $0.unpark(Sample.integration, messageExternalID: "m") }, [])
            try expectEqual(try await store.read { try $0.parkedStatuses(Sample.integration, messageExternalID: "other").count }, 1)
        },
    ]
}
