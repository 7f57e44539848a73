import ConnectorKit
import Core
import Cryptography
import Testing
import TwilioConnector

@Suite struct SignatureTests {
    /// A signed request whose public address is `url`.
    struct Vector: Sendable, CustomStringConvertible {
        var description: String
        var publicURL: String
        var target: String
        var body = ""
        var type = "application/x-www-form-urlencoded"
        var signature: String
        var settings: String?

        func verdict(secrets: [String: Secret] = [:]) throws -> Verdict {
            let parts = target.split(separator: "?", maxSplits: 1)
            var headers = HTTPFields(["x-twilio-signature": signature])
            if !body.isEmpty { headers.append("Content-Type", type) }
            if let settings { headers.append("X-Twilio-Webhooks-Signature-Settings", settings) }
            let request = HTTPRequest(
                method: body.isEmpty ? "GET" : "POST", path: String(parts[0]), query: parts.count == 2 ? String(parts[1]) : nil,
                headers: headers,
                body: Array(body.utf8))
            return try TestAccount.channel(secrets: secrets, publicURL: publicURL).authenticate(request, now: .zero)
        }
    }

    /// Made with Twilio's own validator and the token 12345; the first is Twilio's published example.
    static let vectors = [
        Vector(
            description: "published example", publicURL: "https://mycompany.com", target: "/myapp.php?foo=1&bar=2",
            body: "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212",
            signature: "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        Vector(
            description: "form", publicURL: "https://example.com", target: "/sms/inbound?tenant=7",
            body:
                "To=%2B15005550001&Body=Hello+%26+bye+%2B1&MessageSid=SM0123456789abcdef0123456789abcdef&From=%2B15005550006&NumMedia=0",
            signature: "eu1ef/RJ/CprmHdJoXNITGNdPYQ="),
        Vector(
            description: "the same, signed with the port", publicURL: "https://example.com", target: "/sms/inbound?tenant=7",
            body:
                "To=%2B15005550001&Body=Hello+%26+bye+%2B1&MessageSid=SM0123456789abcdef0123456789abcdef&From=%2B15005550006&NumMedia=0",
            signature: "sY8Mzm20WmwHn8S3tk+1GGdaQ3Q="),
        Vector(
            description: "the same, with the port in the configuration", publicURL: "https://example.com:443",
            target: "/sms/inbound?tenant=7",
            body:
                "To=%2B15005550001&Body=Hello+%26+bye+%2B1&MessageSid=SM0123456789abcdef0123456789abcdef&From=%2B15005550006&NumMedia=0",
            signature: "eu1ef/RJ/CprmHdJoXNITGNdPYQ="),
        Vector(
            description: "empty value", publicURL: "https://example.com", target: "/e", body: "Body=&From=a",
            signature: "7Rzs7UtOJaono22yjwuo7JZQd8o="),
        Vector(
            description: "JSON body with its hash in the query", publicURL: "https://example.com",
            target: "/hook?bodySHA256=015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862", body: #"{"a":1}"#,
            type: "application/json", signature: "2e7mH/NA6FwzvUqLZxhsETU/4bw="),
    ]

    @Test(arguments: vectors) func signatureOfTwilio_isAccepted(vector: Vector) throws {
        #expect(try vector.verdict() == .accepted(signed: true))
    }

    /// 200 changes of each: a byte of body, target or signature changed, left out or doubled.
    @Test(arguments: vectors) func changedRequest_isRefused(vector: Vector) throws {
        let seed: UInt64 = 20_261_121
        var random = Seeded(state: seed)
        for number in 0..<200 {
            var changed = vector
            switch number % 3 {
            case 0 where !vector.body.isEmpty: changed.body = Self.changed(vector.body, &random)
            case 1: changed.target = "/" + Self.changed(String(vector.target.dropFirst()), &random)
            default: changed.signature = Self.changed(vector.signature, &random)
            }
            guard Self.differs(changed, from: vector) else { continue }
            let verdict = try changed.verdict()
            if case .accepted = verdict {
                Issue.record("seed \(seed), change \(number) of \(vector): \(changed.target) \(changed.body) \(changed.signature)")
            }
        }
    }

