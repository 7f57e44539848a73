package import Core
internal import Cryptography
internal import Glibc

/// What can go wrong with a folder of files.
package enum MediaFolderProblem: Error, Hashable, Sendable {
    /// The folder or a file in it cannot be made, read or written; the system's words.
    case disk(String)
    /// Too much waits for the disk.
    case busy
}

/// A file that has come whole and is not kept yet.
package struct ArrivedFile: Hashable, Sendable {
    /// SHA-256 of the bytes.
    package var sha256: [UInt8]
    /// Size in bytes.
    package var size: Int
    /// The first bytes, at most `MediaFolder.headLength`.
    package var head: [UInt8]
}

/// A folder of files that are named by their content: the same bytes are kept once.
///
/// `ab/ab12…` for the bytes whose SHA-256 begins with `ab12`; `incoming` for files on their way. A file appears whole or not at all: it is
/// written beside, flushed, and renamed. One process at a time uses a folder.
package final class MediaFolder: Sendable {
    /// Bytes of a file that show its type.
    package static let headLength = 4096
    /// A file younger than this is not removed: its record may not be committed yet.
    package static let graceTime: Duration = .minutes(10)

    private let path: String
    private let worker: FileWorker

    /// Opens the folder at an absolute path, and makes it if need be, for this user alone. What an earlier run left in `incoming` is removed.
    package init(path: String) throws(MediaFolderProblem) {
        self.path = path
        guard let worker = FileWorker() else { throw .disk("the system has no thread to give") }
        self.worker = worker
        try Self.make(path)
        try Self.make(path + "/incoming")
        for name in Self.names(in: path + "/incoming") { unlink("\(path)/incoming/\(name)") }
    }

    /// Where the bytes of this hash are kept.
    package func path(of sha256: [UInt8]) -> String {
        let name = Hex.encode(sha256)
        return "\(path)/\(name.prefix(2))/\(name)"
    }

    /// A path in `incoming` that nobody else has.
    package func incomingPath() -> String { "\(path)/incoming/\(Hex.encode(SecureRandom.bytes(12)))" }

    // MARK: On the thread for files

    /// Looks at a file in `incoming`.
    package func inspect(_ incoming: String) async throws -> ArrivedFile {
        try await worker.run { try Self.inspect(incoming) }
    }

    /// Keeps a file of `incoming` that was inspected. It is on disk when this returns.
    package func keep(_ incoming: String, as file: ArrivedFile) async throws {
        let target = path(of: file.sha256)
        try await worker.run { try Self.move(incoming, to: target) }
    }

    /// Writes bytes to `incoming` and looks at them.
    package func receive(_ bytes: ArraySlice<UInt8>) async throws -> (path: String, file: ArrivedFile) {
        let incoming = incomingPath()
        return try await worker.run {
            try Self.write(bytes, to: incoming)
            return (incoming, try Self.inspect(incoming))
        }
    }

    /// Removes a file of `incoming`.
    package func discard(_ incoming: String) async {
        _ = try? await worker.run { unlink(incoming) }
    }

    /// Opens the bytes of this hash, from `offset`; nil when they are not here.
    package func open(_ sha256: [UInt8], from offset: Int, length: Int) async throws -> FileSlice? {
        let path = path(of: sha256)
        return try await worker.run {
            let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return nil }
            return FileSlice(descriptor: descriptor, offset: offset, length: length)
        }
    }

    /// Removes the bytes of this hash unless they came within the grace time. False when they must stay for now.
    package func remove(_ sha256: [UInt8], now: Instant) async throws -> Bool {
        let path = path(of: sha256)
        return try await worker.run {
            var status = stat()
            guard stat(path, &status) == 0 else { return true }
            guard Instant(seconds: Int64(status.st_mtim.tv_sec)) + Self.graceTime < now else { return false }
            return unlink(path) == 0
        }
    }
}

extension MediaFolder {
    private static func make(_ folder: String) throws(MediaFolderProblem) {
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw problem(folder) }
    }

    private static func problem(_ path: String) -> MediaFolderProblem { .disk("\(path): \(String(cString: strerror(errno)))") }

    private static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    private static func inspect(_ path: String) throws(MediaFolderProblem) -> ArrivedFile {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw problem(path) }
        defer { close(descriptor) }
        var hash = SHA256()
        var (size, head) = (0, [UInt8]())
        var block = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = read(descriptor, &block, block.count)
            guard count >= 0 else { throw problem(path) }
            if count == 0 { break }
            block.withUnsafeBufferPointer { hash.update(UnsafeBufferPointer(rebasing: $0[..<count])) }
            head += block[..<min(count, headLength - head.count)]
            size += count
        }
        return ArrivedFile(sha256: hash.finish(), size: size, head: head)
    }

    private static func write(_ bytes: ArraySlice<UInt8>, to path: String) throws(MediaFolderProblem) {
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw problem(path) }
        defer { close(descriptor) }
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else {
                let problem = problem(path)
                unlink(path)
                throw problem
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Flushes the file, renames it, and flushes the name.
    private static func move(_ incoming: String, to target: String) throws(MediaFolderProblem) {
        let folder = String(target[..<(target.lastIndex(of: "/") ?? target.startIndex)])
        try make(folder)
        try flush(incoming)
        guard rename(incoming, target) == 0 else { throw problem(target) }
        // The file's age counts from now, also where the same bytes were kept before.
        utimensat(AT_FDCWD, target, nil, 0)
        try flush(folder)
    }

    private static func flush(_ path: String) throws(MediaFolderProblem) {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw problem(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw problem(path) }
    }
}
