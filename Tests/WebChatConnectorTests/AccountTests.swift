import ConnectorKit
import Core
import Testing
import WebChatConnector

@Suite struct AccountTests {
    @Test(arguments: [
        (["mode": "nobody"], "mode"), (["allowedOrigins": "https://a.example/shop"], "allowedOrigins"),
        (["allowedOrigins": "https://*.example"], "allowedOrigins"), (["allowedOrigins": "shop.example"], "allowedOrigins"),
        (["hours": #"{"timeZone":"Mars/Base"}"#], "hours.timeZone"),
        (["hours": #"{"timeZone":"Europe/Berlin","days":{"mo":"9-5"}}"#], "hours.days.mo"),
        (["hours": #"{"timeZone":"Europe/Berlin","days":{"mon":"18:00-09:00"}}"#], "hours.days.mon"),
        (["faq": #"[{"id":"a","question":"?"}]"#], "faq[0]"), (["contactForm": #"{"when":"never"}"#], "contactForm.when"),
        (["contactForm": #"{"when":"away","fields":["shoe size"]}"#], "contactForm.fields"),
        (["privacyPolicy": "javascript:x"], "privacyPolicy"),
        (["fileBytes": "1"], "fileBytes"), (["welcome": "[1]"], "welcome"),
    ])
    func aSettingThatCannotBeUsedIsNamed(_ values: [String: String], _ key: String) {
        #expect(TestChat.problem(values)?.key == key)
    }

    @Test func aShortSecretIsRefused() { #expect(TestChat.problem([:], secret: "short")?.key == "userSecret") }

    @Test func originsAreComparedAsBrowsersWriteThem() throws {
        let account = try TestChat.channel(["allowedOrigins": "https://Shop.example/\nhttp://127.0.0.1:80"]).account
        #expect(account.allowedOrigins == ["https://shop.example", "http://127.0.0.1:80"])
    }

    @Test(arguments: [("ko-KR", "안녕"), ("en", "Hi"), ("fr", "Hi"), ("de_AT", "Servus")])
    func aTextIsFoundByItsLanguage(_ locale: String, _ text: String) throws {
        let account = try TestChat.channel(["welcome": #"{"en":"Hi","ko":"안녕","de_at":"Servus"}"#]).account
        #expect(account.welcome?.text(for: locale) == text)
    }

    /// K31. Seoul is nine hours ahead of UTC; Berlin's clocks change on 2026-03-29.
    @Test(arguments: [
        ("Asia/Seoul", "2026-06-01T00:30:00Z", true, nil), ("Asia/Seoul", "2026-06-01T03:30:00Z", false, "2026-06-01T04:00:00Z"),
        ("Asia/Seoul", "2026-06-01T09:00:00Z", false, "2026-06-03T00:00:00Z"),
        ("Asia/Seoul", "2026-06-05T10:00:00Z", false, "2026-06-08T00:00:00Z"),
        ("Europe/Berlin", "2026-03-27T18:00:00Z", false, "2026-03-30T07:00:00Z"),
    ])
    func hoursFollowTheTimeZoneHolidaysAndChangesOfClocks(_ zone: String, _ time: String, _ isOpen: Bool, _ next: String?) throws {
        let span = "09:00-12:00, 13:00-18:00"
        let days = ["mon", "tue", "wed", "thu", "fri"].map { #""\#($0)":"\#(span)""# }.joined(separator: ",")
        let json = #"{"timeZone":"\#(zone)","days":{\#(days)},"holidays":["2026-06-02"]}"#
        let hours = try #require(try TestChat.channel(["hours": json]).account.hours)
        let at = try instant(time)
        #expect(hours.isOpen(at: at) == isOpen)
        #expect(hours.opensNext(after: at) == (try next.map { try instant($0) }))
    }

    @Test func hoursThatNeverComeHaveNoNext() throws {
        let hours = try #require(try TestChat.channel(["hours": #"{"timeZone":"UTC","days":{}}"#]).account.hours)
        #expect(!hours.isOpen(at: TestChat.now))
        #expect(hours.opensNext(after: TestChat.now) == nil)
    }
}

@Suite struct KeyTests {
    @Test func aTokenNamesItsVisitorUntilItsEnd() throws {
        let keys = try TestChat.channel().account.keys
        let visitor = Visitor(address: "user:a.b", externalID: "a.b")
        let token = keys.token(for: visitor, until: TestChat.now + .seconds(10))
        #expect(keys.visitor(of: token, now: TestChat.now) == visitor)
        #expect(keys.visitor(of: token, now: TestChat.now + .seconds(10)) == nil)
        for index in token.indices {
            var changed = token
            changed.replaceSubrange(index...index, with: token[index] == "A" ? "B" : "A")
            #expect(keys.visitor(of: changed, now: TestChat.now) != visitor || changed == token, "\(index)")
        }
        #expect(keys.visitor(of: "", now: TestChat.now) == nil)
        #expect(Visitor.anonymous() != Visitor.anonymous())
    }

    @Test func aSignInIsTakenFromTheSitesToken() throws {
        let keys = try TestChat.channel().account.keys
        let good = TestChat.jwt(claims: #"{"external_id":"7","exp":1781000060,"name":"Ada","email":"a@b.co"}"#)
        let signIn = try keys.signIn(jwt: good, now: TestChat.now)
        #expect(signIn == SignIn(visitor: Visitor(address: "user:7", externalID: "7"), name: "Ada", email: "a@b.co"))
    }

    @Test(arguments: [
        (TestChat.jwt(claims: #"{"external_id":"7","exp":1780999000}"#), WebChatKeys.SignInProblem.expired),
        (TestChat.jwt(claims: #"{"external_id":"7"}"#), .invalid), (TestChat.jwt(claims: #"{"exp":1781000060}"#), .invalid),
        (TestChat.jwt(header: #"{"alg":"none"}"#, claims: #"{"external_id":"7","exp":1781000060}"#), .invalid),
        (TestChat.jwt(header: #"{"alg":"HS512"}"#, claims: #"{"external_id":"7","exp":1781000060}"#), .invalid),
        (TestChat.jwt(claims: #"{"external_id":"7","exp":1781000060}"#, secret: "another secret of at least 32 characters"), .invalid),
        (TestChat.jwt(claims: #"{"external_id":"7","exp":1781000060,"nbf":1781009000}"#), .invalid),
        (TestChat.jwt(claims: #"{"external_id":"7","exp":-1e300}"#), .expired),
        (TestChat.jwt(claims: #"{"external_id":"7","exp":"x"}"#), .invalid),
        (TestChat.jwt(claims: #"{"external_id":"7","exp":1781000060,"nbf":1e300}"#), .invalid), ("a.b.c", .invalid), ("", .invalid),
    ])
    func aTokenThatProvesNothingIsRefused(_ jwt: String, _ problem: WebChatKeys.SignInProblem) throws {
        let keys = try TestChat.channel().account.keys
        #expect(throws: problem) { try keys.signIn(jwt: jwt, now: TestChat.now) }
    }
}

private func instant(_ text: String) throws -> Instant {
    // 2026-01-01T00:00:00Z and the days before each month of a year of 365 days.
    let numbers = text.split { "-T:Z".contains($0) }.compactMap { Int64($0) }
    try #require(numbers.count == 6 && numbers[0] == 2026)
    let days: [Int64] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
    let day = days[Int(numbers[1]) - 1] + numbers[2] - 1
    return Instant(seconds: 1_767_225_600 + day * 86400 + numbers[3] * 3600 + numbers[4] * 60 + numbers[5])
}

/// Z12.
@Suite struct ContinuationTargetTests {
    private static let other = "65a0c0ffee0000000000000b"

    @Test(arguments: [
        (#""number":"+49 (151) 234-56789""#, "https://wa.me/4915123456789?text=CHAT-0", "WhatsApp"),
        (#""bot":"@acme_bot""#, "https://t.me/acme_bot?start=CHAT-0", "Telegram"),
    ])
    func aTargetLeadsThereWithTheCode(_ account: String, _ link: String, _ brand: String) throws {
        let targets = try TestChat.channel(["continueOn": #"[{"integrationId":"\#(Self.other)",\#(account)}]"#]).account.continueOn
        #expect(targets.map { $0.link(code: "CHAT-0") } == [link])
        #expect(targets.map(\.brand) == [brand])
        #expect(targets.map(\.keepsConversation) == [true])
    }

    @Test(arguments: [
        #"{"number":"4915123456789"}"#, #"{"integrationId":"x","number":"4915123456789"}"#, #"{"integrationId":"ID"}"#,
        #"{"integrationId":"ID","number":"123"}"#, #"{"integrationId":"ID","number":"49151x23456"}"#,
        #"{"integrationId":"ID","bot":"a/b?c=d"}"#,
        #"{"integrationId":"ID","bot":"acme_bot","number":"4915123456789"}"#,
        #"{"integrationId":"ID","bot":"acme_bot","conversation":"both"}"#, #"{"integrationId":"ID","bot":"acme_bot","displayName":7}"#,
        #"{"integrationId":"ID","bot":"acme_bot"},{"integrationId":"ID","bot":"other_bot"}"#,
    ])
    func aTargetThatCannotBeUsedIsNamed(_ entry: String) {
        let key = TestChat.problem(["continueOn": "[\(entry.replacing("ID", with: Self.other))]"])?.key
        #expect(key == (entry.contains("},{") ? "continueOn[1]" : "continueOn[0]"))
    }
}
