import Core
import Store

extension StoreConformance {
    static let people = [
        ConformanceCase("a user is found by id and by external id, within its app only") { store in
            try await store.write { transaction in
                try transaction.insert(Sample.user(1, external: "ann"))
                try transaction.insert(Sample.user(2, app: Sample.otherApp, external: "ann"))
                try transaction.insert(Sample.user(3))
                try transaction.insert(Sample.user(4))
            }
            try expectEqual(try await store.read { try $0.user(app: Sample.app, externalID: "ann")?.id }, Sample.id(1))
            try expectEqual(try await store.read { try $0.user(app: Sample.otherApp, externalID: "ann")?.id }, Sample.id(2))
            try expect(try await store.read { try $0.user(app: Sample.app, externalID: "bob") } == nil, "found bob")
            try expect(try await store.read { try $0.user(app: Sample.otherApp, Sample.id(1)) } == nil, "found in another app")
        },
        ConformanceCase("an external id of a user is unique within the app") { store in
            try await store.write { try $0.insert(Sample.user(1, external: "ann")) }
            try await expectFailed { try await store.write { try $0.insert(Sample.user(2, external: "ann")) } }
            try await store.write { try $0.insert(Sample.user(2)) }
            try await expectFailed { try await store.write { try $0.update(Sample.user(2, external: "ann")) } }
        },
        ConformanceCase("an update changes a user; one of a user that is not there fails") { store in
            var user = Sample.user(1, external: "ann")
            try await store.write { [user] in try $0.insert(user) }
            user.externalID = "anna"
            user.profile = Sample.json(#"{"givenName":"Anna"}"#)
            user.metadata = Sample.json(#"{"vip":true}"#)
            user.signedUpAt = Sample.now
            try await store.write { [user] in try $0.update(user) }
            try expectEqual(try await store.read { try $0.user(app: Sample.app, externalID: "anna") }, user)
            try expect(try await store.read { try $0.user(app: Sample.app, externalID: "ann") } == nil, "the old name is known")
            try await expectFailed { try await store.write { try $0.update(Sample.user(9)) } }
        },
        ConformanceCase("an insert of a key that exists fails") { store in
            try await store.write { transaction in
                try transaction.insert(Sample.client(1))
                try transaction.insert(Sample.conversation(1))
                try transaction.insert(Sample.message(1))
                try transaction.insert(Sample.delivery(1))
                try transaction.enqueue(Sample.job(1))
                try transaction.insert(Sample.event(1))
                try transaction.insert(Sample.entry(1))
            }
            let again: [@Sendable (any StoreTransaction) throws -> Void] = [
                { try $0.insert(Sample.client(1, external: "z")) }, { try $0.insert(Sample.conversation(1)) },
                { try $0.insert(Sample.message(1)) }, { try $0.insert(Sample.delivery(1)) }, { try $0.enqueue(Sample.job(1)) },
                { try $0.insert(Sample.event(1)) }, { try $0.insert(Sample.entry(1)) },
            ]
            for body in again { try await expectFailed { try await store.write(body) } }
        },
        ConformanceCase("a client comes back with all fields, by id and by any of its addresses") { store in
            var full = Sample.client(1)
            full.phone = "+491701234567"
            full.displayName = "Ann"
            full.status = .blocked
            full.info = Sample.json(#"{"a":1}"#)
            full.threadID = Sample.id(77)
            let client = full
            let answers = try await store.write { transaction in
                try transaction.insert(client)
                return [
                    try transaction.addAddress("alias", proof: .variant, to: client),
                    try transaction.addAddress("alias", proof: .agent, to: client),
                    try transaction.addAddress(client.externalID, proof: .provider, to: client),
                ]
            }
            try expectEqual(answers, [true, true, true])
            try expectEqual(try await store.read { try $0.client(client.id) }, client)
            for address in ["alias", "address-1"] {
                try expectEqual(try await store.read { try $0.client(integration: Sample.integration, address: address) }, client)
            }
            try expect(
                try await store.read { try $0.client(integration: Sample.otherIntegration, address: "alias") } == nil,
                "found on another integration")
            try expectEqual(try await store.read { try $0.addresses(client: client.id) }, ["address-1", "alias"])
        },
        ConformanceCase("an address belongs to one client") { store in
            try await store.write { transaction in
                try transaction.insert(Sample.client(1))
                try transaction.insert(Sample.client(2))
            }
            try expect(try await !store.write { try $0.addAddress("address-1", proof: .provider, to: Sample.client(2)) }, "taken twice")
            try await expectFailed { try await store.write { try $0.insert(Sample.client(3, external: "address-1")) } }
            try await expectFailed { try await store.write { try $0.update(Sample.client(2, external: "address-1")) } }
            try expectEqual(
                try await store.read { try $0.client(integration: Sample.integration, address: "address-1")?.id }, Sample.id(1))
            try expectEqual(try await store.read { try $0.addresses(client: Sample.id(2)) }, ["address-2"])
        },
        ConformanceCase("an update moves a client to another user and address and keeps the earlier address") { store in
            var client = Sample.client(1)
            try await store.write { [client] in try $0.insert(client) }
            client.lastSeen = Sample.now + .seconds(5)
            try await store.write { [client] in try $0.update(client) }
            try expectEqual(try await store.read { try $0.client(Sample.id(1)) }, client)
            client.userID = Sample.id(101)
            client.externalID = "new"
            try await store.write { [client] in try $0.update(client) }
            try expectEqual(try await store.read { try $0.clients(user: Sample.id(101)) }, [client])
            try expectEqual(try await store.read { try $0.clients(user: Sample.id(100)) }, [])
            try expectEqual(try await store.read { try $0.addresses(client: Sample.id(1)) }, ["address-1", "new"])
            try await expectFailed { try await store.write { try $0.update(Sample.client(9)) } }
        },
        ConformanceCase("clients of a user are listed oldest first") { store in
            try await store.write { transaction in
                for number in [3, 1, 2] { try transaction.insert(Sample.client(number)) }
                try transaction.insert(Sample.client(4, user: 101))
            }
            try expectEqual(try await store.read { try $0.clients(user: Sample.id(100)).map(\.id) }, [1, 2, 3].map(Sample.id))
        },
    ]
}
