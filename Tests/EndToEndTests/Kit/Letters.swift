extension Int {
    /// The number written with letters. A load that wrote digits would sooner or later have typed a card number bit by bit, over messages
    /// that follow each other, and found them masked.
    var inLetters: String { String(decoding: String(self).utf8.map { $0 - UInt8(ascii: "0") + UInt8(ascii: "a") }, as: UTF8.self) }
}
