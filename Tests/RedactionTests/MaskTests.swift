import Redaction
import Testing

@Suite struct MaskTests {
    @Test(arguments: [
        ("4111 1111 1111 1111", "4111 11▇▇ ▇▇▇▇ 1111"),
        ("4111111111111111", "411111▇▇▇▇▇▇1111"),
        ("3782 822463 10005", "▇▇▇▇ ▇▇▇▇▇▇ ▇0005"),
        ("card ４１１１-1111-1111-1111 ok", "card ４１１１-11▇▇-▇▇▇▇-1111 ok"),
        ("카드번호4111-1111-1111-1111입니다", "카드번호4111-11▇▇-▇▇▇▇-1111입니다"),
        ("4111 1111 1111 1111 12/27 123", "4111 11▇▇ ▇▇▇▇ 1111 ▇▇/▇▇ ▇▇▇"),
        ("4111111111111111 exp 1227, cvv: 123", "411111▇▇▇▇▇▇1111 exp ▇▇▇▇, cvv: ▇▇▇"),
        ("cvv 123, card 4111111111111111", "cvv ▇▇▇, card 411111▇▇▇▇▇▇1111"),
        ("4111%201111%201111%201111", "4111%2011▇▇%20▇▇▇▇%201111"),
        ("?card=%34%31%31%31%31%31%31%31%31%31%31%31%31%31%31%31&x=1", "?card=%34%31%31%31%31%31▇▇▇▇▇▇%31%31%31%31&x=1"),
        ("n=%2534%2531%2531%2531%20%2531%2531%2531%2531%201111%201111", "n=%2534%2531%2531%2531%20%2531%2531▇▇%20▇▇▇▇%201111"),
        ("c=%EF%BC%94%31%31%31%2D1111%2D1111%2D1111", "c=%EF%BC%94%31%31%31%2D11▇▇%2D▇▇▇▇%2D1111"),
        ("c=%34111111111111111", "c=%3411111▇▇▇▇▇▇1111"),
        ("50%3782 822463 10005", "50%▇▇▇▇ ▇▇▇▇▇▇ ▇0005"),
        ("\\u0034111-1111-1111-1111", "\\u0034111-11▇▇-▇▇▇▇-1111"),
        ("4️⃣1️⃣1️⃣1️⃣ 1️⃣1️⃣1️⃣1️⃣ 1️⃣1️⃣1️⃣1️⃣ 1️⃣1️⃣1️⃣1️⃣", "4️⃣1️⃣1️⃣1️⃣ 1️⃣1️⃣▇️⃣▇️⃣ ▇️⃣▇️⃣▇️⃣▇️⃣ 1️⃣1️⃣1️⃣1️⃣"),
        ("4111 1111 1111 1111-12/27", "4111 11▇▇ ▇▇▇▇ 1111-▇▇/▇▇"),
        ("4111|1111|1111|1111|12|2027|123", "4111|11▇▇|▇▇▇▇|1111|▇▇|▇▇▇▇|▇▇▇"),
    ])
    func masksInTheOneFormat(text: String, masked: String) {
        #expect(CardRedaction.masked(text) == masked)
        #expect(CardRedaction.masked(masked) == masked)
    }

    @Test(arguments: [
        "4111 1111 1111 1112", "+4111111111111111", "+1 415 555 2671", "0.4111111111111111", "3.4111111111111111",
        "https://wa.me/4111111111111111",
        "4111111111111111@s.whatsapp.net", "a4111111111111111", "411111▇▇▇▇▇▇1111", "4111 11** **** 1111", "41111111111111111111",
        "IMEI 350000000000006",
        "4,111,111,111,111,111", "4222222222222", "tracking 4222222222222", "",
    ])
    func leavesOtherNumbersAlone(text: String) {
        let result = CardRedaction.mask(text)
        #expect(result.bytes == nil, "\(result.text ?? "")")
        #expect(result.spans.isEmpty)
    }

    @Test(arguments: [
        ("card 6759649826438453", true), ("Visa 4222222222222", true), ("카드 9490990000001230", true), ("9490990000001230", false),
        ("송장번호 9490990000001230", false), ("uatp card 100000000000124", true), ("100000000000124", false),
    ])
    func weakNumbersNeedACardWord(text: String, isMasked: Bool) {
        #expect((CardRedaction.mask(text).bytes != nil) == isMasked)
    }

    @Test func spansCountScalarsAndBytesFromFirstToLastDigit() {
        let text = "💳카드 4111-1111-1111-1111, cvv 123"
        let result = CardRedaction.mask(text)
        #expect(result.spans.map(\.kind) == [.card, .securityCode])
        #expect(result.spans.map(\.scalars) == [4..<23, 29..<32])
        #expect(result.spans[0].bytes == 11..<30)
        #expect(result.counts.cards == 1)
        #expect(result.counts.securityCodes == 1)
        #expect(result.counts.expiries == 0)
    }

    @Test func theOutcomeNeverShowsTheNumber() {
        let result = CardRedaction.mask("4111 1111 1111 1111")
        #expect(!"\(result)".contains("4111 1111"))
        #expect(result.text == "4111 11▇▇ ▇▇▇▇ 1111")
    }
}
