import Core
import Store

extension StoreConformance {
    static let writing = [
        ConformanceCase("a write returns the body's result and a later read sees it") { store in
            let number = try await store.write { transaction in
                try transaction.insert(Sample.user(1))
                return 42
            }
            try expectEqual(number, 42)
            try expectEqual(try await store.read { try $0.user(app: Sample.app, Sample.id(1)) }, Sample.user(1))
        },
        ConformanceCase("a transaction reads its own writes") { store in
            let seen = try await store.write { transaction in
                try transaction.insert(Sample.user(1))
                return try transaction.user(app: Sample.app, Sample.id(1))
            }
            try expectEqual(seen, Sample.user(1))
        },
        ConformanceCase("a body that throws gets its own error back and nothing of it is kept") { store in
            do {
                try await store.write { transaction in
                    try transaction.insert(Sample.user(1))
                    try transaction.insert(Sample.event(1))
                    throw Refusal(number: 5)
                }
                throw ConformanceFailure(label: "", what: "did not throw")
            } catch let refusal as Refusal { try expectEqual(refusal.number, 5) }
            try expect(try await store.read { try $0.user(app: Sample.app, Sample.id(1)) } == nil, "the user was kept")
            try expect(try await store.read { try $0.event(app: Sample.app, Sample.id(1)) } == nil, "the event was kept")
        },
        ConformanceCase("a body that swallows the failure of one statement keeps its other changes") { store in
            try await store.write { try $0.insert(Sample.user(1)) }
            try await store.write { transaction in
                try transaction.insert(Sample.user(2))
                do { try transaction.insert(Sample.user(1)) } catch StoreProblem.failed {}
                try transaction.insert(Sample.user(3))
            }
            for number in 1...3 {
                let user = try await store.read { try $0.user(app: Sample.app, Sample.id(number)) }
                try expectEqual(user, Sample.user(number))
            }
        },
        ConformanceCase("bodies handed in by one thread run in the order handed in, also past one group") { store in
            let results = await store.writeTogether(
                (0..<1500).map { number in
                    { transaction in
                        let before = try transaction.cursor(integration: Sample.integration)
                        try transaction.setCursor("\(number)", integration: Sample.integration)
                        return before
                    }
                })
            for (number, result) in results.enumerated() {
                try expectEqual(try result.get(), number == 0 ? nil : "\(number - 1)")
            }
        },
        ConformanceCase("every completion of many concurrent writes is called once") { store in
            let values = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 1...200 {
                    group.addTask {
                        try await store.write { transaction in
                            try transaction.insert(Sample.user(number))
                            return number
                        }
                    }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            try expectEqual(values.count, 200)
        },
        ConformanceCase("a read sees one state although writes go on") { store in
            try await store.write { try $0.setCursor("0", integration: Sample.integration) }
            let (first, second) = try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for number in 1...200 {
                        try await store.write { transaction in
                            try transaction.setCursor("\(number)", integration: Sample.integration)
                            try transaction.setCursor("\(number)", integration: Sample.otherIntegration)
                        }
                    }
                }
                var pairs: [(String?, String?)] = []
                for _ in 1...100 {
                    pairs.append(
                        try await store.read { reader in
                            (try reader.cursor(integration: Sample.integration), try reader.cursor(integration: Sample.otherIntegration))
                        })
                }
                try await group.waitForAll()
                return pairs.first { $0.0 != $0.1 && $0.1 != nil } ?? (nil, nil)
            }
            try expectEqual(first, second)
        },
        .reopening("what a write returned for is there after closing and opening again") { fixture in
            let store = try await fixture.open()
            try await store.write { try $0.insert(Sample.user(1)) }
            await store.close()
            let again = try await fixture.open()
            let user = try await again.read { try $0.user(app: Sample.app, Sample.id(1)) }
            await again.close()
            try expectEqual(user, Sample.user(1))
        },
        .reopening("close finishes the writes that wait, and later calls throw closed") { fixture in
            let store = try await fixture.open()
            let hold = Hold()
            let done = Recorder<Int>()
            await hold.begin(on: store)
            for number in 1...20 {
                store.write({ try $0.insert(Sample.user(number)) }, completion: { if case .success = $0 { done.add(number) } })
            }
            async let closing: Void = store.close()
            hold.letGo()
            await closing
            try expectEqual(done.values, Array(1...20))
            try expectEqual(try await expectThrows { try await store.write { _ in } }, .closed)
            try expectEqual(try await expectThrows { try await store.read { _ in } }, .closed)
            await store.close()
        },
        ConformanceCase("waiting writes are counted") { store in
            try expectEqual(store.waitingWrites, 0)
            let hold = Hold()
            await hold.begin(on: store)
            for _ in 1...5 { store.write({ _ in }, completion: { _ in }) }
            let seen = store.waitingWrites
            hold.letGo()
            try expectEqual(seen, 5)
        },
    ]

    static let isolation = [
        ConformanceCase("of bodies that share a transaction, those that throw lose only their own changes") { store in
            let results = await store.writeTogether(
                (1...60).map { number in
                    { transaction in
                        try transaction.insert(Sample.user(number))
                        try transaction.enqueue(Sample.job(number))
                        if number % 7 == 0 { throw Refusal(number: number) }
                        return number
                    }
                })
            for (index, result) in results.enumerated() {
                let number = index + 1
                let user = try await store.read { try $0.user(app: Sample.app, Sample.id(number)) }
                do {
                    try expectEqual(try result.get(), number)
                    try expect(number % 7 != 0, "\(number) did not throw")
                    try expectEqual(user, Sample.user(number))
                } catch let refusal as Refusal {
                    try expectEqual(refusal.number, number)
                    try expect(user == nil, "\(number) was kept")
                }
            }
        },
        ConformanceCase("a body does not see what a throwing body before it wrote, and sees the others") { store in
            let bodies: [@Sendable (any StoreTransaction) throws -> String] = [
                { transaction in
                    try transaction.setCursor("kept", integration: Sample.integration)
                    return ""
                },
                { transaction in
                    try transaction.setCursor("lost", integration: Sample.integration)
                    throw Refusal()
                },
                { try $0.cursor(integration: Sample.integration) ?? "nothing" },
            ]
            let results = await store.writeTogether(bodies)
            try expectEqual(try results[2].get(), "kept")
        },
        ConformanceCase("a failing statement of one body does not harm the others") { store in
            try await store.write { try $0.insert(Sample.user(1)) }
            let results = await store.writeTogether(
                [1, 2, 3].map { number in { transaction in try transaction.insert(Sample.user(number)) } })
            try await expectFailed { try results[0].get() }
            try results[1].get()
            try results[2].get()
        },
    ]

    static let handOver = [
        ConformanceCase("jobs and events are handed over after the commit, once, in order, before the writes return") { store in
            let jobs = Recorder<[Job]>()
            let events = Recorder<[OutboxEvent]>()
            store.onJobs { jobs.add($0) }
            store.onEvents { events.add($0) }
            try await store.write { transaction in
                try transaction.enqueue(Sample.job(1))
                try transaction.enqueue(Sample.job(2))
                try transaction.insert(Sample.event(1))
            }
            try expectEqual(jobs.values, [[Sample.job(1), Sample.job(2)]])
            try expectEqual(events.values, [[Sample.event(1)]])
            var later = Sample.job(2)
            later.attempt = 3
            let change = later
            try await store.write { try $0.reschedule(change) }
            try expectEqual(jobs.values.last, [later])
            try await store.write { try $0.insert(Sample.user(1)) }
            try expectEqual(jobs.values.count, 2)
            try expectEqual(events.values.count, 1)
        },
        ConformanceCase("a body that runs again hands over once, a body that throws nothing") { store in
            let jobs = Recorder<[Job]>()
            let events = Recorder<[OutboxEvent]>()
            store.onJobs { jobs.add($0) }
            store.onEvents { events.add($0) }
            _ = await store.writeTogether(
                (1...20).map { number in
                    { transaction in
                        try transaction.enqueue(Sample.job(number))
                        try transaction.insert(Sample.event(number))
                        if number % 5 == 0 { throw Refusal() }
                    }
                })
            let wanted = (1...20).filter { $0 % 5 != 0 }
            try expectEqual(jobs.values.flatMap { $0 }, wanted.map { Sample.job($0) })
            try expectEqual(events.values.flatMap { $0 }, wanted.map { Sample.event($0) })
        },
        ConformanceCase("rescheduling a job that is gone hands nothing over") { store in
            let jobs = Recorder<[Job]>()
            store.onJobs { jobs.add($0) }
            try await store.write { try $0.reschedule(Sample.job(1)) }
            try expect(jobs.values.isEmpty, "handed over")
            try expect(try await store.read { try $0.job(Sample.job(1).key) } == nil, "the job appeared")
        },
    ]
}
