import ConnectorKit
import Core
import Cryptography
import CustomConnector
import Testing

/// The table of Standard Webhooks is that of its specification and of the README's own vectors.
@Suite struct ProofTests {
    /// A request, and what must be said of it.
    struct Row: Sendable, CustomStringConvertible {
        var description: String
        var headers: KeyValuePairs<String, String>
        var body = #"{"test": 2432232314}"#
        var now = Instant(seconds: 1_614_265_330)
        var method = "POST"
        var verdict: Verdict
    }

    private static let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    private static let good = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    private static func row(
        _ label: String, signature: String = good, id: String = id, time: String = "1614265330", body: String = #"{"test": 2432232314}"#,
        late: Int64 = 0, _ verdict: Verdict
    ) -> Row {
        Row(
            description: label, headers: ["webhook-id": id, "webhook-timestamp": time, "webhook-signature": signature], body: body,
            now: Instant(seconds: 1_614_265_330 + late), verdict: verdict)
    }

    static let standard: [Row] = [
        row("published vector", .accepted(signed: true)),
        row("unpadded", signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE", .accepted(signed: true)),
        row("second of two", signature: "v1,AAAA \(good)", .accepted(signed: true)),
        row("beside another version", signature: "v1a,xyz \(good) v2,q", .accepted(signed: true)),
        row("300 s late", late: 300, .accepted(signed: true)), row("301 s late", late: 301, .refused(.expired)),
        row("300 s early", late: -300, .accepted(signed: true)), row("301 s early", late: -301, .refused(.expired)),
        row("other body", body: #"{"test": 2432232315}"#, .refused(.signatureWrong)),
        row("other id", id: "msg_1", .refused(.signatureWrong)), row("id with a full stop", id: "a.b", .refused(.signatureMalformed)),
        row("no id", id: "", .refused(.signatureMalformed)),
        row("milliseconds are not guessed at", time: "1614265330000", .refused(.signatureMalformed)),
        row("negative time", time: "-1614265330", .refused(.signatureMalformed)), row("no time", time: "", .refused(.signatureMalformed)),
        row("only another version", signature: "v1a,xyz", .refused(.signatureMalformed)),
        row("no base64", signature: "v1,%%", .refused(.signatureWrong)),
        row("empty", signature: "", .refused(.signatureMalformed)),
        row("the code alone", signature: String(good.dropFirst(3)), .refused(.signatureMalformed)),
        Row(description: "nothing", headers: [:], verdict: .refused(.signatureMissing)),
        Row(
            description: "Svix's names", headers: ["Svix-Id": id, "Svix-Timestamp": "1614265330", "Svix-Signature": good],
            verdict: .accepted(signed: true)),
        Row(
            description: "two sets",
            headers: [
                "svix-id": id, "svix-timestamp": "1614265330", "svix-signature": good, "webhook-id": id,
                "webhook-timestamp": "1614265330", "webhook-signature": good,
            ], verdict: .refused(.signatureMalformed)),
        Row(
            description: "mixed sets", headers: ["svix-id": id, "webhook-timestamp": "1614265330", "webhook-signature": good],
            verdict: .refused(.signatureMalformed)),
        Row(
            description: "a field twice",
            headers: ["webhook-id": id, "webhook-id": id, "webhook-timestamp": "1614265330", "webhook-signature": good],
            verdict: .refused(.signatureMalformed)),
        Row(
            description: "GET", headers: ["webhook-id": id, "webhook-timestamp": "1614265330", "webhook-signature": good], method: "GET",
            verdict: .refused(.methodNotAllowed)),
    ]

    @Test(arguments: standard)
    func `A request signed by Standard Webhooks is believed, and nothing else`(_ row: Row) throws {
        #expect(try verdict(TestAccount.beaconChannel(), row) == row.verdict)
    }

    private func verdict(_ channel: any Channel, _ row: Row, path: String = "/webhooks/1") -> Verdict {
        let request = HTTPRequest(method: row.method, path: path, headers: HTTPFields(row.headers), body: Array(row.body.utf8))
        return channel.authenticate(request, now: row.now)
    }

    @Test func `The time of a signature is read where a signature can be too old, and only there`() throws {
        func time(_ channel: any Channel, _ row: Row) -> Instant? {
            channel.signedAt(HTTPRequest(method: "POST", path: "/webhooks/1", headers: HTTPFields(row.headers), body: Array(row.body.utf8)))
        }
        let (beacon, pelican) = (try TestAccount.beaconChannel(), try TestAccount.pelicanChannel())
        #expect(time(beacon, Self.standard[0]) == Instant(seconds: 1_614_265_330))
        #expect(time(beacon, Self.row("", time: "1614265330000", .refused(.signatureMalformed))) == nil)
        #expect(time(pelican, Self.codes[0]) == Instant(seconds: 1_700_000_000))
        #expect(time(pelican, Self.standard[0]) == nil)
        let plain = try TestAccount.channel(
            TestAccount.pelican.merging(["verify": #"{"kind":"hmac","header":"X-Sig"}"#]) { $1 },
            secrets: ["webhookSecret": "Jefe", "sendSecret": "a:b"])
        #expect(time(plain, Self.codes[0]) == nil)
    }

    @Test func `While a secret changes both are believed`() throws {
        let channel = try TestAccount.channel(
            TestAccount.beacon,
            secrets: [
                "webhookSecret": "whsec_" + Base64.encode(Array(repeating: 7, count: 32)),
                "previousWebhookSecret": TestAccount.standardSecret,
                "sendSecret": TestAccount.standardSecret,
            ])
        #expect(verdict(channel, Self.standard[0]) == .accepted(signed: true))
    }

    // MARK: Codes

    private static func pelican(
        _ label: String, prefix: String = "v1=", key: String = "pelican-key", time: String = "1700000000", body: String = "{}",
        signedBody: String? = nil, _ verdict: Verdict
    ) -> Row {
        let code = HMAC(.sha512, key: Array(key.utf8)).code(for: Array("\(time):\(signedBody ?? body)".utf8))
        return Row(
            description: label, headers: ["X-Pelican-Signature": prefix + Base64.encode(code), "X-Pelican-Time": time], body: body,
            now: Instant(seconds: 1_700_000_100), verdict: verdict)
    }

    static let codes: [Row] = [
        pelican("right", .accepted(signed: true)), pelican("other key", key: "pelican-kez", .refused(.signatureWrong)),
        pelican("other body", signedBody: "{ }", .refused(.signatureWrong)),
        pelican("no prefix", prefix: "", .refused(.signatureMalformed)),
        pelican("too old", time: "1699999000", .refused(.expired)), pelican("too new", time: "1700000401", .refused(.expired)),
        pelican("milliseconds", time: "1700000000000", .refused(.signatureMalformed)),
        Row(
            description: "no time", headers: ["X-Pelican-Signature": "v1=AAAA"], now: Instant(seconds: 1_700_000_000),
            verdict: .refused(.signatureMalformed)),
        Row(description: "nothing", headers: [:], verdict: .refused(.signatureMissing)),
    ]

    @Test(arguments: codes)
    func `A code over time and body is checked as the configuration says`(_ row: Row) throws {
        #expect(try verdict(TestAccount.pelicanChannel(), row) == row.verdict)
    }

    /// RFC 4231, test case 2: key `Jefe`, data `what do ya want for nothing?`; RFC 2202 for SHA-1.
    static let algorithms = [
        ("sha256", "hex", "sha256=", "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        ("sha256", "hex", "", "5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843"),
        ("sha256", "base64", "", "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM="),
        ("sha1", "hex", "", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        (
            "sha512", "hex", "",
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
        ),
    ]

    @Test(arguments: algorithms)
    func `Published vectors of each algorithm hold`(_ algorithm: String, _ encoding: String, _ prefix: String, _ value: String) throws {
        let verify = #"{"kind":"hmac","header":"X-Sig","prefix":"\#(prefix)","algorithm":"\#(algorithm)","encoding":"\#(encoding)"}"#
        let channel = try TestAccount.channel(
            TestAccount.pelican.merging(["verify": verify]) { $1 }, secrets: ["webhookSecret": "Jefe", "sendSecret": "a:b"])
        let row = Row(
            description: algorithm, headers: ["x-sig": value], body: "what do ya want for nothing?", verdict: .accepted(signed: true))
        #expect(verdict(channel, row) == .accepted(signed: true))
        let other = Row(description: algorithm, headers: ["x-sig": value], body: "what do ya want for nothing!", verdict: row.verdict)
        #expect(verdict(channel, other) == .refused(.signatureWrong))
    }

    // MARK: Secrets that prove the sender only

    @Test func `A secret header is compared whole`() throws {
        let channel = try TestAccount.pelicanChannel(["verify": #"{"kind":"header","header":"Authorization","prefix":"Bearer "}"#])
        for (value, expected) in [
            ("Bearer pelican-key", Verdict.accepted(signed: false)), ("Bearer pelican-ke", .refused(.tokenWrong)),
            ("pelican-key", .refused(.tokenWrong)), ("bearer pelican-key", .refused(.tokenWrong)),
        ] {
            let row = Row(description: value, headers: ["Authorization": value], verdict: expected)
            #expect(verdict(channel, row) == expected, "\(value)")
        }
        #expect(verdict(channel, Row(description: "", headers: [:], verdict: .refused(.signatureMissing))) == .refused(.signatureMissing))
    }

    @Test func `A secret path is compared whole, and is never told to the provider's callback`() throws {
        let secret = "0123456789abcdef01234567"
        let channel = try TestAccount.channel(
            TestAccount.pelican.merging(["verify": #"{"kind":"path"}"#]) { $1 }, secrets: ["webhookSecret": secret, "sendSecret": "a:b"])
        #expect(channel.hasSecretPath)
        let row = Row(description: "", headers: [:], verdict: .accepted(signed: false))
        #expect(verdict(channel, row, path: "/webhooks/1/\(secret)") == .accepted(signed: false))
        for path in [
            "/webhooks/1", "/webhooks/1/", "/webhooks/1/\(secret)/", "/webhooks/1/\(secret.dropLast())", "/webhooks/1/x/\(secret)",
        ] {
            #expect(verdict(channel, row, path: path) == .refused(.tokenWrong), "\(path)")
        }
        #expect(try !TestAccount.beaconChannel().hasSecretPath)
    }
}
