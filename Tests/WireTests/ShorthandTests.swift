import Core
import Testing
import Wire

/// The shorthand of "Sunshine Conversations, WhatsApp message templates" (row Z37, decision 8).
@Suite struct ShorthandTests {
    @Test func allKeys_areRead_inOrder() throws {
        let text = """
            Hello!
            &((namespace=[[ns]] template=[[visit_reminder]] language=[[pt_BR]] fallback=[[See you]]
            body_text=[[Mara]] body_text=[[a=b ] c]] header_image=[[https://a.example/x.png]]
            button_index=[[0]] button_url=[[v/1]] button_index=[[1]] button_url=[[v/2]]))& Bye
            """
        let reading = try #require(try ShorthandReader.read(text, path: "content.text"))
        #expect(reading.before == "Hello!")
        #expect(reading.after == "Bye")
        let expected = TemplateSend(
            name: "visit_reminder", language: "pt_BR", header: [.init(.media(.image, url: "https://a.example/x.png", id: nil))],
            body: [.init(.text("Mara")), .init(.text("a=b ] c"))],
            buttons: [.init(index: 0, .text("v/1")), .init(index: 1, .text("v/2"))], bindsInOrder: true)
        #expect(reading.template == TemplateShorthand(expected, fallback: "See you"))
    }

    @Test(arguments: ["", "Hello", "& (( template=[[x]] ))&", "))& [[x]]"])
    func aTextWithoutOpener_isNoTemplate(_ text: String) throws {
        #expect(try ShorthandReader.read(text, path: "content.text") == nil)
    }

    struct Unreadable: Sendable, CustomTestStringConvertible {
        var text: String
        /// What the problem must name.
        var word: String
        var testDescription: String { text }

        init(_ text: String, _ word: String) {
            self.text = text
            self.word = word
        }
    }

    static let unreadable = [
        Unreadable("&((template=[[x]] colour=[[red]]))&", "key colour"), Unreadable("&((template=[[x]] template=[[y]]))&", "key template"),
        Unreadable("&((template=[[x]] fallback=[[a]] fallback=[[b]]))&", "key fallback"), Unreadable("&((template=[[x]]", "key template"),
        Unreadable("&((", "))&"), Unreadable("&((body_text=[[x]]))&", "key template"), Unreadable("&((template=[[ ]]))&", "key template"),
        Unreadable("&((template=[[x]] body_text=[[y))&", "key body_text"), Unreadable("&((template=[[x]] body_text=y))&", "key body_text"),
        Unreadable("&((template=[[x]] body_text))&", "key body_text"), Unreadable("&((template=[[x]] !))&", "key template"),
        Unreadable("&((template=[[x]] button_url=[[y]]))&", "key button_url"),
        Unreadable("&((template=[[x]] button_index=[[1]]))&", "key button_index"),
        Unreadable("&((template=[[x]] button_index=[[ten]] button_url=[[y]]))&", "key button_index"),
        Unreadable("&((template=[[x]] button_index=[[1]] button_index=[[2]] button_url=[[y]]))&", "key button_index"),
        Unreadable("&((template=[[x]] header_image=[[x.png]]))&", "key header_image"),
        Unreadable("&((template=[[x]] header_image=[[https://a/x]] header_document=[[https://a/y]]))&", "key header_document"),
        Unreadable("&((template=[[x]]))& &((template=[[y]]))&", "two templates"),
    ]

    @Test(arguments: unreadable)
    func aShorthandThatCannotBeRead_isRefused_andTheKeyIsNamed_Z38(_ row: Unreadable) throws {
        do {
            let reading = try ShorthandReader.read(row.text, path: "content.text")
            Issue.record("read as \(String(describing: reading))")
        } catch {
            #expect(error.field == "content.text")
            #expect(error.title.contains(row.word), "\(error.title)")
        }
    }
}
