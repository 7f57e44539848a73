/// A `multipart/form-data` body (RFC 7578). The client writes it and reads its files from disk as it goes: they are never whole in memory.
package struct OutboundForm: Hashable, Sendable {
    /// One part.
    package enum Part: Hashable, Sendable {
        /// A field with a short text.
        case field(name: String, value: String)
        /// A file under the name that the receiver is told.
        case file(name: String, StoredFile, filename: String)
    }

    /// The parts, in order.
    package var parts: [Part]

    /// Makes a form.
    package init(_ parts: [Part]) { self.parts = parts }

    /// The first file of the form.
    package var file: StoredFile? {
        for case .file(_, let file, _) in parts { return file }
        return nil
    }
}
