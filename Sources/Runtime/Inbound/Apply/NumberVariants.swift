import Core

/// Other spellings under which a provider may know the same telephone number.
///
/// - Brazil: mobile numbers got a ninth digit in 2012-2016; WhatsApp keeps the eight-digit form for older accounts.
/// - Mexico: the `1` after the country code was dropped in 2019; WhatsApp still reports it.
/// - Argentina: mobile numbers carry a `9` after the country code abroad, and providers drop it in places.
enum NumberVariants {
    /// The other spellings of `address`, in the same form; none unless it is the sender's telephone number.
    ///
    /// - Parameter phone: the sender's number as the provider tells it, which shows that the address is a number and not an opaque id.
    static func of(_ address: String, phone: String?) -> [String] {
        guard let phone, !phone.isEmpty else { return [] }
        let number = phone.utf8.first == UInt8(ascii: "+") ? String(phone.dropFirst()) : phone
        // `whatsapp:+55…` and `+55…` keep what stands before the digits.
        guard address.hasSuffix(number), number.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return [] }
        let lead = address.dropLast(number.count)
        guard !lead.utf8.contains(where: { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return [] }
        return spellings(number).map { lead + $0 }
    }

    private static func spellings(_ number: String) -> [String] {
        let digits = Array(number)
        switch (number.prefix(2), digits.count) {
        // 55, two digits of area, eight digits that begin like a mobile number.
        case ("55", 12) where ("6"..."9").contains(digits[4]): return [String(digits[..<4]) + "9" + String(digits[4...])]
        case ("55", 13) where digits[4] == "9" && ("6"..."9").contains(digits[5]): return [String(digits[..<4]) + String(digits[5...])]
        case ("52", 12): return ["521" + String(digits[2...])]
        case ("52", 13) where digits[2] == "1": return ["52" + String(digits[3...])]
        case ("54", 12): return ["549" + String(digits[2...])]
        case ("54", 13) where digits[2] == "9": return ["54" + String(digits[3...])]
        default: return []
        }
    }
}
