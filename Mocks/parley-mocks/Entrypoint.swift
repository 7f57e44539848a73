import BeaconMock
import Foundation
import HTTPWire
import MailMock
import MockKit
import RelayMock
import TelegramMock
import TwilioMock
import WhatsAppMock

@main
enum Entrypoint {
    static func main() {
        // Blocked before any thread exists, so that the signals wait for `sigwait` below.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        signal(SIGPIPE, SIG_IGN)

        let server = start()
        var received: Int32 = 0
        sigwait(&signals, &received)
        Task.detached {
            await server.stop()
            exit(0)
        }
        while true { pause() }
    }

    private static func start() -> MockServer {
        do {
            let options = try Options(Array(CommandLine.arguments.dropFirst()))
            if options.wantsHelp {
                print(Options.help, terminator: "")
                exit(0)
            }
            guard let caller = CurlCaller() else { fail(1, "the HTTP client could not be started") }
            let mocks: [any Mock] = [
                WhatsAppMock(caller: caller), TelegramMock(caller: caller), TwilioMock(caller: caller), BeaconMock(caller: caller),
                RelayMock(caller: caller), MailMock(caller: caller),
            ]
            let server = MockServer(mocks, at: options.listen)
            let origin = try server.start()
            if let path = options.configuration { configure(server, path) }
            announce(mocks, origin, server.port)
            return server
        } catch let problem as Options.Problem {
            fail(2, problem.text)
        } catch {
            fail(1, "\(error)")
        }
    }

    private static func announce(_ mocks: [any Mock], _ origin: String, _ port: UInt16) {
        print("port \(port)")
        for mock in mocks { print("\(mock.name) \(origin)\(mock.prefix)") }
        print("control \(origin)/_mock/")
        fflush(nil)
    }

    private static func configure(_ server: MockServer, _ path: String) {
        guard let data = FileManager.default.contents(atPath: path) else { fail(3, "\(path) cannot be read") }
        Task {
            do {
                try await server.configure([UInt8](data))
            } catch {
                fail(3, "\(path): \(error)")
            }
        }
    }

    private static func fail(_ code: Int32, _ text: String) -> Never {
        FileHandle.standardError.write(Data("parley-mocks: \(text)\n".utf8))
        exit(code)
    }
}
