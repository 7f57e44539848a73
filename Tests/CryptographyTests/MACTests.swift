import Cryptography
import Testing

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// A vector of RFC 4231.
struct RFC4231Vector: CustomTestStringConvertible {
    let label: String
    let key: [UInt8]
    let data: [UInt8]
    let code: String
    var testDescription: String { label }

    static let all = [
        RFC4231Vector(
            label: "4.2", key: Array(repeating: 0x0B, count: 20), data: bytes("Hi There"),
            code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        RFC4231Vector(
            label: "4.3, a key shorter than the digest", key: bytes("Jefe"), data: bytes("what do ya want for nothing?"),
            code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        RFC4231Vector(
            label: "4.4", key: Array(repeating: 0xAA, count: 20), data: Array(repeating: 0xDD, count: 50),
            code: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        RFC4231Vector(
            label: "4.5", key: Array(1...25), data: Array(repeating: 0xCD, count: 50),
            code: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        RFC4231Vector(
            label: "4.7, a key longer than a block", key: Array(repeating: 0xAA, count: 131),
            data: bytes("Test Using Larger Than Block-Size Key - Hash Key First"),
            code: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
        RFC4231Vector(
            label: "4.8", key: Array(repeating: 0xAA, count: 131),
            data: bytes(
                "This is a test using a larger than block-size key and a larger than block-size data. "
                    + "The key needs to be hashed before being used by the HMAC algorithm."),
            code: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
    ]
}

@Suite struct MACTests {
    @Test(arguments: RFC4231Vector.all)
    func hmacSHA256_givesTheCodesOfRFC4231(_ vector: RFC4231Vector) {
        let mac = HMAC(.sha256, key: vector.key)
        #expect(Hex.encode(mac.code(for: vector.data)) == vector.code)
        #expect(Hex.encode(mac.code(for: Array(vector.data.prefix(3)), [], Array(vector.data.dropFirst(3)))) == vector.code)
        #expect(Hex.encode(vector.data.withUnsafeBufferPointer { mac.code(for: $0) }) == vector.code)
        #expect(Hex.encode(HMAC.code(.sha256, for: vector.data, key: vector.key)) == vector.code)
    }

    /// Code of RFC 2202, case 2, and of an empty key and message.
    @Test func hmacSHA1_givesTheCodesOfRFC2202() {
        #expect(
            Hex.encode(HMAC.code(.sha1, for: bytes("what do ya want for nothing?"), key: bytes("Jefe")))
                == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")
        #expect(Hex.encode(HMAC.code(.sha1, for: [], key: [])) == "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d")
    }

    @Test func emptyKeyAndMessage_haveACode() {
        #expect(Hex.encode(HMAC.code(.sha256, for: [], key: [])) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    @Test(arguments: [
        (#"{"object":"whatsapp_business_account","entry":[]}"#, "9b2d8b19c705a607026e5f0cc6d90279cb03844286e03d40b296d99c9a3a9504"),
        (
            #"{"object":"whatsapp_business_account","entry":[],"t":"caf\u00e9"}"#,
            "2bbbf911ee2e1c5a1f4c703bc7ead8ea9a0a600da9cc00bc1ceb571740538ba4"
        ),
    ])
    func whatsAppSignature_isThatOfTheRawBody(body: String, signature: String) throws {
        let mac = HMAC(.sha256, key: bytes("testsecret"))
        let code = try #require(Hex.decode(signature))
        #expect(mac.isValid(code, for: bytes(body)))
        #expect(!mac.isValid(code, for: bytes(body + " ")))
        #expect(!mac.isValid(Array(code.dropLast()), for: bytes(body)))
    }

    @Test(arguments: [
        ("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", #"{"test": 2432232314}"#, "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
        ("msg_1", "1700000000", "{}", "x5lVgj0b/JJJaUYaa1+6I5J/EECcryrPlFN4VrkmI94="),
    ])
    func standardWebhooksSignature_isThatOfIdTimeAndBody(id: String, time: String, body: String, signature: String) throws {
        let key = try #require(Base64.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", padding: .optional))
        #expect(Base64.encode(HMAC(.sha256, key: key).code(for: bytes("\(id).\(time)."), bytes(body))) == signature)
    }

    @Test func oneKey_servesManyTasksAtOnce() async {
        let mac = HMAC(.sha256, key: bytes("shared"))
        let wrong = await withTaskGroup(of: Int.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    (0..<500).filter { turn in
                        let message = bytes("\(worker) \(turn)")
                        return mac.code(for: message) != HMAC.code(.sha256, for: message, key: bytes("shared"))
                    }.count
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
    }

    @Test func description_neverShowsTheKey() {
        var dumped = ""
        dump(HMAC(.sha256, key: bytes("hunter2")), to: &dumped)
        #expect(dumped.contains("HMAC(redacted)"))
        #expect(!dumped.contains("KeyedMAC"))
    }
}
