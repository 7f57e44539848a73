import ConnectorKit
import Core

/// Finds out whether a relay wrote a body anew: then the provider's signature, which covers the bytes that the provider wrote, is wrong.
///
/// A JSON text that was read and written again has the same values in another spelling. If the signature is right over one of the usual
/// spellings, the proof is complete. It is only used to say what is wrong: what was signed is not what came, so the request stays refused.
struct RewrittenBody {
    /// Larger bodies are not tried.
    static let limit = 256 << 10

    /// Whether `channel` would believe the request with its body in another spelling.
    static func isProven(_ request: HTTPRequest, _ channel: any Channel, now: Instant) -> Bool {
        guard request.body.count <= limit, [UInt8(ascii: "{"), UInt8(ascii: "[")].contains(request.body.first(where: { $0 > 0x20 })) else {
            return false
        }
        return Spelling.usual.contains { spelling in
            let body = spelling.applied(to: request.body)
            guard body != request.body else { return false }
            var original = request
            original.body = body
            if case .accepted(signed: true) = channel.authenticate(original, now: now) { return true }
            return false
        }
    }

    /// A way to write JSON: what is left open when all values are given.
    struct Spelling {
        /// A space behind each colon and comma.
        var isSpaced = false
        /// `\uXXXX` for everything that is not ASCII.
        var escapesWide = false
        /// `\/` for a slash.
        var escapesSlash = false

        static let usual: [Spelling] = [false, true].flatMap { spaced in
            [false, true].flatMap { wide in
                [false, true].map { slash in Spelling(isSpaced: spaced, escapesWide: wide, escapesSlash: slash) }
            }
        }

        /// The text in this spelling. What is no JSON comes out as something.
        func applied(to text: [UInt8]) -> [UInt8] {
            var out: [UInt8] = []
            out.reserveCapacity(text.count + text.count / 8)
            var position = 0
            while position < text.count {
                let byte = text[position]
                position += 1
                switch byte {
                case 0x20, 0x09, 0x0A, 0x0D: break
                case UInt8(ascii: "\""):
                    out.append(byte)
                    position = string(text, from: position, to: &out)
                case UInt8(ascii: ":"), UInt8(ascii: ","):
                    out.append(byte)
                    if isSpaced { out.append(0x20) }
                default: out.append(byte)
                }
            }
            return out
        }

        /// Writes the string that begins at `start`, with its closing quote; gives the place behind it.
        private func string(_ text: [UInt8], from start: Int, to out: inout [UInt8]) -> Int {
            var position = start
            while position < text.count {
                let byte = text[position]
                if byte == UInt8(ascii: "\"") {
                    out.append(byte)
                    return position + 1
                }
                position = byte == UInt8(ascii: "\\") ? escape(text, at: position, to: &out) : plain(text, at: position, to: &out)
            }
            return position
        }

        private func plain(_ text: [UInt8], at position: Int, to out: inout [UInt8]) -> Int {
            guard text[position] >= 0x80 else {
                write(Unicode.Scalar(text[position]), to: &out)
                return position + 1
            }
            let end = text[(position + 1)...].prefix(3).firstIndex { $0 & 0xC0 != 0x80 } ?? min(position + 4, text.count)
            for scalar in String(decoding: text[position..<end], as: UTF8.self).unicodeScalars { write(scalar, to: &out) }
            return end
        }

        private func escape(_ text: [UInt8], at position: Int, to out: inout [UInt8]) -> Int {
            guard position + 1 < text.count else { return position + 1 }
            guard text[position + 1] == UInt8(ascii: "u") else {
                // `\/` is the one short escape that is a matter of taste.
                if text[position + 1] == UInt8(ascii: "/") {
                    write("/", to: &out)
                } else {
                    out.append(contentsOf: text[position...(position + 1)])
                }
                return position + 2
            }
            guard let unit = Self.unit(text, at: position) else { return position + 2 }
            if UTF16.isLeadSurrogate(unit), let trail = Self.unit(text, at: position + 6), UTF16.isTrailSurrogate(trail) {
                write(UTF16.decode(UTF16.EncodedScalar([unit, trail])), to: &out)
                return position + 12
            }
            if let scalar = Unicode.Scalar(unit) { write(scalar, to: &out) }
            return position + 6
        }

        /// The code unit of `\uXXXX` at `position`.
        private static func unit(_ text: [UInt8], at position: Int) -> UInt16? {
            guard position + 6 <= text.count, text[position] == UInt8(ascii: "\\"), text[position + 1] == UInt8(ascii: "u") else {
                return nil
            }
            return UInt16(String(decoding: text[(position + 2)..<(position + 6)], as: UTF8.self), radix: 16)
        }

        private static let short: [UInt8: UInt8] = [
            0x08: UInt8(ascii: "b"), 0x09: UInt8(ascii: "t"), 0x0A: UInt8(ascii: "n"), 0x0C: UInt8(ascii: "f"), 0x0D: UInt8(ascii: "r"),
            0x22: 0x22, 0x5C: 0x5C,
        ]

        private func write(_ scalar: Unicode.Scalar, to out: inout [UInt8]) {
            if scalar.isASCII, let letter = Self.short[UInt8(scalar.value)] {
                out.append(contentsOf: [UInt8(ascii: "\\"), letter])
            } else if scalar == "/", escapesSlash {
                out.append(contentsOf: Array(#"\/"#.utf8))
            } else if scalar.value < 0x20 || (escapesWide && !scalar.isASCII) {
                for unit in UTF16.encode(scalar)! {
                    let digits = String(unit, radix: 16)
                    out.append(contentsOf: Array((#"\u"# + String(repeating: "0", count: 4 - digits.count) + digits).utf8))
                }
            } else {
                out.append(contentsOf: UTF8.encode(scalar)!)
            }
        }
    }
}
