import API
import Core
import JSONKit
import Store
import Testing

struct PagingTests {
    private static let numbers = Array<UInt32>(1000..<1250)

    private func filled() async throws -> APIFixture {
        let api = try APIFixture()
        try await api.seed()
        try await api.store.write { store in for number in Self.numbers { try store.insert(APIFixture.message(number)) } }
        return api
    }

    private func ids(_ answer: Answered, _ key: String = "messages") -> [String] { answer.root[key].array.compactMap { $0["id"].string } }
    private func ids(_ numbers: some Sequence<UInt32>) -> [String] { numbers.map { "\(APIFixture.id($0))" } }

    /// Follows a whole URL that the API gave.
    private func follow(_ api: APIFixture, _ link: String?) async -> Answered {
        guard let link, link.hasPrefix("https://parley.test/") else { return Answered(status: 0, headers: HTTPFields(), bytes: []) }
        return await api.get(String(link.dropFirst("https://parley.test".count)))
    }

    @Test func messagesAreWalkedBackAndForthOver250() async throws {
        let api = try await filled()
        let newest = await api.get(APIFixture.messages)
        #expect(ids(newest) == ids(Self.numbers[150...]))
        #expect(newest.root["meta"]["hasMore"].bool == true)
        #expect(newest.root["meta"]["afterCursor"].exists == false)
        #expect(newest.root["links"]["next"].exists == false)
        #expect(newest.root["meta"]["beforeCursor"].string == "\(APIFixture.id(1150))")

        let middle = await follow(api, newest.root["links"]["prev"].string)
        #expect(ids(middle) == ids(Self.numbers[50..<150]))
        #expect(middle.root["meta"]["hasMore"].bool == true)

        let oldest = await follow(api, middle.root["links"]["prev"].string)
        #expect(ids(oldest) == ids(Self.numbers[..<50]))
        #expect(oldest.root["meta"]["hasMore"].bool == false)
        #expect(oldest.root["meta"]["beforeCursor"].exists == false)
        #expect(oldest.root["links"]["prev"].exists == false)

        let second = await follow(api, oldest.root["links"]["next"].string)
        #expect(ids(second) == ids(Self.numbers[50..<150]))
        let last = await follow(api, second.root["links"]["next"].string)
        #expect(ids(last) == ids(Self.numbers[150...]))
        #expect(last.root["meta"]["hasMore"].bool == false)
        #expect(last.root["meta"]["afterCursor"].exists == false)
    }

    @Test(arguments: [
        "page[before]=\(APIFixture.id(1010))&page[size]=25", "page%5Bbefore%5D=\(APIFixture.id(1010))&page%5Bsize%5D=25",
        "page=%7B%22before%22%3A%22\(APIFixture.id(1010))%22%2C%22size%22%3A25%7D", "page[before]=\(APIFixture.id(1010))",
        "page={%22before%22:%22\(APIFixture.id(1010))%22,%22after%22:null}", "other=1&page[before]=\(APIFixture.id(1010))&page[other]=x",
    ])
    func theCursorIsReadInEverySpellingAndTheSizeOfMessagesIsIgnored(_ query: String) async throws {
        let answer = await (try await filled()).get("\(APIFixture.messages)?\(query)")
        #expect(ids(answer) == ids(1000..<1010), "\(query)")
    }

    @Test(arguments: [
        ("page[before]=&page[before]=x", "page[before]"), ("a=1&page[size]=5&a=2", "a"),
        ((0...64).map { "p\($0)=1" }.joined(separator: "&"), "query"),
    ])
    func aParameterThatComesTwiceAndTooManyParametersAreRefused(_ query: String, _ name: String) async throws {
        let answer = await (try await filled()).get("\(APIFixture.messages)?\(query)")
        #expect(answer.status == 400)
        #expect(answer.title?.hasPrefix(name + " ") == true, "\(answer.title ?? "")")
    }

    @Test(arguments: [1, 7, 100])
    func conversationsAreWalkedBothWaysInPagesOfEverySize(_ size: Int) async throws {
        let api = try APIFixture()
        try await api.seed()
        try await api.store.write { store in
            for number in UInt32(100)..<120 {
                try store.insert(
                    Conversation(
                        id: APIFixture.id(number), appID: APIFixture.app, userID: APIFixture.user, integrationID: APIFixture.integration,
                        clientID: APIFixture.client, isDefault: false, createdAt: APIFixture.start, lastUpdatedAt: APIFixture.start))
            }
        }
        let all = ids([4] + Array(100..<120))
        var page = await api.get("\(APIFixture.conversations)?filter[userExternalId]=customer%2F1&page[size]=\(size)")
        #expect(page.root["links"]["prev"].exists == false)
        var forth = ids(page, "conversations")
        while let next = page.root["links"]["next"].string {
            #expect(page.root["meta"]["hasMore"].bool == true)
            page = await follow(api, next)
            forth += ids(page, "conversations")
            if forth.count > all.count { break }
        }
        #expect(forth == all)
        #expect(page.root["meta"]["hasMore"].bool == false)
        var back = ids(page, "conversations")
        while let previous = page.root["links"]["prev"].string {
            page = await follow(api, previous)
            back = ids(page, "conversations") + back
            if back.count > all.count { break }
        }
        #expect(back == all)
    }

    @Test func anEmptyListHasNoCursors() async throws {
        let api = try APIFixture()
        try await api.seed()
        #expect(try await api.get(APIFixture.messages).json == parsed(#"{"messages":[],"meta":{"hasMore":false},"links":{}}"#))
    }

    @Test func withoutAPublicAddressLinksNameTheHostThatWasCalled() async throws {
        let api = try APIFixture(settings: .init())
        try await api.seed()
        try await api.store.write { store in for number in Self.numbers { try store.insert(APIFixture.message(number)) } }
        let answer = await api.call("GET", "/sc\(APIFixture.messages)", headers: ["Host": "desk.local:8080"])
        let start = "http://desk.local:8080/sc\(APIFixture.messages)?page%5Bsize%5D=100&page%5Bbefore%5D="
        #expect(answer.root["links"]["prev"].string == start + "\(APIFixture.id(1150))")
    }
}
