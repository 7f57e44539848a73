import Glibc

/// A piece of an open file, to be sent as the body of an answer. The file is closed with the last reference.
package final class FileSlice: Sendable {
    /// The open file.
    package let descriptor: Int32
    /// Where the piece begins, in bytes.
    package let offset: Int
    /// How many bytes it has.
    package let length: Int

    /// Takes over `descriptor`.
    package init(descriptor: Int32, offset: Int, length: Int) {
        self.descriptor = descriptor
        self.offset = offset
        self.length = length
    }

    deinit { close(descriptor) }
}
