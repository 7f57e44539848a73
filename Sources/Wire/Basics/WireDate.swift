package import Core

/// Dates of the wire: UTC, exactly three fraction digits and `Z`, `2026-01-31T09:05:07.123Z` ("Sunshine Conversations API, dates").
extension Instant {
    /// The number of characters of every date.
    static let wireLength = 24

    /// The date as the wire shows it. Times outside the years 0 to 9999 are shown as the nearest time inside.
    package var wire: String {
        String(unsafeUninitializedCapacity: Self.wireLength) { out in
            writeWire(into: out)
            return Self.wireLength
        }
    }

    /// Writes the 24 characters at the start of `out`, which must have room for them.
    func writeWire(into out: UnsafeMutableBufferPointer<UInt8>) {
        let clamped = min(max(milliseconds, CivilDay.firstMillisecond), CivilDay.lastMillisecond)
        let days = clamped.dividedDown(by: CivilDay.milliseconds)
        let rest = Int(clamped - days * CivilDay.milliseconds)
        let day = CivilDay(daysSince1970: Int(days))
        out.put(day.year, digits: 4, at: 0, then: "-")
        out.put(day.month, digits: 2, at: 5, then: "-")
        out.put(day.day, digits: 2, at: 8, then: "T")
        out.put(rest / 3_600_000, digits: 2, at: 11, then: ":")
        out.put(rest / 60_000 % 60, digits: 2, at: 14, then: ":")
        out.put(rest / 1000 % 60, digits: 2, at: 17, then: ".")
        out.put(rest % 1000, digits: 3, at: 20, then: "Z")
    }

    /// Reads a date of the wire; nil for every other spelling and for days and times that do not exist. A leap second is not taken.
    package init?(wire text: String) {
        guard let instant = Array(text.utf8).withUnsafeBufferPointer({ Instant(wire: $0) }) else { return nil }
        self = instant
    }

    private init?(wire utf8: UnsafeBufferPointer<UInt8>) {
        guard utf8.count == Self.wireLength,
            let year = utf8.number(at: 0, digits: 4, then: "-"), let month = utf8.number(at: 5, digits: 2, then: "-"),
            let day = utf8.number(at: 8, digits: 2, then: "T"), let hour = utf8.number(at: 11, digits: 2, then: ":"),
            let minute = utf8.number(at: 14, digits: 2, then: ":"), let second = utf8.number(at: 17, digits: 2, then: "."),
            let millisecond = utf8.number(at: 20, digits: 3, then: "Z"),
            let date = CivilDay(year: year, month: month, day: day), hour < 24, minute < 60, second < 60
        else { return nil }
        let time = Int64(((hour * 60 + minute) * 60 + second) * 1000 + millisecond)
        self.init(milliseconds: Int64(date.daysSince1970) * CivilDay.milliseconds + time)
    }
}

extension UnsafeMutableBufferPointer<UInt8> {
    fileprivate func put(_ number: Int, digits: Int, at start: Int, then separator: UnicodeScalar) {
        var rest = number
        for place in stride(from: start + digits - 1, through: start, by: -1) {
            self[place] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        self[start + digits] = UInt8(ascii: separator)
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate func number(at start: Int, digits: Int, then separator: UnicodeScalar) -> Int? {
        guard self[start + digits] == UInt8(ascii: separator) else { return nil }
        var number = 0
        for byte in self[start..<start + digits] {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            number = number * 10 + Int(byte &- UInt8(ascii: "0"))
        }
        return number
    }
}
