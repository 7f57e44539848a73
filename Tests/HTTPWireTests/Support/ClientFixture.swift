import Core
import Glibc
import HTTPWire
import Testing

/// A client, closed when the body ends.
func withCaller<Result>(
    _ configuration: CurlConfiguration = CurlConfiguration(), _ body: (CurlCaller) async throws -> Result
) async throws -> Result {
    let caller = try #require(CurlCaller(configuration))
    do {
        let result = try await body(caller)
        await caller.close()
        return result
    } catch {
        await caller.close()
        throw error
    }
}

extension CallLimits {
    /// For calls to the loopback address.
    static func local(deadline: Duration = .seconds(20), maximumBody: Int = 1 << 20) -> CallLimits {
        CallLimits(deadline: deadline, maximumBody: maximumBody, trustedHost: true)
    }
}

/// A listener whose connections the test handles byte by byte.
final class RawListener: Sendable {
    let descriptor: Int32
    let port: UInt16

    init() {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        listen(descriptor, 16)
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        self.descriptor = descriptor
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(descriptor) }

    var url: String { "http://127.0.0.1:\(port)/" }

    /// The next connection.
    func accept() async -> RawClient { RawClient(accepted: await offPool { [descriptor] in Glibc.accept(descriptor, nil, nil) }) }
}
