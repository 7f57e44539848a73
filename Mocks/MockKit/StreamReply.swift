package import HTTPWire

/// An answer whose body goes on.
package final class StreamReply: Sendable, Hashable {
    let begin: @Sendable (HTTPStream) -> Void

    /// - Parameter begin: is handed the stream once its head is on the way. Must not wait.
    package init(_ begin: @escaping @Sendable (HTTPStream) -> Void) { self.begin = begin }

    package static func == (a: StreamReply, b: StreamReply) -> Bool { a === b }
    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
