import Core
import Operations
import Testing

@testable import parley

struct AddressTests {
    @Test(arguments: [
        ("127.0.0.1:8080", "http://127.0.0.1:8080", nil), ("0.0.0.0:80", "http://127.0.0.1:80", nil), ("[::]:80", "http://[::1]:80", nil),
        ("[2001:db8::1]:80", "http://[2001:db8::1]:80", nil), ("localhost:80", "http://localhost:80", nil),
        ("desk-1.example.com:80", "http://desk-1.example.com:80", nil), ("unix:/run/p.sock", "http://localhost", "/run/p.sock"),
    ])
    func anAddressIsCalledWhereTheWorkerListens(_ text: String, _ base: String, _ socket: String?) {
        let address = WorkerAddress(text)
        #expect(address?.base == base)
        #expect(address?.unixSocket == socket)
    }

    @Test func theFirstAddressThatCanBeKnownIsTaken() async throws {
        let worker = FakeWorker([:])
        let socket = Sample.configuration(listen: "127.0.0.1:0', 'unix:/run/p.sock").replacing("listen: '", with: "listen: ['")
            .replacing("p.sock'", with: "p.sock']")
        let run = try await CommandRun(DeadCommand.self, [], worker, configuration: socket)
        #expect(run.complained.hasPrefix("parley dead: the worker does not answer at unix:/run/p.sock"))
        #expect(worker.limits.map(\.unixSocket) == ["/run/p.sock"])
    }

    @Test func withEverythingOnTheCommandLineNoConfigurationIsRead() async throws {
        let worker = FakeWorker("GET \(FakeWorker.own)/deadletters", #"{"deadletters":[],"meta":{"hasMore":false}}"#)
        let words = [
            "--app", Sample.app, "--address", "desk:81", "--key-id", "app_x", "--key-secret-file", "/secret", "--queue", "inbound",
        ]
        let run = try await CommandRun(DeadCommand.self, words, worker, configuration: nil, files: ["/secret": "open sesame\n"])
        #expect(run.code == .ok)
        #expect(run.printed == "No dead letters.\n")
        #expect(worker.requests.map(\.url) == ["http://desk:81\(FakeWorker.own)/deadletters?queue=inbound"])
        // "app_x:open sesame"
        #expect(worker.requests.first?.headers["Authorization"] == "Basic YXBwX3g6b3BlbiBzZXNhbWU=")
    }
}
