/// The parts of a `multipart/form-data` body (RFC 7578).
package struct MultipartForm {
    /// One part.
    package struct Part: Hashable, Sendable {
        /// The field's name.
        package var name: String
        /// The file's name, if it is a file.
        package var filename: String?
        /// The media type that it names.
        package var type: String?
        /// The bytes.
        package var bytes: [UInt8]
    }

    /// The parts, in order.
    package private(set) var parts: [Part] = []

    /// Reads a body; nil when it does not follow the form. At most 100 parts.
    package init?(_ body: [UInt8], contentType: String) {
        guard contentType.lowercased().hasPrefix("multipart/form-data"), let boundary = Self.parameter("boundary", of: contentType) else {
            return nil
        }
        let mark = Array("--\(boundary)".utf8)
        guard var at = Self.find(mark, in: body, from: 0).map({ $0 + mark.count }) else { return nil }
        while parts.count < 100, body[at...].starts(with: [13, 10]) {
            guard let end = Self.find([13, 10] + mark, in: body, from: at), let part = Self.part(body[(at + 2)..<end]) else { return nil }
            parts.append(part)
            at = end + 2 + mark.count
        }
        guard body[at...].starts(with: Array("--".utf8)) else { return nil }
    }

    /// The first part of a name.
    package subscript(_ name: String) -> Part? { parts.first { $0.name == name } }

    /// The text of the first part of a name.
    package func text(_ name: String) -> String? { self[name].map { String(decoding: $0.bytes, as: UTF8.self) } }

    private static func part(_ bytes: ArraySlice<UInt8>) -> Part? {
        let all = Array(bytes)
        guard let end = find([13, 10, 13, 10], in: all, from: 0) else { return nil }
        var part = Part(name: "", bytes: Array(all[(end + 4)...]))
        for line in String(decoding: all[..<end], as: UTF8.self).split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = String(line[line.index(after: colon)...].drop { $0 == " " })
            switch line[..<colon].lowercased() {
            case "content-disposition":
                part.name = parameter("name", of: value) ?? ""
                part.filename = parameter("filename", of: value)
            case "content-type": part.type = value
            default: break
            }
        }
        return part.name.isEmpty ? nil : part
    }

    /// The value of a parameter such as `name="file"`.
    private static func parameter(_ name: String, of value: String) -> String? {
        for item in value.split(separator: ";").dropFirst() {
            let item = item.drop { $0 == " " }
            guard item.lowercased().hasPrefix(name + "=") else { continue }
            let text = item.dropFirst(name.count + 1)
            return text.hasPrefix("\"") ? String(text.dropFirst().prefix { $0 != "\"" }) : String(text)
        }
        return nil
    }

    private static func find(_ mark: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard !mark.isEmpty, bytes.count >= mark.count, start <= bytes.count - mark.count else { return nil }
        return bytes.withUnsafeBufferPointer { bytes in
            mark.withUnsafeBufferPointer { mark in
                (start...(bytes.count - mark.count)).first { place in
                    bytes[place] == mark[0] && bytes[place..<(place + mark.count)].elementsEqual(mark)
                }
            }
        }
    }
}
