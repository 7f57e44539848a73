/// Writes JSON as Meta does: all but ASCII as `\uXXXX` in lower case, `/` as `\/`. Both occur only inside strings.
///
/// Source: Meta, Graph API webhooks: the signature is over the escaped form.
enum WireEscaping {
    static func escape(_ json: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(json.count + 64)
        if json.allSatisfy({ $0 < 0x80 }) {
            for byte in json { append(byte, to: &out) }
            return out
        }
        for unit in String(decoding: json, as: UTF8.self).utf16 {
            if unit < 0x80 { append(UInt8(unit), to: &out) } else { append(unit: unit, to: &out) }
        }
        return out
    }

    private static func append(_ byte: UInt8, to out: inout [UInt8]) {
        if byte == UInt8(ascii: "/") { out.append(UInt8(ascii: "\\")) }
        out.append(byte)
    }

    private static func append(unit: UInt16, to out: inout [UInt8]) {
        out += [UInt8(ascii: "\\"), UInt8(ascii: "u")]
        for shift in [12, 8, 4, 0] {
            let digit = UInt8(unit >> UInt16(shift) & 15)
            out.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
    }
}
