/// A value that knows how it is written as JSON.
package protocol JSONWritable {
    /// Writes exactly one value.
    func write(to json: inout JSONWriter)
}

extension String: JSONWritable {
    package func write(to json: inout JSONWriter) { json.value(self) }
}

extension Int: JSONWritable {
    package func write(to json: inout JSONWriter) { json.value(self) }
}

extension Int64: JSONWritable {
    package func write(to json: inout JSONWriter) { json.value(self) }
}

extension UInt64: JSONWritable {
    package func write(to json: inout JSONWriter) { json.value(self) }
}

extension Double: JSONWritable {
    package func write(to json: inout JSONWriter) { json.value(self) }
}

extension Bool: JSONWritable {
    package func write(to json: inout JSONWriter) { json.value(self) }
}

extension JSONWriter {
    /// Writes a value of a type that knows how.
    @inlinable
    package mutating func value<Value: JSONWritable>(_ value: Value) { value.write(to: &self) }

    /// Writes a member of an object.
    @inlinable
    package mutating func field<Value: JSONWritable>(_ key: StaticString, _ value: Value) {
        self.key(key)
        value.write(to: &self)
    }

    /// Writes a member of an object.
    @inlinable
    @_disfavoredOverload
    package mutating func field<Value: JSONWritable>(_ key: String, _ value: Value) {
        self.key(key)
        value.write(to: &self)
    }

    /// Writes a member of an object, or nothing when there is no value.
    @inlinable
    package mutating func field<Value: JSONWritable>(_ key: StaticString, ifPresent value: Value?) {
        if let value { field(key, value) }
    }

    /// Writes a member whose value is JSON already, unchecked.
    package mutating func field(_ key: StaticString, raw: [UInt8]) {
        self.key(key)
        value(raw: raw)
    }

    /// Writes a member whose value is an object that `body` fills.
    @inlinable
    package mutating func object<Failure: Error>(
        _ key: StaticString, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        self.key(key)
        try object(body)
    }

    /// Writes an object that `body` fills.
    @inlinable
    package mutating func object<Failure: Error>(_ body: (inout JSONWriter) throws(Failure) -> Void) throws(Failure) {
        beginObject()
        try body(&self)
        endObject()
    }

    /// Writes a member whose value is an array that `body` fills.
    @inlinable
    package mutating func array<Failure: Error>(
        _ key: StaticString, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        self.key(key)
        try array(body)
    }

    /// Writes an array that `body` fills.
    @inlinable
    package mutating func array<Failure: Error>(_ body: (inout JSONWriter) throws(Failure) -> Void) throws(Failure) {
        beginArray()
        try body(&self)
        endArray()
    }

    /// A document that is one object.
    @inlinable
    package static func object<Failure: Error>(
        capacity: Int = 512, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) -> [UInt8] {
        var json = JSONWriter(capacity: capacity)
        try json.object(body)
        return json.finish()
    }

    /// A document that is one array.
    @inlinable
    package static func array<Failure: Error>(
        capacity: Int = 512, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) -> [UInt8] {
        var json = JSONWriter(capacity: capacity)
        try json.array(body)
        return json.finish()
    }
}
