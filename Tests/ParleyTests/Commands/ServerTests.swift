import Core
import Foundation
import HTTPWire
import Testing

@testable import parley

/// The commands against a real server: the sockets, and that an answer that does not come is told apart from a worker that is not there.
struct ServerTests {
    private static let list = #"{"deadletters":[],"meta":{"hasMore":false}}"#

    private func run(_ listen: ListenAddress, _ address: (HTTPServer) -> String) async throws -> (run: CommandRun, asked: [HTTPRequest]) {
        let asked = Lock<[HTTPRequest]>([])
        let handler = ClosureHandler { request, responder in
            asked.withLock { $0.append(request) }
            responder.respond(
                HTTPResponse(status: 200, headers: HTTPFields(["Content-Type": "application/json"]), body: Array(Self.list.utf8)))
        }
        let server = HTTPServer(HTTPServerConfiguration(listen: [listen]), handler: handler)
        try server.start()
        let caller = try #require(CurlCaller())
        let run = try await CommandRun(
            DeadCommand.self, ["--queue", "outbound"], caller, configuration: Sample.configuration(listen: address(server)))
        await caller.close()
        await server.drain(deadline: .milliseconds(200))
        return (run, asked.withLock { $0 })
    }

    private func check(_ result: (run: CommandRun, asked: [HTTPRequest])) {
        #expect(result.run.code == .ok)
        #expect(result.run.printed == "No dead letters.\n")
        #expect(result.asked.map(\.path) == ["\(FakeWorker.own)/deadletters"])
        #expect(result.asked.map(\.query) == ["queue=outbound"])
        // "app_111111111111111111111111:do-not-show-this"
        #expect(result.asked.first?.headers["Authorization"] == "Basic YXBwXzExMTExMTExMTExMTExMTExMTExMTExMTpkby1ub3Qtc2hvdy10aGlz")
    }

    @Test func aWorkerOnAPortIsAsked() async throws {
        check(try await run(.tcp(host: "127.0.0.1", port: 0)) { "127.0.0.1:\($0.port)" })
    }

    @Test func aWorkerOnASocketFileIsAsked() async throws {
        let path = NSTemporaryDirectory() + "parley-\(UUID().uuidString.prefix(8)).sock"
        defer { try? FileManager.default.removeItem(atPath: path) }
        check(try await run(.unix(path: path)) { _ in "unix:\(path)" })
    }

    @Test func aSocketFileThatIsNotThereIsAWorkerThatDoesNotAnswer() async throws {
        let caller = try #require(CurlCaller())
        let run = try await CommandRun(
            StatusCommand.self, [], caller, configuration: Sample.configuration(listen: "unix:/nowhere/parley.sock"))
        await caller.close()
        #expect(run.code == .failed)
        #expect(run.complained.hasPrefix("parley status: the worker does not answer at unix:/nowhere/parley.sock"))
    }

    @Test func aSocketFileIsNotReachedByACallToAnUntrustedHost() async throws {
        let caller = try #require(CurlCaller())
        let path = NSTemporaryDirectory() + "parley-\(UUID().uuidString.prefix(8)).sock"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let asked = Lock(0)
        let server = HTTPServer(
            HTTPServerConfiguration(listen: [.unix(path: path)]),
            handler: ClosureHandler { _, responder in
                asked.withLock { $0 += 1 }
                responder.respond(HTTPResponse(status: 200))
            })
        try server.start()
        let outcome = await caller.call(OutboundRequest(method: "GET", url: "http://localhost/"), CallLimits(unixSocket: path))
        await caller.close()
        await server.drain(deadline: .milliseconds(200))
        guard case .notSent(let failure) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(failure.reason == .forbiddenAddress)
        #expect(asked.withLock { $0 } == 0)
    }
}
