internal import CSimdJSON

/// A parsed JSON document: the memory that every `JSON` view of it reads.
///
/// Parsed by simdjson's DOM. Views keep their document alive; its memory goes back to a bounded pool with the last of them.
// @unchecked: what the pointers lead to is written once, in `init`, and only read after it.
package final class JSONDocument: @unchecked Sendable {
    /// simdjson's tape; its first word stands for "missing" in views.
    let tape: JSONTape
    private let memory: OpaquePointer?

    private init(_ parsed: csj_parsed, enlarged: [Int]) {
        memory = parsed.document
        tape = JSONTape(words: parsed.tape, strings: parsed.strings)
        if !enlarged.isEmpty { JSONTape.markLargeNumbers(in: parsed.tape, atStrings: enlarged) }
    }

    /// A document without any value.
    private init() {
        // Never deallocated: there is one empty document in a process.
        let words = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
        words.initialize(to: UInt64(JSONTape.Tag.root) << 56)
        let strings = UnsafeMutablePointer<UInt8>.allocate(capacity: 4)
        strings.initialize(repeating: 0, count: 4)
        tape = JSONTape(words: words, strings: strings)
        memory = nil
    }

    deinit {
        if let memory { csj_release(memory) }
    }

    /// A document whose root is missing.
    static let empty = JSONDocument()

    /// The value of the whole document.
    package var root: JSON { JSON(self, 1) }

    /// Parses a document.
    ///
    /// A byte-order mark is skipped. Of equal keys in an object the first wins. Half a surrogate pair in an escape reads as U+FFFD.
    /// Numbers too large for 64 bits or a double are kept as their text (`JSON.numberText`).
    package static func parse(_ bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) -> JSONDocument {
        let room = bytes.capacity - bytes.count
        return try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in
            try parse(buffer, readableBeyond: room, limits: limits)
        }
    }

    /// Parses a document that lies elsewhere; the bytes are not needed after the call.
    package static func parse(_ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits = .standard) throws(JSONError) -> JSONDocument {
        try parse(bytes, readableBeyond: 0, limits: limits)
    }

    /// Parses a document given as text.
    package static func parse(_ text: String, limits: JSONLimits = .standard) throws(JSONError) -> JSONDocument {
        try parse(Array(text.utf8), limits: limits)
    }

    private static func parse(
        _ whole: UnsafeBufferPointer<UInt8>, readableBeyond room: Int, limits: JSONLimits
    ) throws(JSONError) -> JSONDocument {
        guard whole.count <= limits.bytes else { throw JSONError(.tooLarge) }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let skipped = whole.starts(with: mark) ? mark.count : 0
        let bytes = UnsafeBufferPointer(rebasing: whole[skipped...])
        guard let start = bytes.baseAddress, bytes.count > 0 else { throw JSONError(.empty) }

        var parsed = csj_parsed()
        let status = csj_parse(start, bytes.count, room >= CSJ_PADDING, UInt32(limits.depth), &parsed)
        if status == csj_ok.rawValue { return JSONDocument(parsed, enlarged: []) }
        if status == csj_number.rawValue || (status == csj_syntax.rawValue && csj_has_lone_surrogate(start, bytes.count)) {
            return try parse(JSONRepair(of: bytes), limits: limits)
        }
        throw error(status, in: bytes, skipped: skipped)
    }

    private static func parse(_ repair: JSONRepair, limits: JSONLimits) throws(JSONError) -> JSONDocument {
        try repair.bytes.withUnsafeBufferPointer { bytes throws(JSONError) in
            var parsed = csj_parsed()
            let status = csj_parse(bytes.baseAddress, bytes.count, false, UInt32(limits.depth), &parsed)
            guard status == csj_ok.rawValue else { throw error(status, in: bytes, skipped: nil) }
            return JSONDocument(parsed, enlarged: repair.largeNumbers)
        }
    }

    /// The error of a status; `skipped` is nil when places in `bytes` are not those of the document.
    private static func error(_ status: Int32, in bytes: UnsafeBufferPointer<UInt8>, skipped: Int?) -> JSONError {
        switch UInt32(status) {
        case csj_utf8.rawValue: JSONError(.utf8, at: skipped.flatMap { skipped in firstInvalidUTF8(bytes).map { $0 + skipped } })
        case csj_depth.rawValue: JSONError(.depth)
        case csj_too_large.rawValue: JSONError(.tooLarge)
        case csj_empty.rawValue: JSONError(.empty)
        case csj_number.rawValue: JSONError(.number)
        default: JSONError(.syntax)
        }
    }

    private static func firstInvalidUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        do {
            _ = try UTF8Span(validating: bytes.span)
            return nil
        } catch {
            return error.byteOffsets.lowerBound
        }
    }
}
