import Glibc

/// The parts of a `multipart/form-data` body (RFC 7578), as slices of it: nothing is copied.
struct MultipartBody {
    /// One part.
    struct Part {
        let name: String
        let filename: String?
        let mediaType: String?
        let bytes: ArraySlice<UInt8>
    }

    /// More are not read.
    static let partLimit = 16
    /// The longest head of a part, in bytes.
    static let headLimit = 4096

    let parts: [Part]

    /// Nil when the body is not what its type says, or has more parts than are read.
    init?(_ body: [UInt8], contentType: String) {
        guard let boundary = Self.boundary(of: contentType) else { return nil }
        let mark = Array("--\(boundary)".utf8)
        let separator = Array("\r\n".utf8) + mark
        guard var at = body.starts(with: mark) ? mark.count : Self.find(separator, in: body, from: 0).map({ $0 + separator.count }) else {
            return nil
        }
        var parts: [Part] = []
        while !body[at...].starts(with: "--".utf8) {
            guard parts.count < Self.partLimit, body[at...].starts(with: "\r\n".utf8),
                let end = Self.find(separator, in: body, from: at), let part = Self.part(body[min(at + 2, end)..<end])
            else { return nil }
            parts.append(part)
            at = end + separator.count
        }
        self.parts = parts
    }

    private static func part(_ bytes: ArraySlice<UInt8>) -> Part? {
        let head = bytes.prefix(headLimit)
        guard let end = find(Array("\r\n\r\n".utf8), in: head, from: head.startIndex) else { return nil }
        var (name, filename, mediaType) = (String?.none, String?.none, String?.none)
        for line in String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            switch line[..<colon].lowercased() {
            case "content-disposition":
                name = parameter("name", of: value)
                filename = parameter("filename", of: value)
            case "content-type": mediaType = String(value)
            default: break
            }
        }
        guard let name else { return nil }
        return Part(name: name, filename: filename, mediaType: mediaType, bytes: bytes[(end + 4)...])
    }

    private static func boundary(of type: String) -> String? {
        guard type.lowercased().hasPrefix("multipart/form-data"), let boundary = parameter("boundary", of: type[...]) else { return nil }
        return (1...70).contains(boundary.utf8.count) ? boundary : nil
    }

    /// The value of a parameter such as `name="file"`; quotes may be escaped inside.
    private static func parameter(_ name: String, of value: Substring) -> String? {
        var rest = value
        while let semicolon = rest.firstIndex(of: ";") {
            rest = rest[rest.index(after: semicolon)...].drop { $0 == " " || $0 == "\t" }
            guard rest.lowercased().hasPrefix(name + "=") else { continue }
            let text = rest.dropFirst(name.count + 1)
            return text.hasPrefix("\"") ? quoted(text.dropFirst()) : String(text.prefix { $0 != ";" && $0 != " " })
        }
        return nil
    }

    private static func quoted(_ text: Substring) -> String {
        var out = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                out.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                break
            } else {
                out.append(character)
            }
        }
        return out
    }

    /// Where `mark` begins, by the index of the slice; searched from `start`.
    private static func find(_ mark: [UInt8], in bytes: ArraySlice<UInt8>, from start: Int) -> Int? {
        bytes[start...].withUnsafeBytes { room -> Int? in
            guard let base = room.baseAddress else { return nil }
            var at = 0
            // The first byte by the library's fast search; the rest is compared where it is found.
            while at + mark.count <= room.count, let hit = memchr(base + at, Int32(mark[0]), room.count - at) {
                at = UnsafeRawPointer(hit) - base
                guard at + mark.count <= room.count else { return nil }
                if memcmp(base + at, mark, mark.count) == 0 { return start + at }
                at += 1
            }
            return nil
        }
    }

    private static func find(_ mark: [UInt8], in bytes: [UInt8], from start: Int) -> Int? { find(mark, in: bytes[...], from: start) }
}
