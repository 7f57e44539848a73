import Core
import Store

extension StoreConformance {
    static let deliveries = [
        ConformanceCase("a delivery comes back as inserted and as updated") { store in
            var delivery = Sample.delivery(1)
            try await store.write { [delivery] in try $0.insert(delivery) }
            try expectEqual(try await store.read { try $0.delivery(message: Sample.id(1)) }, delivery)
            delivery.state = .failed
            delivery.certain = false
            delivery.failure = Sample.failure
            delivery.complete = true
            delivery.nextSequence = 4
            delivery.deadline = Sample.now
            try await store.write { [delivery] in try $0.update(delivery) }
            try expectEqual(try await store.read { try $0.delivery(message: Sample.id(1)) }, delivery)
            delivery.failure = nil
            try await store.write { [delivery] in try $0.update(delivery) }
            try expectEqual(try await store.read { try $0.delivery(message: Sample.id(1)) }, delivery)
            try await expectFailed { try await store.write { try $0.update(Sample.delivery(2)) } }
        },
        ConformanceCase("every failure code with every mix of words comes back") { store in
            for (number, code) in FailureCode.allCases.enumerated() {
                let provider = ProviderError(code: "", message: "m", details: number % 2 == 0 ? nil : "-")
                let failure = Failure(code, provider: number % 3 == 0 ? nil : provider, detail: number % 4 == 0 ? nil : "d:1")
                let part = Part(messageID: Sample.id(1), step: number, part: nil, state: .failed, failure: failure)
                try await store.write { try $0.put(part) }
                try expectEqual(try await store.read { try $0.parts(message: Sample.id(1)).last }, part)
            }
        },
        ConformanceCase("parts are listed by step and a later one replaces the earlier of its step") { store in
            let parts = [
                Part(messageID: Sample.id(1), step: 0, part: nil, state: .sent),
                Part(
                    messageID: Sample.id(1), step: 1, part: 0, state: .read, externalID: "wamid.1",
                    charge: MessageCharge(.perMessage, category: "marketing", type: "regular"), isCharged: true),
                Part(messageID: Sample.id(1), step: 2, part: 1, state: .failed, failure: Sample.failure),
            ]
            try await store.write { transaction in
                try transaction.put(parts[2])
                try transaction.put(Part(messageID: Sample.id(1), step: 1, part: 0, state: .sent, externalID: "wamid.0"))
                try transaction.put(parts[1])
                try transaction.put(parts[0])
                try transaction.put(Part(messageID: Sample.id(2), step: 0, part: 0, state: .sent))
            }
            try expectEqual(try await store.read { try $0.parts(message: Sample.id(1)) }, parts)
        },
        ConformanceCase("invariant 6: an attempt is open until its end is set") { store in
            var attempt = Attempt(id: Sample.id(5), messageID: Sample.id(1), step: 0, startedAt: Sample.now)
            try await store.write { [attempt] transaction in
                try transaction.insert(attempt)
                try transaction.insert(Attempt(id: Sample.id(4), messageID: Sample.id(1), step: 0, startedAt: Sample.now))
            }
            try expectEqual(try await store.read { try $0.attempt(Sample.id(1), Sample.id(5)) }, attempt)
            attempt.endedAt = Sample.now + .seconds(1)
            attempt.outcome = "rejected"
            attempt.httpStatus = 400
            attempt.failure = Sample.failure
            try await store.write { [attempt] in try $0.update(attempt) }
            try expectEqual(try await store.read { try $0.attempts(message: Sample.id(1)).map(\.id) }, [4, 5].map(Sample.id))
            try expectEqual(try await store.read { try $0.attempts(message: Sample.id(1)).last }, attempt)
            try expect(try await store.read { try $0.attempt(Sample.id(2), Sample.id(5)) } == nil, "found at another message")
            let missing = Attempt(id: Sample.id(6), messageID: Sample.id(1), step: 0, startedAt: Sample.now)
            try await expectFailed { try await store.write { try $0.update(missing) } }
        },
        ConformanceCase("invariant 8: the ledger keeps every line, by sequence, and takes none twice") { store in
            let lines = (0...11).map { number in
                LedgerEntry(
                    messageID: Sample.id(1), sequence: number, state: number == 3 ? .failed : .sent, part: number == 2 ? 1 : nil,
                    at: Sample.now, receivedAt: Sample.now + .seconds(1), source: .webhook, failure: number == 3 ? Sample.failure : nil)
            }
            try await store.write { transaction in for line in lines.reversed() { try transaction.append(line) } }
            try expectEqual(try await store.read { try $0.ledger(message: Sample.id(1)) }, lines)
            try await expectFailed { try await store.write { try $0.append(lines[4]) } }
        },
    ]
}
