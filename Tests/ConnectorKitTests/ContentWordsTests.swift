import ConnectorKit
import Core
import Testing

@Suite struct ContentWordsTests {
    private static let parcel = Item(
        title: "Parcel", description: "On its way", mediaURL: "https://a.example/p.png",
        actions: [
            Action(.link(uri: "https://a.example/t"), text: "Track"), Action(.postback(payload: "P"), text: "Hidden"),
            Action(.reply(payload: "R", iconURL: nil), text: "Thanks"),
        ])
    private static let plain = Item(
        title: "Letter", actions: [Action(.webview(uri: "https://a.example/w", fallback: "https://a.example/f"), text: "Open")])

    @Test(
        arguments: [
            (
                "carousel", .carousel(CarouselContent([parcel, plain])),
                "Parcel\nOn its way\nTrack: https://a.example/t\n- Thanks\n\nLetter\nOpen: https://a.example/f"
            ),
            (
                "list with actions of its own", .list([plain], actions: [Action(.locationRequest, text: "Send place")]),
                "Letter\nOpen: https://a.example/f\n\n- Send place"
            ),
            (
                "form",
                .form(
                    FormContent([
                        FormQuestion(.email, name: "e", label: "E-mail", placeholder: "a@b.c"),
                        FormQuestion(.text(.init()), name: "t", label: "Name"),
                        FormQuestion(
                            .select([FormOption(name: "1", label: "Red"), FormOption(name: "2", label: "Blue")], size: nil), name: "s",
                            label: "Colour"),
                    ])), "E-mail (a@b.c)\nName\nColour: Red / Blue"
            ),
            (
                "answers",
                .formResponse(
                    FormResponse([
                        .init(.text("Ana"), name: "n", label: "Name"),
                        .init(
                            .select([FormOption(name: "1", label: "Red"), FormOption(name: "2", label: "Blue")]), name: "c",
                            label: "Colours"),
                    ])), "Name: Ana\nColours: Red, Blue"
            ), ("text", .text(TextContent("a")), nil),
        ] as [(String, Content, String?)])
    func cardsAndForms_becomeText_withoutPicturesAndPostbacks(label: String, content: Content, words: String?) {
        #expect(content.inWords == words, "\(label)")
    }
}
