import ConnectorKit
import Core
import JSONKit
import Testing
import WhatsAppConnector

@Suite struct AuthenticationTests {
    static let plain = #"{"object":"whatsapp_business_account","entry":[]}"#
    static let escaped = #"{"object":"whatsapp_business_account","entry":[],"t":"caf\u00e9"}"#
    static let plainCode = "9b2d8b19c705a607026e5f0cc6d90279cb03844286e03d40b296d99c9a3a9504"
    static let escapedCode = "2bbbf911ee2e1c5a1f4c703bc7ead8ea9a0a600da9cc00bc1ceb571740538ba4"

    /// `signature` nil: no header.
    struct Row: CustomTestStringConvertible {
        let testDescription: String
        let body: String
        let signatures: [String]
        let verdict: Verdict
    }

    static let rows = [
        Row(testDescription: "right", body: plain, signatures: ["sha256=" + plainCode], verdict: .accepted(signed: true)),
        Row(
            testDescription: "right, escaped bytes as they came", body: escaped, signatures: ["sha256=" + escapedCode],
            verdict: .accepted(signed: true)),
        Row(
            testDescription: "body encoded anew", body: escaped.replacing(#"\u00e9"#, with: "é"), signatures: ["sha256=" + escapedCode],
            verdict: .refused(.signatureWrong)),
        Row(testDescription: "of another body", body: plain, signatures: ["sha256=" + escapedCode], verdict: .refused(.signatureWrong)),
        Row(testDescription: "missing", body: plain, signatures: [], verdict: .refused(.signatureMissing)),
        Row(testDescription: "empty", body: plain, signatures: [""], verdict: .refused(.signatureMalformed)),
        Row(testDescription: "without prefix", body: plain, signatures: [plainCode], verdict: .refused(.signatureMalformed)),
        Row(testDescription: "other prefix", body: plain, signatures: ["sha1=" + plainCode], verdict: .refused(.signatureMalformed)),
        Row(
            testDescription: "upper case", body: plain, signatures: ["sha256=" + plainCode.uppercased()],
            verdict: .refused(.signatureMalformed)),
        Row(
            testDescription: "one digit short", body: plain, signatures: ["sha256=" + plainCode.dropLast()],
            verdict: .refused(.signatureMalformed)),
        Row(
            testDescription: "one digit more", body: plain, signatures: ["sha256=" + plainCode + "0"],
            verdict: .refused(.signatureMalformed)),
        Row(
            testDescription: "not hexadecimal", body: plain, signatures: ["sha256=" + plainCode.dropLast() + "g"],
            verdict: .refused(.signatureMalformed)),
        Row(
            testDescription: "twice", body: plain, signatures: ["sha256=" + plainCode, "sha256=" + plainCode],
            verdict: .refused(.signatureMalformed)),
    ]

    @Test(arguments: rows) func signature_isJudgedOverTheBytesReceived_trap26(row: Row) throws {
        var request = HTTPRequest(method: "POST", path: "/webhooks/1", body: Array(row.body.utf8))
        for value in row.signatures { request.headers.append("x-hub-signature-256", value) }
        #expect(try TestAccount.channel().authenticate(request, now: .zero) == row.verdict)
    }

    @Test func everyFlippedBit_ofBodyOrSignature_isRefused() throws {
        let channel = try TestAccount.channel()
        let body = Array(Self.plain.utf8)
        for place in body.indices {
            var changed = body
            changed[place] ^= 1
            var request = HTTPRequest(method: "POST", path: "/", body: changed)
            request.headers.append("X-Hub-Signature-256", "sha256=" + Self.plainCode)
            #expect(channel.authenticate(request, now: .zero) == .refused(.signatureWrong), "byte \(place)")
        }
    }

    static let queries: [(String, Verdict)] = [
        ("hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=verify-1", .accepted(signed: false)),
        ("hub.verify_token=verify%2d1&hub.challenge=a%20b&hub.mode=subscribe", .accepted(signed: false)),
        ("hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=wrong", .refused(.tokenWrong)),
        ("hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=", .refused(.tokenWrong)),
        ("hub.mode=unsubscribe&hub.challenge=1158201444&hub.verify_token=verify-1", .refused(.tokenWrong)),
        ("hub.mode=subscribe&hub.verify_token=verify-1", .refused(.tokenWrong)),
        ("hub.mode=subscribe&hub.challenge=1158201444", .refused(.tokenWrong)),
        ("", .refused(.tokenWrong)),
    ]

    @Test(arguments: queries) func handshake_needsModeChallengeAndToken(query: String, verdict: Verdict) throws {
        let request = HTTPRequest(method: "GET", path: "/webhooks/1", query: query)
        #expect(try TestAccount.channel().authenticate(request, now: .zero) == verdict, "\(query)")
    }

    @Test func handshake_answersTheChallengeAsItIs_asPlainText_F5() throws {
        let query = "hub.mode=subscribe&hub.challenge=%3Cb%3E1+2%22&hub.verify_token=verify-1"
        let request = HTTPRequest(method: "GET", path: "/webhooks/1", query: query)
        let payload = Payload(request: request, body: .json(.missing), receivedAt: TestAccount.receivedAt)
        guard case .handshake(let reply) = try TestAccount.channel().parse(payload) else { throw Unexpected() }
        #expect(reply.status == 200)
        #expect(String(decoding: reply.body, as: UTF8.self) == #"<b>1 2""#)
        #expect(reply.headers["Content-Type"] == "text/plain; charset=utf-8")
    }

    @Test(arguments: ["PUT", "DELETE", "HEAD", "PATCH"]) func otherMethods_areRefused(method: String) throws {
        let request = HTTPRequest(method: method, path: "/webhooks/1", body: Array(Self.plain.utf8))
        #expect(try TestAccount.channel().authenticate(request, now: .zero) == .refused(.methodNotAllowed))
    }
}
