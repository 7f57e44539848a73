/// JSON text that is already encoded, carried as bytes so that it is written onward without being read again.
package struct JSONBytes: Hashable, Sendable {
    /// One whole JSON value in UTF-8.
    package var bytes: [UInt8]

    /// Wraps bytes that are known to be one JSON value.
    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// `{}`
    package static let emptyObject = JSONBytes(Array("{}".utf8))
}
