extension JSON: JSONWritable {
    /// The value as compact JSON; `null` when it is missing. Doubles are written as their shortest text.
    package func serialized() -> [UInt8] {
        var json = JSONWriter(capacity: 1024)
        write(to: &json)
        return json.finish()
    }

    /// Writes the value as it stands in its document; `null` when it is missing.
    package func write(to json: inout JSONWriter) {
        var copy = JSONCopy(tape: tape, replacements: [])
        copy.value(index, to: &json)
        withExtendedLifetime(document) {}
    }
}

/// Writes a part of a tape, with other strings in some places.
struct JSONCopy {
    /// The text that takes the place of a value or a key.
    struct Replacement {
        let index: Int
        let utf8: [UInt8]
    }

    let tape: JSONTape
    /// By rising position.
    let replacements: [Replacement]
    private var next = 0

    init(tape: JSONTape, replacements: [Replacement]) {
        self.tape = tape
        self.replacements = replacements
    }

    mutating func value(_ index: Int, to json: inout JSONWriter) {
        if let other = replacement(at: index) { return json.value(utf8: other) }
        switch tape.tag(index) {
        case JSONTape.Tag.object: object(index, to: &json)
        case JSONTape.Tag.array: array(index, to: &json)
        case JSONTape.Tag.string: json.quoted(tape.utf8(index), closing: nil)
        case JSONTape.Tag.int64: json.value(Int64(bitPattern: tape.bits(index)))
        case JSONTape.Tag.uint64: json.value(tape.bits(index))
        case JSONTape.Tag.double: json.value(Double(bitPattern: tape.bits(index)))
        case JSONTape.Tag.largeNumber: json.raw(tape.utf8(index))
        case JSONTape.Tag.yes: json.value(true)
        case JSONTape.Tag.no: json.value(false)
        default: json.null()
        }
    }

    private mutating func object(_ index: Int, to json: inout JSONWriter) {
        json.beginObject()
        let end = tape.end(index)
        var at = index + 1
        while at < end {
            if let other = replacement(at: at) {
                json.key(String(decoding: other, as: UTF8.self))
            } else {
                json.key(validUTF8: tape.utf8(at))
            }
            value(at + 1, to: &json)
            at = tape.after(at + 1)
        }
        json.endObject()
    }

    private mutating func array(_ index: Int, to json: inout JSONWriter) {
        json.beginArray()
        let end = tape.end(index)
        var at = index + 1
        while at < end {
            value(at, to: &json)
            at = tape.after(at)
        }
        json.endArray()
    }

    private mutating func replacement(at index: Int) -> [UInt8]? {
        guard next < replacements.count, replacements[next].index == index else { return nil }
        defer { next += 1 }
        return replacements[next].utf8
    }
}
