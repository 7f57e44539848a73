import Core
import JSONKit
import Testing

@Suite struct JSONWalkTests {
    static let text = #"{"a":"x","b":[1,{"c":"y","d":[[true,null,2.5]]}],"e":{"f":{"g":1e400}},"h":[]}"#

    @Test func leaves_comeInOrderWithTheirPaths() throws {
        var seen: [String] = []
        try parsed(Self.text).forEachLeaf { path, leaf in
            seen.append("\(path.allKeys().joined(separator: ".")) \(leaf.kind) \(leaf.string)")
        }
        #expect(seen == ["a string x", "b number 1", "b.c string y", "b.d number 2.5", "e.f.g number 1e400"])
    }

    @Test func keys_comeBeforeTheirValues_whenAskedFor() throws {
        var seen: [String] = []
        try parsed(#"{"a":{"b":1}}"#).forEachLeaf(keys: true) { path, leaf in
            seen.append("\(path.allKeys()) \(leaf.kind) \(leaf.string)")
        }
        #expect(seen == [#"[] key a"#, #"["a"] key b"#, #"["a", "b"] number 1"#])
    }

    @Test func path_isComparedByKey() throws {
        var matches = 0
        try parsed(Self.text).forEachLeaf { path, _ in
            if path.hasKey("b", at: 0), path.ends(with: "c"), !path.hasKey("c", at: 0), !path.hasKey("c", at: 2), !path.hasKey("c", at: -1)
            {
                matches += 1
            }
        }
        #expect(matches == 1)
    }

    @Test func nothingReplaced_givesNil() throws {
        #expect(try parsed(Self.text).rewritingStrings { _, _ in nil } == nil)
        #expect(JSON.missing.rewritingStrings { _, _ in [] } == nil)
    }

    @Test func replacedLeaves_areEscaped_andTheRestIsKept() throws {
        let changed = try parsed(Self.text).rewritingStrings { path, leaf in
            switch leaf.string {
            case "y": Array(#"q"uote"#.utf8)
            case "1", "1e400": Array("masked".utf8)
            default: nil
            }
        }
        let expected = #"{"a":"x","b":["masked",{"c":"q\"uote","d":[[true,null,2.5]]}],"e":{"f":{"g":"masked"}},"h":[]}"#
        #expect(changed.map { String(decoding: $0, as: UTF8.self) } == expected)
    }

    @Test func replacedKeysAndInvalidBytes_giveValidJSON() throws {
        let changed = try parsed(#"{"k":"v","l":{"m":"w"}}"#).rewritingStrings(keys: true) { _, leaf in
            leaf.kind == .key ? Array(leaf.utf8) + [0xFF] : nil
        }
        #expect(changed.map { String(decoding: $0, as: UTF8.self) } == "{\"k\u{FFFD}\":\"v\",\"l\u{FFFD}\":{\"m\u{FFFD}\":\"w\"}}")
    }

    @Test func partOfADocument_isRewrittenAlone() throws {
        let changed = try parsed(Self.text)["b"][1].rewritingStrings { path, leaf in path.count == 1 && leaf.kind == .string ? [] : nil }
        #expect(changed.map { String(decoding: $0, as: UTF8.self) } == #"{"c":"","d":[[true,null,2.5]]}"#)
    }

    @Test(arguments: [UInt64(11), 12, 13, 14])
    func replacingEveryLeaf_keepsTheShape(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let json = try JSONDocument.parse(JSONValue.random(depth: 5, using: &random).serialized()).root
            var leaves = 0
            json.forEachLeaf { _, _ in leaves += 1 }
            let changed = json.rewritingStrings { _, _ in Array("*".utf8) }
            #expect((changed == nil) == (leaves == 0), "seed \(seed)")
            guard let changed else { continue }
            #expect(JSONValue(try JSONDocument.parse(changed).root) == JSONValue(json).starred, "seed \(seed)")
        }
    }
}

extension JSONValue {
    /// The same shape with a star for each string and number.
    var starred: JSONValue {
        switch self {
        case .null, .bool: self
        case .int, .double, .number, .string: "*"
        case .array(let elements): .array(elements.map(\.starred))
        case .object(let members): .object(members.map { Member($0.key, $0.value.starred) })
        }
    }
}
