import Core
import Foundation

/// What tests need of this machine: the built programs, free ports, folders, figures of processes.
enum Machine {
    /// A program that was built beside the test bundle.
    static func program(_ name: String) throws -> String {
        let bundle = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent(name).path
    }

    /// A port of the loopback address that is free now; nothing keeps others from taking it.
    static func freePort() throws -> UInt16 {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard file >= 0 else { throw Trouble("no socket can be made") }
        defer { close(file) }
        var address = loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let done = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(file, $0, length) == 0 && getsockname(file, $0, &length) == 0
            }
        }
        guard done else { throw Trouble("the loopback address has no free port") }
        return UInt16(bigEndian: address.sin_port)
    }

    /// A socket that listens on a port of the loopback address.
    static func listener(on port: UInt16) throws -> Int32 {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = loopback(port)
        let done = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
        }
        guard done, listen(file, 4096) == 0 else { throw Trouble("port \(port) cannot be listened on") }
        return file
    }

    static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = port.bigEndian
        return address
    }

    /// A new folder that only this user may read.
    static func makeFolder() throws -> String {
        var template = Array((NSTemporaryDirectory() + "parley-test-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw Trouble("no folder can be made in \(NSTemporaryDirectory())") }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The memory that a process holds (`VmRSS`), in bytes.
    static func residentBytes(of process: pid_t) -> Int {
        let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        let kilobytes = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }
        return (kilobytes ?? 0) << 10
    }
}
