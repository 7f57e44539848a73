internal import Core
internal import Glibc

/// The key that secrets given through the API are kept under: from the configuration, or from a file beside the data, which is made at
/// the first start. Without it those secrets cannot be read again, so it belongs into the backup, apart from the database.
package enum SealingKey {
    /// The bytes of a key.
    package static let byteCount = 32
    /// The name of the file in the state directory.
    package static let fileName = "secrets.key"

    /// Why there is no key. Holds nothing of it.
    package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// Where the file is; nil when nothing is kept on disk, or the configuration has the key.
    package static func path(_ configuration: WorkerConfiguration) -> String? {
        guard configuration.sealingKey == nil else { return nil }
        return configuration.stateDirectory.map { "\($0)/\(fileName)" }
    }

    /// The key that is there already; nil when there is none.
    /// - Throws: `Problem` when the file cannot be used.
    package static func existing(
        _ configuration: WorkerConfiguration, _ environment: ConfigurationEnvironment
    ) throws(Problem) -> [UInt8]? {
        if let secret = configuration.sealingKey { return decode(secret.revealText()) }
        guard let path = path(configuration) else { return nil }
        let file: ConfigurationEnvironment.File
        do throws(ConfigurationEnvironment.FileProblem) {
            file = try environment.read(path, 1024)
        } catch {
            if error == .missing { return nil }
            throw Problem(description: "the file \(path) \(error.words)")
        }
        guard file.mode & 0o077 == 0 else { throw Problem(description: "the file \(path) may be used by others: chmod 0600 it") }
        guard let key = decode(String(decoding: file.bytes, as: UTF8.self)) else {
            throw Problem(description: "the file \(path) does not hold \(byteCount) bytes in hexadecimal")
        }
        return key
    }

    /// Writes a new key to the file, for this user alone and all at once. The folder must be there.
    package static func make(_ key: [UInt8], at path: String) throws(Problem) {
        let temporary = "\(path).new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Problem(description: "the file \(path) cannot be made: \(String(cString: strerror(errno)))") }
        let text = key.map { hex($0 >> 4) + hex($0 & 15) }.joined() + "\n"
        let isWritten = text.utf8.withContiguousStorageIfAvailable { write(descriptor, $0.baseAddress, $0.count) == $0.count } ?? false
        let isKept = isWritten && fsync(descriptor) == 0
        close(descriptor)
        guard isKept, rename(temporary, path) == 0 else {
            throw Problem(description: "the file \(path) cannot be written: \(String(cString: strerror(errno)))")
        }
    }

    private static func hex(_ digit: UInt8) -> String { String(digit, radix: 16) }

    /// The bytes of 64 hexadecimal digits; nil for anything else.
    static func decode(_ text: String) -> [UInt8]? {
        let digits = text.utf8.filter { $0 > 0x20 }.map { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == 2 * byteCount, !digits.contains(where: { $0 == nil }) else { return nil }
        let values = digits.compactMap { $0 }
        return stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
    }
}
