import ConnectorKit
import Core
import CustomConnector
import Testing

/// Every mistake is named by its key and says what to do.
@Suite struct ConfigurationTests {
    /// A change of a configuration that works, and the key and words that tell of it.
    struct Mistake: Sendable, CustomStringConvertible {
        var field: String
        var json: String?
        var key: String
        var words: String

        var description: String { "\(key): \(json ?? "missing")" }
    }

    private static func rule(_ json: String) -> String { #"{"rules":[{"event":"ignore"},\#(json)]}"# }

    static let mistakes = [
        Mistake(field: "verify", json: nil, key: "verify", words: "must be given"),
        Mistake(field: "verify", json: "[]", key: "verify", words: "object"),
        Mistake(field: "verify", json: "{}", key: "verify.kind", words: #""standardWebhooks", "hmac""#),
        Mistake(field: "verify", json: #"{"kind":"hmac"}"#, key: "verify.header", words: "must be given"),
        Mistake(field: "verify", json: #"{"kind":"hmac","header":"X Sig"}"#, key: "verify.header", words: "letters"),
        Mistake(field: "verify", json: #"{"kind":"hmac","header":"X","algorithm":"md5"}"#, key: "verify.algorithm", words: #""sha256""#),
        Mistake(
            field: "verify", json: #"{"kind":"hmac","header":"X","signed":"{url}{body}"}"#, key: "verify.signed",
            words: "{timestamp}.{body}"),
        Mistake(
            field: "verify", json: #"{"kind":"hmac","header":"X","signed":"{timestamp}{body}"}"#, key: "verify.timestampHeader",
            words: "must be given"),
        Mistake(field: "verify", json: #"{"kind":"hmac","header":"X","secretEncoding":"hex"}"#, key: "webhookSecret", words: "hexadecimal"),
        Mistake(field: "verify", json: #"{"kind":"hmac","header":"X","heather":"X"}"#, key: "verify.heather", words: "`header`"),
        Mistake(field: "verify", json: #"{"kind":"path"}"#, key: "webhookSecret", words: "openssl rand"),
        Mistake(field: "inbound", json: nil, key: "inbound", words: "must be given"),
        Mistake(field: "inbound", json: "{}", key: "inbound.rules", words: "list"),
        Mistake(field: "inbound", json: #"{"rules":[7]}"#, key: "inbound.rules[0]", words: "object"),
        Mistake(field: "inbound", json: #"{"each":"$.a","rules":[{"event":"ignore"}]}"#, key: "inbound.each", words: "[*]"),
        Mistake(field: "inbound", json: #"{"each":["@.a[*]"],"rules":[{"event":"ignore"}]}"#, key: "inbound.each", words: "begin with $"),
        Mistake(
            field: "inbound", json: #"{"countryCode":"+82","rules":[{"event":"ignore"}]}"#, key: "inbound.countryCode", words: "digits"),
        Mistake(field: "inbound", json: rule("{}"), key: "inbound.rules[1].event", words: #""message""#),
        Mistake(field: "inbound", json: rule(#"{"event":"message"}"#), key: "inbound.rules[1].sender", words: "the customer's address"),
        Mistake(field: "inbound", json: rule(#"{"event":"ignore","text":"$.a"}"#), key: "inbound.rules[1].text", words: "not a known key"),
        Mistake(
            field: "inbound", json: rule(#"{"event":"message","sender":"$from"}"#), key: "inbound.rules[1].sender", words: "two of them"),
        Mistake(field: "inbound", json: rule(#"{"event":"message","sender":"$.a[x]"}"#), key: "inbound.rules[1].sender", words: "number"),
        Mistake(field: "inbound", json: rule(#"{"event":"message","sender":"$.a["}"#), key: "inbound.rules[1].sender", words: "number"),
        Mistake(field: "inbound", json: rule(#"{"event":"message","sender":"$.a[0"}"#), key: "inbound.rules[1].sender", words: "]"),
        Mistake(field: "inbound", json: rule(#"{"event":"message","sender":"$..a"}"#), key: "inbound.rules[1].sender", words: "no name"),
        Mistake(field: "inbound", json: rule(#"{"event":"message","sender":{"x":1}}"#), key: "inbound.rules[1].sender", words: "{ from"),
        Mistake(
            field: "inbound", json: rule(#"{"event":"message","sender":["$.a","$b"]}"#), key: "inbound.rules[1].sender[1]",
            words: "not a path"),
        Mistake(
            field: "inbound", json: rule(#"{"event":"message","sender":"$.a","when":{"type":"m"}}"#), key: "inbound.rules[1].when.type",
            words: "must begin with $"),
        Mistake(
            field: "inbound", json: rule(#"{"event":"message","sender":"$.a","when":{"$.type":{}}}"#), key: "inbound.rules[1].when.$.type",
            words: "true (is there)"),
        Mistake(
            field: "inbound", json: rule(#"{"event":"status","message":"$.a","state":"$.b"}"#), key: "inbound.rules[1].states",
            words: "words"),
        Mistake(
            field: "inbound", json: rule(#"{"event":"status","message":"$.a","state":"$.b","states":{"D":"done"}}"#),
            key: "inbound.rules[1].states.D", words: #""delivered""#),
        Mistake(
            field: "inbound", json: rule(#"{"event":"message","sender":"$.a","media":{"each":"$.f"}}"#), key: "inbound.rules[1].media.each",
            words: "[*]"),
        Mistake(
            field: "inbound", json: rule(#"{"event":"message","sender":"$.a","timeFormat":"unix"}"#), key: "inbound.rules[1].timeFormat",
            words: #""milliseconds""#),
        Mistake(field: "outbound", json: nil, key: "outbound", words: "must be given"),
        Mistake(field: "outbound", json: #"{"path":"v1"}"#, key: "outbound.path", words: "/"),
        Mistake(field: "outbound", json: #"{"sign":{"kind":"bearer"}}"#, key: "outbound.sign.kind", words: #""header""#),
        Mistake(field: "outbound", json: #"{"headers":{"a b":"c"}}"#, key: "outbound.headers.a b", words: "header field"),
        Mistake(field: "outbound", json: #"{"body":["$.to"]}"#, key: "outbound.body", words: "object"),
        Mistake(field: "outbound", json: #"{"body":{"a":{"b":["$.phone"]}}}"#, key: "outbound.body.a.b[0]", words: "$.to"),
        Mistake(field: "outbound", json: #"{"bodies":{"video":{}}}"#, key: "outbound.bodies.video", words: "`media`"),
        Mistake(field: "outbound", json: #"{"idempotency":{}}"#, key: "outbound.idempotency.header", words: "Idempotency-Key"),
        Mistake(field: "outbound", json: #"{"format":"xml"}"#, key: "outbound.format", words: #""form""#),
        Mistake(field: "failures", json: #"{"1":"bad"}"#, key: "failures.1", words: "failure code"),
        Mistake(field: "capabilities", json: #"{"content":["gif"]}"#, key: "capabilities.content", words: #""image""#),
        Mistake(field: "capabilities", json: #"{"textLimit":1}"#, key: "capabilities.textLimit", words: "from 20"),
        Mistake(field: "capabilities", json: #"{"windowHours":"24"}"#, key: "capabilities.windowHours", words: "whole number"),
        Mistake(field: "capabilities", json: #"{"phoneAddresses":"e164"}"#, key: "capabilities.phoneAddresses", words: #""plus""#),
    ]

    private static func problems(_ values: [String: String], secrets: [String: String], baseURL: String? = "https://a.example")
        -> [ConfigurationProblem]
    {
        do throws(ConfigurationProblem) {
            _ = try CustomConnector.registration.connect(TestAccount.settings(values, secrets: secrets, baseURL: baseURL))
            return []
        } catch { return error.all }
    }

    private static let secrets = ["webhookSecret": "pelican-key", "sendSecret": "acme:secret"]

    @Test(arguments: mistakes)
    func `A mistake is named by its key, with what to do`(_ mistake: Mistake) {
        var values = TestAccount.pelican
        values[mistake.field] = mistake.json
        let problems = Self.problems(values, secrets: Self.secrets)
        let found = problems.first { $0.key == mistake.key }
        #expect(found?.remedy.contains(mistake.words) == true, "\(problems)")
        #expect(!problems.contains { "\($0)".contains("acme:secret") || "\($0)".contains("pelican-key") })
    }

    static let secretMistakes = [
        ("v1,whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "v1,"), ("plain", "whsec_"), ("whsec_%%", "base64"), ("whsec_AAAA", "24 to 64"),
    ]

    @Test(arguments: secretMistakes)
    func `A secret of another form than Standard Webhooks asks for is told of when it is configured`(_ secret: String, _ words: String) {
        let problems = Self.problems(TestAccount.beacon, secrets: ["webhookSecret": secret, "sendSecret": TestAccount.standardSecret])
        #expect(problems.map(\.key) == ["webhookSecret"] && problems.first?.remedy.contains(words) == true, "\(problems)")
    }

    @Test func `All mistakes are told at once`() {
        var values = TestAccount.pelican
        values["outbound"] = #"{"path":"x","format":"y","z":1}"#
        values["capabilities"] = #"{"textLimit":1}"#
        let keys = Self.problems(values, secrets: ["webhookSecret": "a"], baseURL: nil).map(\.key)
        #expect(Set(keys) == ["outbound.path", "baseURL", "outbound.format", "outbound.z", "capabilities.textLimit"])
        #expect(Self.problems(TestAccount.pelican, secrets: ["webhookSecret": "a"]).map(\.key) == ["sendSecret"])
        #expect(Self.problems(TestAccount.pelican, secrets: Self.secrets).isEmpty)
    }
}
