import JSONKit
import Testing

/// Each limit of the messages reference: at the edge it is accepted, one over it is refused.
struct LimitTests {
    struct Limit: CustomTestStringConvertible, Sendable {
        let name: String
        let most: Int
        let code: Int64
        /// The members of a message with a part of a length.
        let message: @Sendable (Int) -> String

        var testDescription: String { name }
    }

    @Sendable static func text(_ count: Int) -> String { String(repeating: "é", count: count) }

    static func interactive(_ type: String, _ action: String, body: Int = 1, footer: Int = 1, header: Int = 1) -> String {
        #""type":"interactive","interactive":{"type":"\#(type)","header":{"type":"text","text":"\#(text(header))"},"#
            + #""body":{"text":"\#(text(body))"},"footer":{"text":"\#(text(footer))"},"action":\#(action)}"#
    }

    static func buttons(_ count: Int, title: Int = 0, id: Int = 0) -> String {
        let all = (0..<count).map {
            #"{"type":"reply","reply":{"id":"\#($0)\#(text(max(id - 1, 0)))","title":"\#($0)\#(text(max(title - 1, 0)))"}}"#
        }
        return #"{"buttons":[\#(all.joined(separator: ","))]}"#
    }

    static func list(rows: Int = 1, sections: Int = 1, button: Int = 1, title: Int = 1, description: Int = 1, id: Int = 1, section: Int = 1)
        -> String
    {
        let rowsOf: (Int) -> String = { place in
            (0..<rows).map { row in
                #"{"id":"\#(row + place * 10 == 0 ? text(id) : "r\(place)-\(row)")","title":"\#(text(title))","description":"\#(text(description))"}"#
            }.joined(separator: ",")
        }
        let all = (0..<sections).map { #"{"title":"\#(text(section))","rows":[\#(rowsOf($0))]}"# }
        return #"{"button":"\#(text(button))","sections":[\#(all.joined(separator: ","))]}"#
    }

    static func callToAction(_ label: Int) -> String {
        #"{"name":"cta_url","parameters":{"display_text":"\#(text(label))","url":"https://shop.example/"}}"#
    }

    static let contact = #"{"name":{"formatted_name":"A B","first_name":"A"}}"#

    static let limits: [Limit] = [
        Limit(name: "text.body", most: 4096, code: 100) { #""type":"text","text":{"body":"\#(text($0))"}"# },
        Limit(name: "biz_opaque_callback_data", most: 512, code: 100) { #""biz_opaque_callback_data":"\#(text($0))","text":{"body":"a"}"# },
        Limit(name: "caption", most: 1024, code: 100) {
            #""type":"image","image":{"link":"https://a.example/b","caption":"\#(text($0))"}"#
        },
        Limit(name: "contacts", most: 257, code: 131009) {
            #""type":"contacts","contacts":[\#(Array(repeating: contact, count: $0).joined(separator: ","))]"#
        },
        Limit(name: "buttons", most: 3, code: 131009) { interactive("button", buttons($0)) },
        Limit(name: "button title", most: 20, code: 131009) { interactive("button", buttons(1, title: $0)) },
        Limit(name: "button id", most: 256, code: 131009) { interactive("button", buttons(1, id: $0)) },
        Limit(name: "button body", most: 1024, code: 131009) { interactive("button", buttons(1), body: $0) },
        Limit(name: "header", most: 60, code: 131009) { interactive("button", buttons(1), header: $0) },
        Limit(name: "footer", most: 60, code: 131009) { interactive("button", buttons(1), footer: $0) },
        Limit(name: "list body", most: 4096, code: 131009) { interactive("list", list(), body: $0) },
        Limit(name: "list label", most: 20, code: 131009) { interactive("list", list(button: $0)) },
        Limit(name: "list rows", most: 10, code: 131009) { interactive("list", list(rows: $0)) },
        Limit(name: "list sections", most: 10, code: 131009) { interactive("list", list(sections: $0)) },
        Limit(name: "row title", most: 24, code: 131009) { interactive("list", list(title: $0)) },
        Limit(name: "row description", most: 72, code: 131009) { interactive("list", list(description: $0)) },
        Limit(name: "row id", most: 200, code: 131009) { interactive("list", list(id: $0)) },
        Limit(name: "section title", most: 24, code: 131009) { interactive("list", list(sections: 2, section: $0)) },
        Limit(name: "link label", most: 20, code: 131009) { interactive("cta_url", callToAction($0)) },
    ]

    @Test("a part at its limit is accepted, one more is refused", arguments: limits)
    func edge(_ limit: Limit) async throws {
        let bench = try await Bench()
        let edge = bench.send(limit.message(limit.most))
        #expect(edge.status == 200, "\(limit.name)")
        let over = bench.send(limit.message(limit.most + 1))
        #expect(over.status == 400, "\(limit.name)")
        #expect(over.code == limit.code, "\(limit.name)")
    }

    @Test("eleven rows in two sections are refused though each section has fewer")
    func rowsInAll() async throws {
        let bench = try await Bench()
        #expect(bench.send(Self.interactive("list", Self.list(rows: 5, sections: 2))).status == 200)
        #expect(bench.send(Self.interactive("list", Self.list(rows: 6, sections: 2))).code == 131009)
    }

    @Test(
        "a message of a wrong form is refused with its code",
        arguments: [
            (#""type":"text""#, 131008), (#""type":"text","text":{"body":""}"#, 131008), (#""type":"hologram","hologram":{}"#, 100),
            (#""text":{"body":"a","colour":"red"}"#, 100), (#""type":"audio","audio":{"link":"https://a.example/b","caption":"x"}"#, 100),
            (#""type":"image","image":{}"#, 131008), (#""type":"image","image":{"link":"ftp://a.example/b"}"#, 100),
            (#""type":"location","location":{"latitude":91,"longitude":0}"#, 100),
            (#""type":"reaction","reaction":{"message_id":"wamid.A"}"#, 131008),
            (#""type":"interactive","interactive":{"type":"poll","action":{}}"#, 100),
            (#""recipient_type":"group","text":{"body":"a"}"#, 131041),
            (#""type":"reaction","context":{"message_id":"wamid.A"},"reaction":{"message_id":"wamid.A","emoji":"a"}"#, 100),
        ])
    func form(_ members: String, _ code: Int64) async throws {
        let bench = try await Bench()
        #expect(bench.send(members).code == code, "\(members)")
    }

    @Test("what the token cannot see is refused as the provider does")
    func access() async throws {
        let bench = try await Bench()
        let body = #"{"messaging_product":"whatsapp","to":"+15550107777","text":{"body":"a"}}"#
        let none = bench.answer(bench.request(token: nil, body: body))
        #expect(none.status == 401 && none.code == 104)
        let wrong = bench.answer(bench.request(token: "wrong", body: body))
        #expect(wrong.status == 401 && wrong.code == 190)
        let unknown = bench.answer(bench.request("POST", "999/messages", body: body))
        #expect(unknown.status == 400 && unknown.code == 100 && unknown.json["error"]["error_subcode"].int == 33)
        let product = bench.answer(bench.request(body: #"{"to":"+15550107777","text":{"body":"a"}}"#))
        #expect(product.code == 100)
        #expect(product.json["error"]["fbtrace_id"].string?.isEmpty == false)
        #expect(bench.sendText(to: "+15550102030").code == 131021)
    }
}
