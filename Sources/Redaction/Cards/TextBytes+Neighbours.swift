extension TextBytes {
    /// The meaning of the word that begins at `index`.
    func meaning(at index: Int) -> WordMeaning? { WordTable.shared.match(in: self, at: index)?.0 }

    /// Whether the Latin letters that end at `index` are a word about cards standing alone.
    func endsCardWord(at index: Int) -> Bool {
        var start = index
        while start > 0, index - start < 20, isASCIILetter(self[start - 1]) { start -= 1 }
        guard !isASCIIDigit(self[start - 1]), self[start - 1] < 0x80, let (meaning, length) = WordTable.shared.match(in: self, at: start)
        else { return false }
        return meaning.contains(.card) && start + length == index + 1
    }

    // MARK: Telephone links

    private static let phoneLinks: [StaticString] = [
        "wa.me/", "tel:", "tel://", "sms:", "smsto:", "callto:", "phone=", "phone%3d", "phonenumber=", "mobile=", "msisdn=", "phone:",
        "call:",
    ]

    /// Whether a link to a telephone ends right before `index`, a plus sign between allowed.
    func followsPhoneLink(_ index: Int) -> Bool {
        var end = index
        if self[end - 1] == UInt8(ascii: "+") { end -= 1 }
        if end >= 3, self[end - 3] == UInt8(ascii: "%"), self[end - 2] == UInt8(ascii: "2"), self[end - 1] | 0x20 == UInt8(ascii: "b") {
            end -= 3
        }
        for link in Self.phoneLinks where ends(with: link, at: end) { return true }
        return false
    }

    /// Whether the text before `end` ends in `literal`, which is in lower case.
    private func ends(with literal: StaticString, at end: Int) -> Bool {
        let length = literal.utf8CodeUnitCount
        guard end >= length else { return false }
        return holds(literal, at: end - length)
    }

    private func holds(_ literal: StaticString, at start: Int) -> Bool {
        guard start + literal.utf8CodeUnitCount <= count else { return false }
        for offset in 0..<literal.utf8CodeUnitCount {
            let byte = base[start + offset]
            if (byte &- 0x41 < 26 ? byte | 0x20 : byte) != literal.utf8Start[offset] { return false }
        }
        return true
    }

    // MARK: Links to accounts

    private static let accountHosts: [StaticString] = [
        "facebook.com", "fb.com", "fb.me", "fb://", "instagram.com", "messenger.com", "m.me/", "twitter.com", "/x.com/", "discord", "t.me/",
        "/status/", "linkedin.com", "youtube.com",
    ]

    /// Whether `index` lies in a link to an account or post of a social network, whose numbers are identifiers.
    func isInAccountLink(_ index: Int) -> Bool {
        var start = index
        while start > 0, index - start < 160, self[start - 1] > 0x20 {
            start -= 1
            for host in Self.accountHosts where self[start] == host.utf8Start[0] && holds(host, at: start) { return true }
        }
        return false
    }

    // MARK: UUID

    /// Whether `range` lies in hexadecimal groups of 8-4-4-4-12.
    func isInUUID(_ range: Range<Int>) -> Bool {
        var start = range.lowerBound
        while start > 0, range.upperBound - start < 40, isHexOrDash(self[start - 1]) { start -= 1 }
        var end = range.upperBound
        while end < count, end - start < 40, isHexOrDash(self[end]) { end += 1 }
        guard end - start == 36 else { return false }
        for offset in [8, 13, 18, 23] where self[start + offset] != UInt8(ascii: "-") { return false }
        return true
    }

    private func isHexOrDash(_ byte: UInt8) -> Bool {
        isASCIIDigit(byte) || byte == UInt8(ascii: "-") || (byte | 0x20) &- 0x61 < 6
    }
}
