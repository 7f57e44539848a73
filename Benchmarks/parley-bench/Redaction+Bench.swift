import Redaction

/// Prints how fast card masking is: chat text without cards, with one card in ten messages, and digits and separators at two sizes.
func benchRedaction() {
    let plain = chat(cardEvery: 0)
    let mixed = chat(cardEvery: 10)
    print("masking, chat text without cards: \(rate(plain)) MB/s (goal 300)")
    print("masking, a card in ten messages:  \(rate(mixed)) MB/s (goal 150)")
    print("masking, message by message:      \(messageRate(mixed)) MB/s")
    for piece in ["4111-1111 ", "4 ", "6759 6498 2643 8453 ", "1", "5018 0000 0009 card "] {
        let small = seconds { _ = CardRedaction.mask(repeated(piece, bytes: 1 << 20)) }
        let large = seconds { _ = CardRedaction.mask(repeated(piece, bytes: 10 << 20)) }
        print("masking, 10 MB of \"\(piece)\": \(Int(large * 1000)) ms, \(Double(Int(large / small * 10)) / 10) times 1 MB (linear: 10)")
    }
}

/// 16 MB of messages, one a line, in several languages; every `cardEvery`th says a card number.
private func chat(cardEvery: Int) -> [UInt8] {
    let messages = [
        "Hello, my order 20318841 has not arrived yet, can you look into it please? I was told it would be here by 14:30 on 2026-05-02.",
        "안녕하세요, 어제 주문한 상품이 아직 배송되지 않았어요. 송장번호 확인 부탁드립니다. 연락처는 010-1234-5678 입니다.",
        "Thanks! That works. I will wait until tomorrow, then call again if nothing has happened, ok?",
        "こんにちは。昨日注文した商品について質問があります。返品はできますか？",
        "Hola, quiero cambiar la talla de mi pedido 448120, gracias :) 😊",
    ]
    var bytes: [UInt8] = []
    var count = 0
    while bytes.count < 16 << 20 {
        count += 1
        bytes += Array(messages[count % messages.count].utf8)
        if cardEvery > 0, count % cardEvery == 0 { bytes += Array(" 4111 1111 1111 1111".utf8) }
        bytes.append(0x0A)
    }
    return bytes
}

private func repeated(_ piece: String, bytes: Int) -> [UInt8] {
    let unit = Array(piece.utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes + unit.count)
    while text.count < bytes { text += unit }
    return text
}

private func rate(_ text: [UInt8]) -> Int {
    Int(Double(text.count) / seconds { _ = CardRedaction.mask(text) } / 1e6)
}

private func messageRate(_ text: [UInt8]) -> Int {
    let lines = text.split(separator: 0x0A).map(Array.init)
    return Int(Double(text.count) / seconds { for line in lines { _ = CardRedaction.mask(line) } } / 1e6)
}

/// The best of three runs, since the machine does other things too.
private func seconds(_ body: () -> Void) -> Double {
    var best = Duration.seconds(1 << 30)
    for _ in 0..<3 { best = min(best, ContinuousClock().measure(body)) }
    return Double(best.components.seconds) + Double(best.components.attoseconds) / 1e18
}
