import Core
import Store

extension StoreConformance {
    static let jobs = [
        ConformanceCase("a job comes back, is rescheduled and completed; completing twice does nothing") { store in
            var job = Sample.job(1, queue: .webhooks)
            try await store.write { [job] in try $0.enqueue(job) }
            try expectEqual(try await store.read { [job] in try $0.job(job.key) }, job)
            job.runAt = Sample.now + .minutes(2)
            job.attempt = 3
            try await store.write { [job] in try $0.reschedule(job) }
            try expectEqual(try await store.read { [job] in try $0.job(job.key) }, job)
            for isThere in [true, false] {
                try expectEqual(try await store.write { [job] in try $0.complete(job.key) }, isThere)
            }
            try expect(try await store.read { [job] in try $0.job(job.key) } == nil, "still there")
        },
        ConformanceCase("groups that have jobs are listed, each once") { store in
            try await store.write { transaction in
                for (number, queue) in Queue.allCases.enumerated() {
                    for group in 1...3 {
                        for lane in 1...4 {
                            try transaction.enqueue(Sample.job(10 * number + lane, lane: lane, group: group, queue: queue))
                        }
                    }
                }
                for lane in 1...4 { try transaction.complete(Sample.job(lane, lane: lane, group: 2, queue: .inbound).key) }
            }
            let groups = try await store.read { try $0.jobGroups() }
            let expected = 3 * Queue.allCases.count - 1
            try expectEqual(groups.count, expected)
            try expectEqual(Set(groups).count, expected)
            try expect(!groups.contains(JobGroup(queue: .inbound, group: Sample.id(2))), "an empty group is listed")
        },
        ConformanceCase("invariant 5: jobs of a group come by lane and id, at most perLane of each and limit in all") { store in
            try await store.write { transaction in
                for number in 1...9 {
                    for lane in 1...4 { try transaction.enqueue(Sample.job(100 * lane + number, lane: lane)) }
                }
                try transaction.enqueue(Sample.job(1, lane: 2, group: 2))
            }
            let group = JobGroup(queue: .outbound, group: Sample.id(1))
            func list(_ afterLane: ID?, _ perLane: Int, _ limit: Int) async throws -> [ID] {
                try await store.read { try $0.jobs(group: group, afterLane: afterLane, perLane: perLane, limit: limit).map(\.key.id) }
            }
            try expectEqual(try await list(nil, 2, 100), [101, 102, 201, 202, 301, 302, 401, 402].map(Sample.id))
            try expectEqual(try await list(nil, 2, 3), [101, 102, 201].map(Sample.id))
            try expectEqual(try await list(Sample.id(2), 1, 100), [301, 401].map(Sample.id))
            try expectEqual(try await list(Sample.id(4), 1, 100), [])
            try expectEqual(try await list(nil, 100, 10).count, 10)
            try expectEqual(try await list(nil, 9, 100).count, 36)
            try expectEqual(try await list(nil, 0, 100), [])
            try expectEqual(try await list(nil, 1, 0), [])
        },
        ConformanceCase("jobs of a lane come by id, after a job, at most limit") { store in
            try await store.write { transaction in
                for number in [3, 1, 4, 2] { try transaction.enqueue(Sample.job(number, lane: 7)) }
                try transaction.enqueue(Sample.job(5, lane: 8))
            }
            let group = JobGroup(queue: .outbound, group: Sample.id(1))
            func list(_ after: ID?, _ limit: Int) async throws -> [ID] {
                try await store.read { try $0.jobs(group: group, lane: Sample.id(7), after: after, limit: limit).map(\.key.id) }
            }
            try expectEqual(try await list(nil, 10), [1, 2, 3, 4].map(Sample.id))
            try expectEqual(try await list(Sample.id(2), 1), [Sample.id(3)])
        },
        ConformanceCase("a long lane hides neither the lanes after it nor other groups") { store in
            try await store.write { transaction in
                for number in 1...30_000 { try transaction.enqueue(Sample.job(number, lane: 1)) }
                try transaction.enqueue(Sample.job(40_001, lane: 2))
                try transaction.enqueue(Sample.job(40_002, lane: 1, group: 2))
            }
            let first = JobGroup(queue: .outbound, group: Sample.id(1))
            let second = JobGroup(queue: .outbound, group: Sample.id(2))
            let lanes = try await store.read { try $0.jobs(group: first, afterLane: nil, perLane: 2, limit: 10).map(\.key.lane) }
            try expectEqual(lanes, [1, 1, 2].map(Sample.id))
            try expectEqual(try await store.read { try $0.jobGroups() }, [first, second])
            try expectEqual(try await store.read { try $0.jobCounts() }, [first: JobGroup.countLimit, second: 1])
            let counts = try await store.read { reader in
                try [29_000, 50_000].map { try reader.jobCount(first, limit: $0) } + [reader.jobCount(second, limit: 5)]
            }
            try expectEqual(counts, [29_000, 30_001, 1])
            let none = JobGroup(queue: .inbound, group: Sample.id(1))
            try expectEqual(try await store.read { try $0.jobCount(none, limit: 5) }, 0)
        },
        ConformanceCase("jobs are counted per group") { store in
            try await store.write { transaction in
                for number in 1...5 { try transaction.enqueue(Sample.job(number, lane: number, group: number % 2 + 1)) }
            }
            try expectEqual(
                try await store.read { try $0.jobCounts() },
                [JobGroup(queue: .outbound, group: Sample.id(1)): 2, JobGroup(queue: .outbound, group: Sample.id(2)): 3])
        },
    ]