    private static func changed(_ text: String, _ random: inout Seeded) -> String {
        var bytes = Array(text.utf8)
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = Array("abcXYZ019".utf8)[Int.random(in: 0..<9, using: &random)]
        case 1: bytes.remove(at: place)
        default: bytes.insert(bytes[place], at: place)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What is signed is names and values, decoded, sorted and joined without a mark between them: a change that leaves that text is none to
    /// Twilio's own validator either.
    private static func differs(_ a: Vector, from b: Vector) -> Bool {
        func text(_ body: String) -> String {
            Set(FormDecoding.fields(Array(body.utf8))).map { $0.name + $0.value }.sorted().joined()
        }
        let isSameBody = a.type == "application/json" ? a.body == b.body : text(a.body) == text(b.body)
        return !isSameBody || a.target != b.target || a.signature != b.signature
    }

    @Test func valuesUnderOneName_areSortedAndCountedOnce() throws {
        let code = Base64.encode(HMAC.code(.sha1, for: Array("https://example.com/eAaAbBc".utf8), key: Array("12345".utf8)))
        for body in ["A=b&A=a&B=c", "B=c&A=a&A=b&A=a"] {
            let vector = Vector(description: body, publicURL: "https://example.com", target: "/e", body: body, signature: code)
            #expect(try vector.verdict() == .accepted(signed: true))
        }
    }

    @Test(arguments: [
        (nil, "sha1", true), ("key=k1,algorithm=HMAC_SHA256", "sha256", true), ("key=k1, algorithm = hmac_sha256", "sha256", true),
        ("key=k1,algorithm=HMAC_SHA1", "sha1", true), ("key=k1", "sha1", true), ("key=k1,algorithm=HMAC_SHA256", "sha1", false),
        (nil, "sha256", false), ("key=k1,algorithm=HMAC_SHA512", "sha256", false), ("key=k1,algorithm=none", "sha1", false),
    ])
    func namedAlgorithm_isUsed_andAnUnknownOneFailsClosed(settings: String?, made: String, isAccepted: Bool) throws {
        let text = Array("https://example.com/eBodyx".utf8)
        let code =
            made == "sha1"
            ? HMAC.code(.sha1, for: text, key: Array("12345".utf8)) : HMAC.code(.sha256, for: text, key: Array("shared".utf8))
        let vector = Vector(
            description: made, publicURL: "https://example.com", target: "/e", body: "Body=x", signature: Base64.encode(code),
            settings: settings)
        let verdict = try vector.verdict(secrets: ["webhookSharedKey": Secret("shared")])
        #expect((verdict == .accepted(signed: true)) == isAccepted)
    }

    @Test func sharedKeyThatIsNotConfigured_isRefused() throws {
        let code = HMAC.code(.sha256, for: Array("https://example.com/eBodyx".utf8), key: [])
        let vector = Vector(
            description: "", publicURL: "https://example.com", target: "/e", body: "Body=x", signature: Base64.encode(code),
            settings: "algorithm=HMAC_SHA256")
        #expect(try vector.verdict() == .refused(.signatureWrong))
    }

    @Test func requestWithoutOrWithTwoSignatures_isRefused() throws {
        let channel = try TestAccount.channel()
        #expect(channel.authenticate(HTTPRequest(method: "POST", path: "/"), now: .zero) == .refused(.signatureMissing))
        var two = HTTPRequest(method: "POST", path: "/")
        for _ in 0..<2 { two.headers.append("X-Twilio-Signature", "RSOYDt4T1cUTdK1PDd93/VVr8B8=") }
        #expect(channel.authenticate(two, now: .zero) == .refused(.signatureMalformed))
        #expect(channel.authenticate(HTTPRequest(method: "PUT", path: "/"), now: .zero) == .refused(.methodNotAllowed))
    }

    /// Random numbers that repeat.
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }
}
