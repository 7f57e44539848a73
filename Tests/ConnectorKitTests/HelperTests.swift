import ConnectorKit
import Core
import Cryptography
import JSONKit
import Testing

@Suite struct RetryAfterTests {
    static let rows: [(HTTPFields, Duration?)] = [
        (HTTPFields(), nil),
        (HTTPFields(["Retry-After": "0"]), .zero),
        (HTTPFields(["Retry-After": "90"]), .seconds(90)),
        (HTTPFields(["Retry-After": ""]), nil),
        (HTTPFields(["Retry-After": "-1"]), nil),
        (HTTPFields(["Retry-After": "1.5"]), nil),
        (HTTPFields(["Retry-After": "９"]), nil),
        (HTTPFields(["Retry-After": "99999999999999999999999"]), RetryAfter.longest),
        (HTTPFields(["Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT"]), .seconds(30)),
        (HTTPFields(["Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT", "Date": "today"]), .seconds(30)),
        (HTTPFields(["Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT", "Date": "Sun, 06 Nov 1994 08:48:37 GMT"]), .seconds(60)),
        (HTTPFields(["Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT", "Date": "Sun, 06 Nov 1994 09:48:37 GMT"]), .zero),
        (HTTPFields(["Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT", "Date": "Sun, 06 Nov 1994 08:48:37 GMT"]), RetryAfter.longest),
    ]

    @Test(arguments: rows) func wait_isReadFromSecondsAndDates(headers: HTTPFields, wait: Duration?) {
        #expect(RetryAfter.wait(in: headers, now: Instant(seconds: 784_111_747)) == wait)
    }

    @Test(arguments: [
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
        ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600),
        ("Wed, 01 Mar 2000 00:00:00 GMT", 951_868_800), ("Sat, 21 Nov 2026 07:02:00 GMT", 1_795_244_520),
    ]) func date_isReadExactly(text: String, seconds: Int64) {
        #expect(HTTPDate.read(text) == Instant(seconds: seconds))
    }

    @Test(arguments: [
        "", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nop 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT", "Sun, 06  Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
    ]) func otherTexts_areNoDate(text: String) {
        #expect(HTTPDate.read(text) == nil)
    }
}

@Suite struct FormDecodingTests {
    static let rows: [(String, [(String, String)])] = [
        ("a=1&b=2", [("a", "1"), ("b", "2")]), ("", []), ("&&a", [("a", "")]), ("a=b=c", [("a", "b=c")]), ("=x", [("", "x")]),
        ("a+b=%20%2B", [("a b", " +")]), ("a=%", [("a", "%")]), ("a=%4", [("a", "%4")]), ("a=%zz%41", [("a", "%zzA")]),
        ("a=%EC%95%88", [("a", "안")]), ("a=%FF", [("a", "\u{FFFD}")]), ("hub.mode=subscribe", [("hub.mode", "subscribe")]),
    ]

    @Test(arguments: rows) func fields_areDecodedInOrder(text: String, expected: [(String, String)]) {
        #expect(FormDecoding.fields(Array(text.utf8)) == expected.map { FormField(name: $0.0, value: $0.1) })
    }

    @Test func fieldsBeyondTheBound_areLeftOut_invariant13() {
        let text = String(repeating: "a=1&", count: 5000)
        #expect(FormDecoding.fields(Array(text.utf8)).count == FormDecoding.mostFields)
    }

    @Test func firstValueOfAName_isFound() {
        let fields = FormDecoding.fields(query: "a=1&b=2&a=3")
        #expect(fields["a"] == "1")
        #expect(fields["c"] == nil)
        #expect(FormDecoding.fields(query: nil).isEmpty)
    }
}

@Suite struct E164Tests {
    @Test(arguments: [
        ("+1 (555) 010-7777", "15550107777"), ("15550107777", "15550107777"), ("+44 20 7946.0018", "442079460018"), ("1234", nil),
        ("1234567890123456", nil), ("1+5550107777", nil), ("US.48", nil), ("", nil), ("١٢٣٤٥٦", nil), ("12345", "12345"),
    ]) func digits_areTakenFromWhatPeopleWrite(text: String, digits: String?) {
        #expect(E164.digits(of: text) == digits)
    }

    @Test(arguments: [
        ("5511987654321", ["551187654321"]), ("551187654321", ["5511987654321"]), ("551123456789", []), ("5511912345678", []),
        ("5215512345678", ["525512345678"]), ("525512345678", ["5215512345678"]), ("5491123456789", ["541123456789"]),
        ("541123456789", ["5491123456789"]), ("15550107777", []), ("55", []), ("", []),
    ]) func variants_ofBrazilMexicoArgentina_trap10(digits: String, variants: [String]) {
        #expect(E164.variants(of: digits) == variants)
        for variant in variants { #expect(E164.variants(of: variant) == [digits]) }
    }
}

@Suite struct FingerprintTests {
    private func fingerprint(_ text: String, _ context: String = "") throws -> String {
        Fingerprint.of(try JSONDocument.parse(text).root, context: context)
    }

    @Test func orderOfKeysAndSpace_playNoPart() throws {
        let first = try fingerprint(#"{"a":1,"b":{"c":[1,2],"d":null}}"#)
        #expect(try fingerprint(#"{ "b": {"d":null, "c":[1,2]}, "a":1 }"#) == first)
        #expect(first.hasPrefix("hash:") && first.utf8.count == 37)
    }

    @Test(arguments: [#"{"a":"1"}"#, #"{"a":2}"#, #"{"b":1}"#, "{}", #"[{"a":1}]"#, #"{"a":[1]}"#, #"{"a":1,"a":1}"#])
    func otherValues_haveOtherFingerprints(text: String) throws {
        #expect(try fingerprint(text) != fingerprint(#"{"a":1}"#))
    }

    @Test func context_countsAndIsNotGluedTogether() throws {
        let json = try JSONDocument.parse("1").root
        #expect(try fingerprint("1", "x") != fingerprint("1", "y"))
        #expect(Fingerprint.of(json, context: "a", "bc") != Fingerprint.of(json, context: "ab", "c"))
    }
}

@Suite struct BodySignatureTests {
    @Test func signatureOverTheBytes_isAccepted_otherwiseToldApart() {
        let check = BodySignature(header: "X-Sign", prefix: "v1=", key: Secret("key"))
        let body = Array("any bytes \u{0}".utf8)
        let code = Hex.encode(HMAC.code(.sha256, for: body, key: Array("key".utf8)))
        func verdict(_ headers: HTTPFields) -> Verdict {
            check.verdict(on: HTTPRequest(method: "POST", path: "/", headers: headers, body: body))
        }
        #expect(verdict(HTTPFields(["x-sign": "v1=\(code)"])) == .accepted(signed: true))
        #expect(verdict(HTTPFields(["X-Sign": "v1=\(code.dropLast())\(code.last == "0" ? "1" : "0")"])) == .refused(.signatureWrong))
        #expect(verdict(HTTPFields(["X-Sign": code])) == .refused(.signatureMalformed))
        #expect(verdict(HTTPFields(["X-Other": "v1=\(code)"])) == .refused(.signatureMissing))
    }
}
