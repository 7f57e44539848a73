import Core
import Glibc
import Operations
import Testing

/// One at a time: the environment of the process is shared.
@Suite(.serialized)
struct ServiceManagerTests {
    @Test("Messages reach the socket of the service manager in one datagram")
    func notify() throws {
        let path = "/tmp/operations-tests-\(getpid()).sock"
        let receiver = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        try #require(receiver >= 0)
        defer {
            close(receiver)
            unlink(path)
            unsetenv("NOTIFY_SOCKET")
        }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(receiver, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        try #require(bound == 0)
        setenv("NOTIFY_SOCKET", path, 1)
        #expect(ServiceManager.notify(.ready, .status("Serving\nWATCHDOG=1"), .extendTimeout(.seconds(25))))
        #expect(receive(receiver) == "READY=1\nSTATUS=Serving WATCHDOG=1\nEXTEND_TIMEOUT_USEC=25000000")
        #expect(ServiceManager.notify(.stopping))
        #expect(receive(receiver) == "STOPPING=1")
        #expect(ServiceManager.notify(.watchdog))
        #expect(receive(receiver) == "WATCHDOG=1")
    }

    private func receive(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 1000)
        let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        return String(decoding: bytes[..<max(0, count)], as: UTF8.self)
    }

    @Test("Without a service manager a message goes nowhere and nothing breaks")
    func alone() { #expect(ServiceManager.notify(.ready) == false) }

    @Test("Handed-over sockets are taken once and closed on exec; those of another process are left")
    func listeners() throws {
        var extra: [Int32] = []
        defer { extra.forEach { close($0) } }
        while fcntl(3, F_GETFD) < 0 { extra.append(open("/dev/null", O_RDONLY)) }
        let flags = fcntl(3, F_GETFD)
        setenv("LISTEN_FDS", "1", 1)
        setenv("LISTEN_PID", "1", 1)
        #expect(ServiceManager.takeListeners() == [])
        setenv("LISTEN_FDS", "1", 1)
        setenv("LISTEN_PID", "\(getpid())", 1)
        #expect(ServiceManager.takeListeners() == [3])
        #expect(fcntl(3, F_GETFD) & FD_CLOEXEC != 0)
        #expect(getenv("LISTEN_FDS") == nil)
        #expect(ServiceManager.takeListeners() == [])
        _ = fcntl(3, F_SETFD, flags)
    }

    @Test("The watchdog's interval counts only for the process that it names")
    func interval() {
        #expect(ServiceManager.watchdogInterval(variables: ["WATCHDOG_USEC": "30000000"], process: 5) == .seconds(30))
        #expect(ServiceManager.watchdogInterval(variables: ["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "5"], process: 5) == .seconds(30))
        #expect(ServiceManager.watchdogInterval(variables: ["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "6"], process: 5) == nil)
        #expect(ServiceManager.watchdogInterval(variables: ["WATCHDOG_USEC": "x"], process: 5) == nil)
        #expect(ServiceManager.watchdogInterval(variables: [:], process: 5) == nil)
    }
}
