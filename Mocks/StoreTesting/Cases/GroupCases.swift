import Core
import Store

extension StoreConformance {
    static let groups = [
        ConformanceCase("a conversation comes back with kind, description, icon and control, and an update changes all but the kind") {
            store in
            var conversation = Sample.conversation(1)
            conversation.kind = .group
            conversation.userID = .none
            conversation.clientID = .none
            conversation.integrationID = .none
            conversation.description = "All about it"
            conversation.iconURL = "https://example.com/i.png"
            conversation.control = Sample.json(#"{"active":1}"#)
            try await store.write { [conversation] in try $0.insert(conversation) }
            try expectEqual(try await store.read { try $0.conversation(app: Sample.app, Sample.id(1)) }, conversation)
            conversation.description = nil
            conversation.iconURL = nil
            conversation.control = nil
            try await store.write { [conversation] in try $0.update(conversation) }
            try expectEqual(try await store.read { try $0.conversation(app: Sample.app, Sample.id(1)) }, conversation)
        },
        ConformanceCase("members are listed by id, once each, and go with the conversation") { store in
            let first = Membership(id: Sample.id(11), conversationID: Sample.id(1), userID: Sample.id(101))
            var second = Membership(id: Sample.id(10), conversationID: Sample.id(1), userID: Sample.id(102))
            try await store.write { [second] transaction in
                try transaction.insert(Sample.conversation(1))
                try transaction.insert(first)
                try transaction.insert(second)
            }
            let again = Membership(id: Sample.id(12), conversationID: Sample.id(1), userID: Sample.id(101))
            try await expectFailed { try await store.write { try $0.insert(again) } }
            second.lastRead = Sample.now
            try await store.write { [second] in try $0.update(second) }
            try expectEqual(try await store.read { try $0.members(conversation: Sample.id(1)) }, [second, first])
            try await store.write { transaction in
                try expect(transaction.remove(member: Sample.id(102), conversation: Sample.id(1)), "member stays")
                try expect(!transaction.remove(member: Sample.id(102), conversation: Sample.id(1)), "removed twice")
                try expect(!transaction.remove(conversation: Sample.id(1), app: Sample.otherApp), "removed for another app")
                try expect(transaction.remove(conversation: Sample.id(1), app: Sample.app), "conversation stays")
            }
            try expectEqual(try await store.read { try $0.members(conversation: Sample.id(1)) }, [])
        },
        ConformanceCase("a user's list holds groups among its own conversations, paged both ways, and no invitations") { store in
            try await store.write { transaction in
                for number in [1, 3, 5] { try transaction.insert(Sample.conversation(number)) }
                for number in [2, 4, 6] {
                    var group = Sample.conversation(number, user: 0, client: 0)
                    group.kind = .group
                    try transaction.insert(group)
                    if number != 6 {
                        try transaction.insert(Membership(id: Sample.id(number), conversationID: Sample.id(number), userID: Sample.id(100)))
                    }
                }
                var invitation = Sample.conversation(7)
                invitation.kind = .invitation
                try transaction.insert(invitation)
            }
            func list(_ page: PageRequest) async throws -> [ID] {
                try await store.read { try $0.conversations(user: Sample.id(100), page: page).map(\.id) }
            }
            try expectEqual(try await list(PageRequest(limit: 9)), [1, 2, 3, 4, 5].map(Sample.id))
            try expectEqual(try await list(PageRequest(after: Sample.id(2), limit: 2)), [3, 4].map(Sample.id))
            try expectEqual(try await list(PageRequest(before: Sample.id(4), limit: 2)), [3, 2].map(Sample.id))
            try expectEqual(try await store.read { try $0.latestConversation(client: Sample.id(200))?.id }, Sample.id(5))
            let swept = try await store.read { try $0.conversations(after: Sample.id(3), limit: 3).map(\.id) }
            try expectEqual(swept, [4, 5, 6].map(Sample.id))
        },
        ConformanceCase("users are found by the e-mail address of their profile, in whatever case, within the app") { store in
            try await store.write { transaction in
                for (number, address) in [(1, "Ann@Example.com"), (2, "bob@example.com"), (3, "ann@example.COM")] {
                    var user = Sample.user(number)
                    user.profile = Sample.json(#"{"givenName":"x","email":"\#(address)"}"#)
                    try transaction.insert(user)
                }
                try transaction.insert(Sample.user(4))
                var other = Sample.user(5, app: Sample.otherApp)
                other.profile = Sample.json(#"{"email":"ann@example.com"}"#)
                try transaction.insert(other)
            }
            func find(_ address: String, limit: Int = 9) async throws -> [ID] {
                try await store.read { try $0.users(app: Sample.app, email: address, limit: limit).map(\.id) }
            }
            try expectEqual(try await find("ann@example.com"), [1, 3].map(Sample.id))
            try expectEqual(try await find("ANN@EXAMPLE.COM", limit: 1), [Sample.id(1)])
            try expectEqual(try await find("carol@example.com"), [])
        },
    ]
}
