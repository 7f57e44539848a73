internal import Cryptography
internal import Glibc

/// The key that signs links: 32 random bytes in a file beside the media, made at the first start.
package enum LinkKey {
    /// Reads the key, or makes it.
    package static func load(folder: String) throws(MediaFolderProblem) -> [UInt8] {
        let path = folder + "/links.key"
        if let key = read(path) { return key }
        let key = SecureRandom.bytes(32)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0, write(descriptor, key, key.count) == key.count, fsync(descriptor) == 0 else {
            throw .disk("\(path): \(String(cString: strerror(errno)))")
        }
        close(descriptor)
        return key
    }

    private static func read(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var key = [UInt8](repeating: 0, count: 32)
        return Glibc.read(descriptor, &key, 32) == 32 ? key : nil
    }
}
