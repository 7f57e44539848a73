import Glibc

/// The little of a file system that the benchmark needs.
enum Files {
    /// The folder of this program.
    static func programFolder() throws -> String {
        guard let path = realpath("/proc/self/exe", nil) else { throw BenchProblem("this program's own place cannot be found") }
        defer { free(path) }
        let text = String(cString: path)
        return String(text[..<(text.lastIndex(of: "/") ?? text.startIndex)])
    }

    /// Makes a folder and gives its whole path.
    static func makeFolder(_ path: String) throws -> String {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST, let whole = realpath(path, nil) else {
            throw BenchProblem("\(path) cannot be made: \(String(cString: strerror(errno)))")
        }
        defer { free(whole) }
        return String(cString: whole)
    }

    /// Removes a database with its companions.
    static func removeDatabase(_ path: String) {
        for ending in ["", "-wal", "-shm", ".lock"] { unlink(path + ending) }
    }

    /// Writes a file that only this user can read.
    static func write(_ text: String, to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw BenchProblem("\(path) cannot be written") }
        defer { close(file) }
        var text = text
        let isWhole = text.withUTF8 { Glibc.write(file, $0.baseAddress, $0.count) == $0.count }
        guard isWhole else { throw BenchProblem("\(path) cannot be written") }
    }

    /// The first bytes of a file: enough for those of `/proc`.
    static func read(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 16 << 10)
        let count = Glibc.read(file, &bytes, bytes.count)
        return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
    }
}
