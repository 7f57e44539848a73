internal import Glibc

/// Where configuration comes from besides its own text: environment variables and files. A parameter, so that tests need neither.
package struct ConfigurationEnvironment: Sendable {
    /// A file as it was read.
    package struct File: Sendable {
        /// What is in it.
        package var bytes: [UInt8]
        /// Its permission bits, such as 0o640.
        package var mode: UInt32

        /// Makes a file.
        package init(bytes: [UInt8], mode: UInt32) {
            self.bytes = bytes
            self.mode = mode
        }
    }

    /// Why a file could not be read.
    package enum FileProblem: Error, Hashable, Sendable {
        case missing
        case forbidden
        case notAFile
        case tooLarge
        case other(errno: Int32)

        /// What is the matter, to go on from "the file".
        package var words: String {
            switch self {
            case .missing: "does not exist"
            case .forbidden: "may not be read by this user"
            case .notAFile: "is not an ordinary file"
            case .tooLarge: "is too large"
            case .other(let number): "cannot be read (errno \(number))"
            }
        }
    }

    /// Environment variables.
    package var variables: [String: String]
    /// Reads a file of at most so many bytes.
    package var read: @Sendable (_ path: String, _ limit: Int) throws(FileProblem) -> File

    /// Makes an environment.
    package init(variables: [String: String], read: @escaping @Sendable (_ path: String, _ limit: Int) throws(FileProblem) -> File) {
        self.variables = variables
        self.read = read
    }

    /// The real one.
    package static func system(variables: [String: String]) -> ConfigurationEnvironment {
        ConfigurationEnvironment(variables: variables) { (path, limit) throws(FileProblem) in try readFile(path, limit: limit) }
    }

    private static func readFile(_ path: String, limit: Int) throws(FileProblem) -> File {
        // O_NONBLOCK: a pipe by that name must not hold up the start.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw problem(errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw problem(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return File(bytes: bytes, mode: status.st_mode & 0o7777) }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw problem(errno)
            }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw .tooLarge }
        }
    }

    private static func problem(_ number: Int32) -> FileProblem {
        switch number {
        case ENOENT, ENOTDIR: .missing
        case EACCES, EPERM: .forbidden
        default: .other(errno: number)
        }
    }
}
