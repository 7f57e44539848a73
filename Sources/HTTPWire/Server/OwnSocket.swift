import CLinux
import Glibc

/// A socket that the wrapper serves itself, taken over from libmicrohttpd: a streamed answer, or a refusal on its way out.
/// Touched only on its loop's thread.
final class OwnSocket {
    /// What the socket is for.
    enum Role {
        /// A streamed answer. Next: closed.
        case stream(HTTPStream)
        /// A refusal: what the client still sends is thrown away until it closes or `until` (monotonic milliseconds) has come.
        case refusal(until: Int64)
    }

    /// What became of a try to send.
    enum Progress {
        case done
        case blocked
        case broken
    }

    let descriptor: Int32
    /// The key in the loop's table and the poller's tag.
    let tag: UInt64
    /// The address that the connection ledger counts it under; nil when it is not counted.
    let address: String?
    let role: Role
    private var unsent: [UInt8]
    private var offset = 0
    /// Whether the write side was closed.
    var isWriteClosed = false
    /// Since when bytes wait of which the client takes none, in monotonic milliseconds.
    private(set) var stalledSince: Int64?
    /// Whether the poller watches for room to write.
    var watchesOutput = false

    init(descriptor: Int32, tag: UInt64, address: String?, role: Role, bytes: [UInt8]) {
        self.descriptor = descriptor
        self.tag = tag
        self.address = address
        self.role = role
        unsent = bytes
    }

    deinit { close(descriptor) }

    /// Adds bytes to what is to be sent.
    func queue(_ bytes: [UInt8]) {
        if offset < unsent.count { return unsent += bytes }
        unsent = bytes
        offset = 0
    }

    /// Sends as much as the kernel takes; tells `taken` how much that was.
    func send(taken: inout Int, now: Int64) -> Progress {
        let progress = send(&taken)
        switch progress {
        case .done, .broken: stalledSince = nil
        case .blocked: if taken > 0 || stalledSince == nil { stalledSince = now }
        }
        return progress
    }

    private func send(_ taken: inout Int) -> Progress {
        while offset < unsent.count {
            let count = unsent.withUnsafeBytes {
                parley_send(descriptor, $0.baseAddress! + offset, $0.count - offset)
            }
            if count < 0 { return errno == EAGAIN ? .blocked : errno == EINTR ? .blocked : .broken }
            offset += count
            taken += count
        }
        unsent = []
        offset = 0
        return .done
    }

    /// Throws away what the client sent, at most 1 MB at a time. False when the client has closed.
    func discardInput() -> Bool {
        let size = 64 << 10
        return withUnsafeTemporaryAllocation(byteCount: size, alignment: 8) { room in
            for _ in 0..<16 {
                let count = parley_receive(descriptor, room.baseAddress, size)
                if count > 0 { continue }
                return count < 0 && (errno == EAGAIN || errno == EINTR)
            }
            return true
        }
    }
}
