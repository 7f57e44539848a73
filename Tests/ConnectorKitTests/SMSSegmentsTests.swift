import ConnectorKit
import Testing

@Suite struct SMSSegmentsTests {
    @Test(
        arguments: [
            ("", .gsm7, 0, 1), (String(repeating: "a", count: 160), .gsm7, 160, 1), (String(repeating: "a", count: 161), .gsm7, 161, 2),
            (String(repeating: "a", count: 306), .gsm7, 306, 2), (String(repeating: "a", count: 307), .gsm7, 307, 3),
            ("€", .gsm7, 2, 1), (String(repeating: "€", count: 80), .gsm7, 160, 1),
            // 153 septets hold 76 of two; the last place stays empty.
            (String(repeating: "€", count: 153), .gsm7, 306, 3), ("@£$¥ÅΔÉ ñà\n", .gsm7, 11, 1), ("{}[]~\\|^", .gsm7, 16, 1),
            ("ç", .ucs2, 1, 1), ("’", .ucs2, 1, 1), (String(repeating: "한", count: 70), .ucs2, 70, 1),
            (String(repeating: "한", count: 71), .ucs2, 71, 2),
            (String(repeating: "한", count: 134), .ucs2, 134, 2), (String(repeating: "한", count: 135), .ucs2, 135, 3),
            // 67 units hold 33 of two.
            (String(repeating: "😀", count: 35), .ucs2, 70, 1), (String(repeating: "😀", count: 67), .ucs2, 134, 3),
            (String(repeating: "a", count: 100) + "é한", .ucs2, 102, 2),
        ] as [(String, SMSSegments.Encoding, Int, Int)])
    func text_isCounted(text: String, encoding: SMSSegments.Encoding, units: Int, count: Int) {
        let segments = SMSSegments(of: text)
        #expect(segments.encoding == encoding)
        #expect(segments.units == units)
        #expect(segments.count == count)
    }

    @Test func form_isEncoded_soThatItDecodesToItself() {
        let fields = [FormField(name: "a b", value: "1+1=2 & 50% 😀\n"), FormField(name: "", value: ""), FormField(name: "a b", value: "x")]
        #expect(FormDecoding.fields(FormEncoding.bytes(fields)) == fields)
    }
}
