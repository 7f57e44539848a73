package import Core
internal import JSONKit

/// Free data of the caller: a flat object of strings, numbers and booleans, at most 4 KB as compact JSON.
package enum Metadata {
    /// Reads metadata; nil when absent. A nested value, a `null` inside or an object over the limit is a problem of the field.
    package static func decode(_ field: FieldReader) throws(WireProblem) -> JSONBytes? {
        guard field.isPresent else { return nil }
        try field.requireObject()
        for (key, value) in field.json.object {
            switch value.kind {
            case .string, .integer, .double, .bool: continue
            case .missing, .null, .array, .object:
                throw WireProblem("\(field.path).\(key)", "must be a string, a number or a boolean")
            }
        }
        let bytes = field.json.serialized()
        guard bytes.count <= FieldLimit.metadataBytes else { throw field.problem("must be at most 4 KB") }
        return JSONBytes(bytes)
    }
}
