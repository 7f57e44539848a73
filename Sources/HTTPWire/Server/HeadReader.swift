import CMicroHTTPD
import Core

/// Collects the fields of a head from libmicrohttpd in one pass. One per loop, reused.
///
/// libmicrohttpd 0.9.7x cuts each line at the first NUL, joins folded lines and takes bare line feeds, all without telling. But it parses
/// in place: the request line and the fields lie in its buffer one behind the other with exactly CR LF (overwritten with NUL) between
/// them. A gap of another size is one of those three tricks.
final class HeadReader {
    private(set) var fields: [HTTPFields.Field] = []
    private var rules = HeadRules()
    private var size = 0
    private var end: UnsafeRawPointer?
    private var isTorn = false

    private static let parsesInPlace = String(cString: MHD_get_version()).hasPrefix("0.9.7")

    /// Reads all fields of the request.
    ///
    /// - Parameter version: the request line's version, directly before the fields in memory.
    /// - Returns: the framing, or why the head is refused.
    func read(
        _ engine: OpaquePointer, version: UnsafePointer<CChar>, headLimit: Int, fieldLimit: Int
    ) -> Result<HeadRules.Framing, HeadRules.Violation> {
        fields = []
        fields.reserveCapacity(12)
        rules = HeadRules()
        size = 0
        isTorn = false
        end = UnsafeRawPointer(version) + 8
        _ = MHD_get_connection_values_n(engine, parley_mhd_header_kind, Self.iterate, Unmanaged.passUnretained(self).toOpaque())
        if size > headLimit || fields.count > fieldLimit { return .failure(.tooLarge) }
        if isTorn || !endsCleanly() { return .failure(.badRequest("A line of the head is folded, holds NUL or does not end in CR LF.")) }
        return rules.finish(isVersion11: version[7] == CChar(UInt8(ascii: "1")))
    }

    private static let iterate: MHD_KeyValueIteratorN = { context, _, key, keySize, value, valueSize in
        guard let context, let key else { return parley_mhd_no }
        let reader = Unmanaged<HeadReader>.fromOpaque(context).takeUnretainedValue()
        let name = UnsafeRawBufferPointer(start: key, count: keySize)
        let value = UnsafeRawBufferPointer(start: value ?? key + keySize, count: value == nil ? 0 : valueSize)
        reader.take(name, value)
        return parley_mhd_yes
    }

    private func take(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        checkPlace(name, value)
        size += name.count + value.count + 4
        var trimmed = value[...]
        while let last = trimmed.last, last == 0x20 || last == 0x09 { trimmed.removeLast() }
        let bytes = UnsafeRawBufferPointer(rebasing: trimmed)
        rules.read(name: name, value: bytes)
        fields.append(HTTPFields.Field(name: String(decoding: name, as: UTF8.self), value: String(decoding: bytes, as: UTF8.self)))
    }

    private func checkPlace(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        guard let start = name.baseAddress, let valueStart = value.baseAddress, let end else { return isTorn = true }
        var afterColon = start + name.count + 1
        while afterColon < valueStart, [0x20, 0x09].contains(afterColon.load(as: UInt8.self)) { afterColon += 1 }
        if Self.parsesInPlace, start - end != 2 || afterColon != valueStart { isTorn = true }
        self.end = valueStart + value.count
    }

    /// Whether the last line is followed by CR LF and an empty line.
    private func endsCleanly() -> Bool {
        guard Self.parsesInPlace else { return true }
        guard let end else { return false }
        return (0..<4).allSatisfy { end.load(fromByteOffset: $0, as: UInt8.self) == 0 }
    }
}
