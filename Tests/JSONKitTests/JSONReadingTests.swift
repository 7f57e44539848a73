import JSONKit
import Testing

func parsed(_ text: String) throws -> JSON { try JSONDocument.parse(text).root }

@Suite struct JSONReadingTests {
    @Test func values_areReadByTheirTypes() throws {
        let json = try parsed(#"{"s":"caf\u00e9 \/ 😀","i":-42,"d":1.5,"t":true,"f":false,"n":null,"a":[1,"x",{}],"o":{"k":"v"}}"#)
        #expect(json["s"].string == "café / 😀")
        #expect(json["s"].bytes == Array("café / 😀".utf8))
        #expect(json["s"].withUTF8 { $0.count } == 12)
        #expect(json["i"].int == -42)
        #expect(json["d"].double == 1.5)
        #expect(json["t"].bool == true)
        #expect(json["f"].bool == false)
        #expect(json["n"].isNull && json["n"].exists)
        #expect(json["a"].count == 3)
        #expect(json["a"][1].string == "x")
        #expect(json["a"].array.map { $0.kind } == [.integer, .string, .object])
        #expect(json["o"].object.map { "\($0.key)=\($0.value.string ?? "")" } == ["k=v"])
        #expect(json["o"]["k"] == "v")
        #expect(json["o"]["k"] != "w")
        #expect(json.count == 8)
        let name = "o"
        #expect(json[name].kind == .object)
    }

    @Test func missingAndWrongTypedSteps_giveMissing() throws {
        let json = try parsed(#"{"a":{"b":[1]},"s":"x"}"#)
        for missing in [json["x"], json["x"]["y"][3]["z"], json["s"]["k"], json["a"][0], json["a"]["b"][1], json["a"]["b"][-1], .missing] {
            #expect(missing.kind == .missing)
            #expect(!missing.exists && !missing.isNull)
            #expect(missing.string == nil && missing.int == nil && missing.double == nil && missing.bool == nil)
            #expect(missing.array.map { $0.kind }.isEmpty && missing.object.map { $0.key }.isEmpty && missing.count == 0)
            #expect(missing.serialized() == Array("null".utf8))
        }
        #expect(json["s"].int == nil)
        #expect(json["a"].string == nil)
    }

    @Test func view_keepsItsDocumentAlive() throws {
        var views: [JSON] = []
        for number in 0..<200 { views.append(try parsed(#"{"k":{"text":"a longer text that needs memory \#(number)"}}"#)["k"]["text"]) }
        #expect(views.enumerated().allSatisfy { $1.string == "a longer text that needs memory \($0)" })
    }

    @Test func description_showsTheKindOnly() throws {
        let json = try parsed(#"{"secret":"4111111111111111"}"#)
        #expect("\(json)" == "JSON(object)")
        var dumped = ""
        dump(json["secret"], to: &dumped)
        #expect(!dumped.contains("4111"))
    }

    @Test func equalKeys_firstWins() throws {
        let json = try parsed(#"{"id":"first","x":1,"id":"second"}"#)
        #expect(json["id"] == "first")
        #expect(json.count == 3)
        #expect(String(decoding: json.serialized(), as: UTF8.self) == #"{"id":"first","x":1,"id":"second"}"#)
    }

    @Test func identifiers_readAsText_whetherStringOrInteger() throws {
        let json = try parsed(#"["12", 12, 123456789012345678901234567890, 1.5, true, null, {}]"#)
        #expect(json.array.map { $0.stringOrNumber } == ["12", "12", "123456789012345678901234567890", nil, nil, nil, nil])
    }
}
