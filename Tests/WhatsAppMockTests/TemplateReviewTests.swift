import Core
import JSONKit
import MockKit
import Testing
import WhatsAppMock

/// What the control call `template` does.
@Suite struct TemplateReviewTests {
    private func template(_ bench: Bench, _ name: String) throws -> JSON {
        let answer = bench.answer(bench.request("GET", "210987654321098/message_templates", query: "name=\(name)"))
        return answer.json["data"][0]
    }

    @Test func aReview_changesTheList_andIsToldByWebhook() async throws {
        let bench = try await Bench()
        let input = #"{"name":"hello_world","event":"PAUSED","reason":"NONE","quality":"RED","category":"MARKETING"}"#
        _ = try await bench.mock.control("template", try JSONDocument.parse(input).root)
        let listed = try template(bench, "hello_world")
        #expect(listed["status"].string == "PAUSED")
        #expect(listed["quality_score"]["score"].string == "RED")
        #expect(listed["category"].string == "MARKETING")
        await bench.settle()
        let changes = bench.callback.posts.compactMap { try? JSONDocument.parse($0.body).root["entry"][0]["changes"][0] }
            .filter { $0["value"]["message_template_name"].string == "hello_world" }
        #expect(
            Set(changes.compactMap { $0["field"].string }) == [
                "message_template_status_update", "message_template_quality_update", "template_category_update",
            ])
        #expect(changes.allSatisfy { $0["value"]["message_template_language"].string == "en-US" })
        // A paused one is refused from now on.
        let send = bench.send(#""type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}"#)
        #expect(send.json["error"]["code"].int == 132015)
    }

    @Test func lookingAtTheList_isNotInTheLedger_andMeetsOnlyFaultsThatNameIt() async throws {
        let bench = try await Bench()
        try bench.fault(#"{"kind":"error","code":131000}"#)
        #expect(try template(bench, "hello_world")["name"].string == "hello_world")
        try bench.fault(#"{"kind":"error","code":131000,"match":{"path":"message_templates"}}"#)
        #expect(try template(bench, "hello_world").exists == false)
        #expect(bench.mock.desk.ledger.entries(all: true).isEmpty)
    }
}
