import JSONKit
import Testing

func refusal(_ bytes: [UInt8], _ limits: JSONLimits = .standard) -> JSONError? {
    do {
        _ = try JSONDocument.parse(bytes, limits: limits)
        return nil
    } catch {
        return error
    }
}

func refusal(_ text: String, _ limits: JSONLimits = .standard) -> JSONError? { refusal(Array(text.utf8), limits) }

@Suite struct JSONLimitsTests {
    static let webhook = #"""
        {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"value":{"messaging_product":"whatsapp","messages":
        [{"from":"491701234567","id":"wamid.A==","timestamp":"1700000000","text":{"body":"caf\u00e9 \ud83d\ude00 grüße 한글"},
        "type":"text","n":[-1,0.5,1e3,18446744073709551615,1e400,123456789012345678901234567890,true,false,null,{},[]]}]},
        "field":"messages"}]}]}
        """#

    @Test func documentCutAtAnyByte_isRefused() {
        let whole = Array(Self.webhook.utf8)
        #expect(refusal(whole) == nil)
        for length in whole.indices {
            #expect(refusal(Array(whole[..<length])) != nil, "cut at \(length)")
        }
    }

    @Test func documentWithAnyByteChanged_neverCrashes() {
        let whole = Array(Self.webhook.utf8)
        for place in whole.indices {
            for byte: UInt8 in [0x00, 0x22, 0x2C, 0x39, 0x5B, 0x5C, 0x7D, 0xED, 0xFF] {
                var changed = whole
                changed[place] = byte
                guard let json = try? JSONDocument.parse(changed).root else { continue }
                #expect(refusal(json.serialized()) == nil, "byte \(byte) at \(place)")
            }
        }
    }

    /// Bytes that end where readable memory may end too: nothing behind them is part of the document.
    @Test func bytesBehindTheDocument_areNotRead() throws {
        var bytes = Array("[1]".utf8)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "9"), count: 200))
        try bytes.withUnsafeBufferPointer { whole in
            let root = try JSONDocument.parse(UnsafeBufferPointer(rebasing: whole[..<3])).root
            #expect(root[0].int == 1)
            let number = try JSONDocument.parse(UnsafeBufferPointer(rebasing: whole[1..<2])).root
            #expect(number.int == 1)
        }
    }

    @Test(arguments: ["", "1", #""x""#, "{}"])
    func depth64_isTaken_and65Refused(innermost: String) {
        let own = innermost == "{}" ? 1 : 0
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth - own) + innermost + String(repeating: "]", count: depth - own)
        }
        #expect(refusal(nested(64)) == nil)
        #expect(refusal(nested(65))?.reason == .depth)
        #expect(refusal(nested(3), JSONLimits(depth: 3)) == nil)
        #expect(refusal(nested(4), JSONLimits(depth: 3))?.reason == .depth)
        #expect(refusal(nested(1024), JSONLimits(depth: 1 << 20)) == nil)
        #expect(refusal(nested(1025), JSONLimits(depth: 1 << 20))?.reason == .depth)
    }

    @Test func nestingOfObjects_countsToo() {
        let deep = String(repeating: #"{"a":["#, count: 33) + String(repeating: "]}", count: 33)
        #expect(refusal(deep)?.reason == .depth)
        #expect(refusal(deep, JSONLimits(depth: 66)) == nil)
    }

    @Test func depth100000_isRefusedQuickly() {
        let duration = ContinuousClock().measure {
            #expect(refusal([UInt8](repeating: UInt8(ascii: "["), count: 100_000)) != nil)
            #expect(
                refusal(String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000))?.reason == .depth)
        }
        #expect(duration < .seconds(1))
    }

    @Test func deepestDocument_isReadWrittenAndWalked() throws {
        let text = String(repeating: #"{"k":["#, count: 512) + "1" + String(repeating: "]}", count: 512)
        let json = try JSONDocument.parse(text, limits: JSONLimits(depth: 1024)).root
        #expect(json.serialized() == Array(text.utf8))
        #expect(JSONValue(json).serialized() == Array(text.utf8))
        var depth = 0
        json.forEachLeaf { path, _ in depth = path.count }
        #expect(depth == 512)
    }

    @Test func millionKeys_areReadAndCounted() throws {
        let bytes = JSONWriter.object(capacity: 1 << 20) { json in
            for number in 0..<1_000_000 { json.field("key\(number)", number) }
        }
        let json = try JSONDocument.parse(bytes, limits: JSONLimits(bytes: 64 << 20)).root
        #expect(json.count == 1_000_000)
        #expect(json["key999999"].int == 999_999)
        #expect(refusal(bytes)?.reason == .tooLarge)
    }

    @Test func tenMegabytesInOneString_areRead() throws {
        let text = String(repeating: "0123456789", count: 1 << 20)
        let bytes = JSONWriter.array { $0.value(text) }
        #expect(try JSONDocument.parse(bytes).root[0].string == text)
        #expect(refusal(bytes, JSONLimits(bytes: bytes.count)) == nil)
        #expect(refusal(bytes, JSONLimits(bytes: bytes.count - 1)) == JSONError(.tooLarge))
    }

    @Test func manyTasks_parseAtOnce() async {
        let wrong = await withTaskGroup(of: Int.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    (0..<400).filter { turn in
                        let size = (worker * 400 + turn) % 97 * 50
                        let text = String(repeating: "é", count: size)
                        let bytes = JSONWriter.object { $0.field("text", text) }
                        return (try? JSONDocument.parse(bytes).root["text"].string) != text
                    }.count
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
    }
}
