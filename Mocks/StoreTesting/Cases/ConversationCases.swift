import Core
import Store

extension StoreConformance {
    static let conversations = [
        ConformanceCase("a conversation comes back with all fields, within its app only") { store in
            var full = Sample.conversation(1)
            full.displayName = "Support"
            full.metadata = Sample.json(#"{"a":1}"#)
            full.closedAt = Sample.now
            full.lastCustomerMessageAt = Sample.now
            full.lastBusinessMessageAt = Sample.now
            full.unanswered = true
            full.businessLastRead = Sample.now
            full.status = .closed
            let conversation = full
            try await store.write { try $0.insert(conversation) }
            try expectEqual(try await store.read { try $0.conversation(app: Sample.app, Sample.id(1)) }, conversation)
            try expect(try await store.read { try $0.conversation(app: Sample.otherApp, Sample.id(1)) } == nil, "found in another app")
        },
        ConformanceCase("an update changes a conversation, also its user and client") { store in
            var conversation = Sample.conversation(1)
            try await store.write { [conversation] in try $0.insert(conversation) }
            conversation.lastUpdatedAt = Sample.now + .seconds(1)
            conversation.unanswered = true
            try await store.write { [conversation] in try $0.update(conversation) }
            try expectEqual(try await store.read { try $0.conversation(app: Sample.app, Sample.id(1)) }, conversation)
            conversation.clientID = Sample.id(201)
            conversation.userID = Sample.id(101)
            conversation.integrationID = Sample.otherIntegration
            try await store.write { [conversation] in try $0.update(conversation) }
            try expectEqual(try await store.read { try $0.latestConversation(client: Sample.id(201)) }, conversation)
            try expect(try await store.read { try $0.latestConversation(client: Sample.id(200)) } == nil, "still at the old client")
            try await expectFailed { try await store.write { try $0.update(Sample.conversation(9)) } }
        },
        ConformanceCase("the latest conversation of a client is its newest") { store in
            try await store.write { transaction in
                for number in [2, 3, 1] { try transaction.insert(Sample.conversation(number)) }
                try transaction.insert(Sample.conversation(4, client: 201))
            }
            try expectEqual(try await store.read { try $0.latestConversation(client: Sample.id(200))?.id }, Sample.id(3))
        },
        ConformanceCase("conversations of a user are paged rising after, falling before") { store in
            try await store.write { transaction in
                for number in 1...5 { try transaction.insert(Sample.conversation(number)) }
                try transaction.insert(Sample.conversation(6, user: 101))
            }
            func page(_ request: PageRequest) async throws -> [ID] {
                try await store.read { try $0.conversations(user: Sample.id(100), page: request).map(\.id) }
            }
            try expectEqual(try await page(PageRequest(limit: 2)), [1, 2].map(Sample.id))
            try expectEqual(try await page(PageRequest(after: Sample.id(2), limit: 2)), [3, 4].map(Sample.id))
            try expectEqual(try await page(PageRequest(after: Sample.id(4), limit: 2)), [Sample.id(5)])
            try expectEqual(try await page(PageRequest(before: Sample.id(4), limit: 2)), [3, 2].map(Sample.id))
            try expectEqual(try await page(PageRequest(before: Sample.id(1), limit: 2)), [])
        },
    ]

    static let messages = [
        ConformanceCase("a message comes back with all fields, within its app only") { store in
            var full = Sample.message(1, author: .business)
            full.authorUserID = Sample.id(100)
            full.authorName = "Ann"
            full.metadata = Sample.json(#"{"a":1}"#)
            full.quoted = Sample.json(#"{"q":1}"#)
            full.instructions = Sample.json(#"{"i":1}"#)
            full.versions = Sample.json("[]")
            let message = full
            try await store.write { try $0.insert(message) }
            try expectEqual(try await store.read { try $0.message(app: Sample.app, Sample.id(1)) }, message)
            try expect(try await store.read { try $0.message(app: Sample.otherApp, Sample.id(1)) } == nil, "found in another app")
        },
        ConformanceCase("an update changes content, metadata, versions and quoted of a message and nothing else") { store in
            let message = Sample.message(1)
            try await store.write { try $0.insert(message) }
            var change = message
            change.content = Sample.json(#"{"type":"text","text":"new"}"#)
            change.metadata = Sample.json("{}")
            change.versions = Sample.json("[1]")
            change.quoted = Sample.json(#"{"q":2}"#)
            let wanted = change
            change.conversationID = Sample.id(999)
            change.authorName = "Eve"
            change.source = Sample.json("{}")
            try await store.write { [change] in try $0.update(change) }
            try expectEqual(try await store.read { try $0.message(app: Sample.app, Sample.id(1)) }, wanted)
            try await expectFailed { try await store.write { try $0.update(Sample.message(2)) } }
        },
        ConformanceCase("messages of a conversation are paged both ways, always rising within the page") { store in
            try await store.write { transaction in
                for number in 1...6 { try transaction.insert(Sample.message(number)) }
                try transaction.insert(Sample.message(7, conversation: 301))
            }
            func page(_ request: PageRequest) async throws -> [ID] {
                try await store.read { try $0.messages(conversation: Sample.id(300), page: request).map(\.id) }
            }
            try expectEqual(try await page(PageRequest(limit: 2)), [5, 6].map(Sample.id))
            try expectEqual(try await page(PageRequest(before: Sample.id(5), limit: 2)), [3, 4].map(Sample.id))
            try expectEqual(try await page(PageRequest(before: Sample.id(3), limit: 5)), [1, 2].map(Sample.id))
            try expectEqual(try await page(PageRequest(after: Sample.id(2), limit: 3)), [3, 4, 5].map(Sample.id))
            try expectEqual(try await page(PageRequest(after: Sample.id(6), limit: 3)), [])
        },
    ]
}