    static let deadLetters = [
        ConformanceCase("burying moves a job to the dead letters with its reason") { store in
            try await store.write { try $0.enqueue(Sample.job(1)) }
            try await store.write { try $0.bury(Sample.letter(1)) }
            try expect(try await store.read { try $0.job(Sample.job(1).key) } == nil, "the job is still there")
            try expectEqual(try await store.read { try $0.deadLetter(app: Sample.app, Sample.id(1)) }, Sample.letter(1))
            try expect(try await store.read { try $0.deadLetter(app: Sample.otherApp, Sample.id(1)) } == nil, "found in another app")
            try await store.write { try $0.remove(deadLetter: Sample.id(1), app: Sample.otherApp) }
            try expect(try await store.read { try $0.deadLetter(app: Sample.app, Sample.id(1)) } != nil, "removed by another app")
            try await store.write { try $0.remove(deadLetter: Sample.id(1), app: Sample.app) }
            try expect(try await store.read { try $0.deadLetter(app: Sample.app, Sample.id(1)) } == nil, "not removed")
        },
        ConformanceCase("dead letters are listed newest first, by app and queue, older than before") { store in
            try await store.write { transaction in
                for number in 1...6 { try transaction.bury(Sample.letter(number, queue: number % 2 == 0 ? .webhooks : .outbound)) }
                try transaction.bury(Sample.letter(7, app: Sample.otherApp))
                try transaction.bury(Sample.letter(6, queue: .webhooks))
            }
            func list(_ queue: Queue?, _ before: ID?, _ limit: Int) async throws -> [ID] {
                try await store.read { try $0.deadLetters(app: Sample.app, queue: queue, before: before, limit: limit).map(\.id) }
            }
            try expectEqual(try await list(nil, nil, 2), [6, 5].map(Sample.id))
            try expectEqual(try await list(nil, Sample.id(5), 2), [4, 3].map(Sample.id))
            try expectEqual(try await list(.outbound, nil, 10), [5, 3, 1].map(Sample.id))
            try expectEqual(try await list(.inbound, nil, 10), [])
        },
    ]

    static let events = [
        ConformanceCase("events are found by id and listed by app, rising, after one") { store in
            try await store.write { transaction in
                for number in 1...6 { try transaction.insert(Sample.event(number, app: number == 3 ? Sample.otherApp : Sample.app)) }
            }
            try expectEqual(
                try await store.read { try $0.event(app: Sample.otherApp, Sample.id(3)) }, Sample.event(3, app: Sample.otherApp))
            try expect(try await store.read { try $0.event(app: Sample.app, Sample.id(3)) } == nil, "found the event of another app")
            func list(_ after: ID?, _ limit: Int) async throws -> [ID] {
                try await store.read { try $0.events(app: Sample.app, after: after, limit: limit).map(\.id) }
            }
            try expectEqual(try await list(nil, 3), [1, 2, 4].map(Sample.id))
            try expectEqual(try await list(Sample.id(2), 10), [4, 5, 6].map(Sample.id))
            try expectEqual(try await store.read { try $0.oldestEvent(app: Sample.otherApp) }, Sample.id(3))
            try expect(try await store.read { try $0.oldestEvent(app: Sample.id(50)) } == nil, "found an event")
        },
        ConformanceCase("invariant 2: the body of an event can be rewritten, and is handed over as rewritten in the same transaction") {
            store in
            let events = Recorder<[OutboxEvent]>()
            store.onEvents { events.add($0) }
            try await store.write { transaction in for number in 1...2 { try transaction.insert(Sample.event(number)) } }
            var (second, third) = (Sample.event(2), Sample.event(3))
            second.body = Sample.json(#"{"masked":2}"#)
            third.body = Sample.json(#"{"masked":3}"#)
            try await store.write { [second, third] transaction in
                try transaction.insert(Sample.event(3))
                for event in [second, third] { try transaction.rewrite(body: event.body, of: event.id, app: event.appID) }
                try transaction.rewrite(body: third.body, of: Sample.id(4), app: Sample.app)
            }
            let kept = try await store.read { try $0.events(app: Sample.app, after: nil, limit: 10) }
            try expectEqual(kept, [Sample.event(1), second, third])
            try expectEqual(events.values.last, [third])
        },
        ConformanceCase("an event without a conversation comes back without one") { store in
            var event = Sample.event(1)
            event.conversationID = nil
            try await store.write { [event] in try $0.insert(event) }
            try expectEqual(try await store.read { try $0.event(app: Sample.app, Sample.id(1)) }, event)
        },
    ]
}
