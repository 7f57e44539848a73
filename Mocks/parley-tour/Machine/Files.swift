import Glibc

/// The little of a file system that the tour needs.
enum Files {
    /// The folder of this program.
    static func programFolder() throws -> String {
        guard let path = target(of: "/proc/self/exe") else { throw TourProblem("this program's own place cannot be found: \(reason)") }
        return String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    }

    /// Where a symbolic link leads; nil when it cannot be read.
    static func target(of link: String) -> String? {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(link, &path, path.count - 1)
        return count > 0 ? String(decoding: path[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
    }

    /// Makes a folder that only this user may read, and gives its whole path.
    static func makeFolder(_ path: String) throws -> String {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw TourProblem("\(path) cannot be made: \(reason)") }
        guard let whole = realpath(path, nil) else { throw TourProblem("\(path) cannot be used: \(reason)") }
        defer { free(whole) }
        return String(cString: whole)
    }

    /// Takes a lock that ends with this process.
    /// - Returns: the descriptor to keep; nil when another process holds the lock.
    static func lock(_ path: String) throws -> Int32? {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw TourProblem("\(path) cannot be opened: \(reason)") }
        if flock(file, LOCK_EX | LOCK_NB) == 0 { return file }
        Glibc.close(file)
        return nil
    }

    /// Writes a file that only this user may read.
    static func write(_ text: String, to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw TourProblem("\(path) cannot be written: \(reason)") }
        defer { Glibc.close(file) }
        let bytes = Array(text.utf8)
        guard Glibc.write(file, bytes, bytes.count) == bytes.count else { throw TourProblem("\(path) cannot be written: \(reason)") }
    }

    /// The whole text of a file of ours.
    static func read(_ path: String) throws -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw TourProblem("\(path) cannot be read: \(reason)") }
        defer { Glibc.close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += chunk[..<count]
        }
    }

    /// Removes a file, if it is there.
    static func remove(_ path: String) { unlink(path) }

    private static var reason: String { String(cString: strerror(errno)) }
}
