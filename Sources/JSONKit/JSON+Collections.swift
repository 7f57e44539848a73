extension JSON {
    /// The elements of an array in order; none for any other value.
    package var array: Elements { Elements(self) }

    /// The keys and values of an object in order, equal keys included; none for any other value.
    package var object: Members { Members(self) }

    /// The elements of an array or the members of an object; 0 for any other value.
    package var count: Int {
        switch tape.tag(index) {
        case JSONTape.Tag.array, JSONTape.Tag.object: tape.count(index)
        default: 0
        }
    }

    /// The elements of an array, found one by one.
    package struct Elements: Sequence, IteratorProtocol, Sendable {
        private let document: JSONDocument
        private var at: Int
        private let end: Int

        init(_ json: JSON) {
            let isArray = json.tape.tag(json.index) == JSONTape.Tag.array
            document = json.document
            at = json.index + 1
            end = isArray ? json.tape.end(json.index) : 0
        }

        /// The next element; nil after the last.
        package mutating func next() -> JSON? {
            guard at < end else { return nil }
            defer { at = document.tape.after(at) }
            return JSON(document, at)
        }

        package var underestimatedCount: Int { 0 }
    }

    /// The members of an object, found one by one.
    package struct Members: Sequence, IteratorProtocol, Sendable {
        private let document: JSONDocument
        private var at: Int
        private let end: Int

        init(_ json: JSON) {
            let isObject = json.tape.tag(json.index) == JSONTape.Tag.object
            document = json.document
            at = json.index + 1
            end = isObject ? json.tape.end(json.index) : 0
        }

        /// The next key and value; nil after the last.
        package mutating func next() -> (key: String, value: JSON)? {
            guard at < end else { return nil }
            defer { at = document.tape.after(at + 1) }
            return (String(decoding: document.tape.utf8(at), as: UTF8.self), JSON(document, at + 1))
        }

        package var underestimatedCount: Int { 0 }
    }
}
