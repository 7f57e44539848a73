import Core
import Glibc

/// The file that the body of an answer is written to. Touched only by the thread that makes the call.
///
/// Written piece by piece as the bytes come: the kernel takes them into its cache, so a write does not wait for the disk.
final class DownloadFile {
    private let path: String
    private let limit: Int
    private var descriptor: Int32 = -1
    private(set) var size = 0
    /// Why no more is taken.
    private(set) var refusal: TransportFailure.Reason?

    /// The body of an answer that is no success is kept in memory, up to this many bytes.
    static let otherBodyLimit = 64 << 10

    init(path: String, limit: Int) {
        self.path = path
        self.limit = limit
    }

    /// Adds bytes. False when there are too many, or the disk does not take them.
    func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard size + bytes.count <= limit else { return refuse(.bodyTooLarge) }
        if descriptor < 0 { descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
        guard descriptor >= 0 else { return refuse(.file) }
        var rest = bytes
        while !rest.isEmpty {
            let count = write(descriptor, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return refuse(.file) }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        }
        size += bytes.count
        return true
    }

    /// The answer begins anew: what came is forgotten.
    func restart() {
        size = 0
        refusal = nil
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(path)
        descriptor = -1
    }

    /// The call has ended. Only a whole body stays; an empty one is an empty file.
    func finish(isWhole: Bool) {
        if isWhole, descriptor < 0 { _ = append(UnsafeRawBufferPointer(start: nil, count: 0)) }
        guard descriptor >= 0 else { return }
        close(descriptor)
        descriptor = -1
        if !isWhole { unlink(path) }
    }

    private func refuse(_ reason: TransportFailure.Reason) -> Bool {
        refusal = reason
        return false
    }
}
