internal import JSONKit

extension JSON5Value {
    /// The value as JSON text, for a connector to read. Of equal keys the last one counts.
    var jsonText: String {
        var json = JSONWriter()
        write(to: &json)
        return String(decoding: json.finish(), as: UTF8.self)
    }

    private func write(to json: inout JSONWriter) {
        switch kind {
        case .null: json.null()
        case .bool(let bool): json.value(bool)
        case .number(let text): writeNumber(text, to: &json)
        case .string(let text): json.value(text)
        case .array(let elements): json.array { json in for element in elements { element.write(to: &json) } }
        case .object(let members):
            json.object { json in
                for (index, member) in members.enumerated() where !members[(index + 1)...].contains(where: { $0.key == member.key }) {
                    json.key(member.key)
                    member.value.write(to: &json)
                }
            }
        }
    }

    private func writeNumber(_ text: String, to json: inout JSONWriter) {
        if let integer { return json.value(integer) }
        // JSON has no infinity and no "not a number".
        if let number = Double(text), number.isFinite { return json.value(number) }
        json.null()
    }
}
