import Core
import Store

extension StoreConformance {
    static let windows = [
        ConformanceCase("a client's window is set by itself, and an update of the client leaves it") { store in
            let window = ClientWindow(
                openedAt: Sample.now, noticeAt: Sample.now + .hours(23), closingToldFor: Sample.now - .hours(1),
                referredAt: Sample.now - .hours(2), freeUntil: Sample.now + .hours(72))
            let stale = Sample.client(1)
            try await store.write { transaction in
                try transaction.insert(stale)
                try transaction.setWindow(window, client: stale.id)
                try transaction.update(stale)
            }
            try expectEqual(try await store.read { try $0.client(stale.id)?.window }, window)
            try await store.write { try $0.setWindow(ClientWindow(), client: stale.id) }
            try expectEqual(try await store.read { try $0.client(stale.id)?.window }, ClientWindow())
            try await store.write { try $0.setWindow(window, client: Sample.id(99)) }
        },
        ConformanceCase("an inserted client has its window") { store in
            var client = Sample.client(1)
            client.window = ClientWindow(openedAt: Sample.now)
            try await store.write { [client] in try $0.insert(client) }
            try expectEqual(try await store.read { [client] in try $0.client(client.id) }, client)
        },
        ConformanceCase("notices that are due are found, the longest due first, and the next one is known") { store in
            try expect(try await store.read { try $0.nextWindowNotice() } == nil, "a notice without a window")
            try await store.write { transaction in
                for number in 1...4 {
                    try transaction.insert(Sample.client(number, external: "a\(number)"))
                    let at: Instant? = number == 4 ? nil : Sample.now - .minutes(Int64(number))
                    try transaction.setWindow(ClientWindow(openedAt: Sample.now, noticeAt: at), client: Sample.client(number).id)
                }
            }
            let ids = [3, 2, 1].map { Sample.client($0).id }
            try expectEqual(try await store.read { try $0.clients(noticeDueBy: Sample.now, limit: 10).map(\.id) }, ids)
            try expectEqual(try await store.read { try $0.clients(noticeDueBy: Sample.now, limit: 2).map(\.id) }, Array(ids.prefix(2)))
            try expectEqual(try await store.read { try $0.clients(noticeDueBy: Sample.now - .minutes(3), limit: 9).count }, 1)
            try expectEqual(try await store.read { try $0.nextWindowNotice() }, Sample.now - .minutes(3))
        },
    ]
}
