import Redaction
import Testing

private func stream(_ pieces: [ArraySlice<UInt8>]) -> [UInt8] {
    var stream = RedactingStream()
    var output: [UInt8] = []
    for piece in pieces { stream.consume(Array(piece), into: &output) }
    stream.finish(into: &output)
    return output
}

@Suite struct RedactingStreamTests {
    static let text = """
        hello, my card is 4111 1111 1111 1111 exp 12/27 cvv 123
        nothing here, call +82 10-1234-5678
        카드번호５５００ 0000 0000 0004입니다
        4111 1111
        1111 1111
        https://a.example/?card=4111%201111%201111%201111&x=1

        카드
        6759 6498 2643 8453 &#52; 4\u{200B}111-1111-1111-1111
        order 1234567890123456 / 3782 822463 10005
        end 4111111111111111
        """

    @Test func everyChunkBoundaryGivesTheSameText() {
        let bytes = Array(Self.text.utf8)
        let whole = stream([bytes[...]])
        #expect(String(decoding: whole, as: UTF8.self) == CardRedaction.masked(Self.text))
        for cut in 0...bytes.count {
            #expect(stream([bytes[..<cut], bytes[cut...]]) == whole, "cut at \(cut)")
        }
        for size in [1, 2, 3, 7, 16] {
            let pieces = stride(from: 0, to: bytes.count, by: size).map { bytes[$0..<min($0 + size, bytes.count)] }
            #expect(stream(pieces) == whole, "pieces of \(size)")
        }
    }

    @Test func aLineOfAnyLengthIsMaskedWithinBoundedMemory() {
        var dice = Dice(seed: 5)
        var line = ""
        var cards = 0
        while line.utf8.count < 400_000 {
            line += String(repeating: "word ", count: dice.within(1...40)) + "4111 1111 1111 1111 "
            cards += 1
        }
        let bytes = Array(line.utf8)
        let whole = stream([bytes[...]])
        #expect(String(decoding: whole, as: UTF8.self) == CardRedaction.masked(line))
        let pieces = stride(from: 0, to: bytes.count, by: 4099).map { bytes[$0..<min($0 + 4099, bytes.count)] }
        #expect(stream(pieces) == whole)
        var counted = RedactingStream()
        var output: [UInt8] = []
        counted.consume(bytes, into: &output)
        #expect(bytes.count - output.count <= RedactingStream.longestSegment)
        counted.finish(into: &output)
        #expect(counted.counts.cards == cards)
    }

    @Test func aCompleteLineIsSettledAtOnce() {
        var lines = RedactingStream()
        var output: [UInt8] = []
        lines.consume(Array("card 4111111111111111 ok\n".utf8), into: &output)
        #expect(String(decoding: output, as: UTF8.self) == "card 411111▇▇▇▇▇▇1111 ok\n")
    }

    @Test func digitsWithoutAnEndPassUnchanged() {
        let bytes = [UInt8](repeating: UInt8(ascii: "4"), count: 300_000)
        #expect(stream([bytes[...]]) == bytes)
    }
}
