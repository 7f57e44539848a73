/// International bank account numbers (ISO 13616): groups of four digits that can hold what looks like a card.
extension TextBytes {
    /// Country codes and lengths (SWIFT IBAN registry), packed as letters and two digits.
    private static let lengths: StaticString = """
        AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18\
        GR27GT28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23\
        PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30
        """

    /// Whether `range` lies in an IBAN: its head stands before, and the check digits or the country's length agree.
    func isInIBAN(_ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        var characters = 0
        while index > 0, characters <= 34, range.lowerBound - index < 60 {
            index -= 1
            if isAlphanumeric(self[index]) { characters += 1 } else if !isIBANSpace(self[index]) { return false }
            if isHead(at: index), confirms(from: index, through: range.upperBound) { return true }
        }
        return false
    }

    private func isHead(at index: Int) -> Bool {
        isASCIILetter(self[index]) && isASCIILetter(self[index + 1]) && isASCIIDigit(self[index + 2]) && isASCIIDigit(self[index + 3])
            && !isAlphanumeric(self[index - 1])
    }

    private func confirms(from head: Int, through end: Int) -> Bool {
        let expected = countryLength(at: head)
        var rest: UInt32 = 0
        var characters = 0
        var index = head
        while characters < 34, index < count {
            let byte = self[index]
            if isAlphanumeric(byte) {
                characters += 1
                if characters > 4 { rest = remainder(rest, byte) }
            } else if !isIBANSpace(byte) {
                return false
            }
            index += 1
            if characters >= 15, index >= end, !isAlphanumeric(self[index]) {
                if characters == expected || checks(rest, head) { return true }
            }
        }
        return false
    }

    private func checks(_ rest: UInt32, _ head: Int) -> Bool {
        var rest = rest
        for index in head..<(head + 4) { rest = remainder(rest, self[index]) }
        return rest == 1
    }

    private func remainder(_ rest: UInt32, _ byte: UInt8) -> UInt32 {
        isASCIIDigit(byte) ? (rest * 10 + UInt32(byte - 0x30)) % 97 : (rest * 100 + UInt32((byte | 0x20) - 0x57)) % 97
    }

    private func countryLength(at head: Int) -> Int {
        var index = 0
        while index < Self.lengths.utf8CodeUnitCount {
            let entry = Self.lengths.utf8Start + index
            if entry[0] | 0x20 == self[head] | 0x20, entry[1] | 0x20 == self[head + 1] | 0x20 {
                return Int(entry[2] - 0x30) * 10 + Int(entry[3] - 0x30)
            }
            index += 4
        }
        return 0
    }

    private func isAlphanumeric(_ byte: UInt8) -> Bool { isASCIIDigit(byte) || isASCIILetter(byte) }

    /// A space, its no-break form's bytes, or a dash.
    private func isIBANSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0xC2 || byte == 0xA0 || byte == UInt8(ascii: "-") }
}
