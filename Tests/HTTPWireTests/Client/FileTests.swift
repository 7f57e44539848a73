import Core
import Foundation
import Glibc
import HTTPWire
import Testing

/// Files both ways: forms that are read from disk, downloads that are written to it, answers that are files.
@Suite struct FileTests {
    private static func folder() -> String {
        let path = NSTemporaryDirectory() + "parley-files-\(UUID().uuidString)"
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    private static func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) } }

    private static func write(_ bytes: [UInt8], _ path: String) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }

    private static func read(_ path: String) -> [UInt8]? { FileManager.default.contents(atPath: path).map { Array($0) } }

    @Test(arguments: [0, 1, 300_000]) func aForm_carriesItsFieldsAndTheFileByteForByte(count: Int) async throws {
        let folder = Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/a"
        try Self.write(Self.bytes(count), path)
        let handler = EchoHandler()
        try await withServer(handler) { server in
            try await withCaller { caller in
                let file = StoredFile(sha256: [], size: count, mediaType: "image/png", path: path)
                let form = OutboundForm([.field(name: "a", value: "1\r\n2"), .file(name: "file", file, filename: "nämé.png")])
                let request = OutboundRequest(method: "POST", url: "http://127.0.0.1:\(server.port)/", form: form)
                guard case .answered(let answer) = await caller.call(request, .local()) else { throw CancellationError() }
                #expect(answer.status == 200)
            }
        }
        let seen = try #require(handler.seen.withLock { $0.first })
        let type = try #require(seen.headers["Content-Type"])
        #expect(type.hasPrefix("multipart/form-data; boundary="))
        let boundary = type.dropFirst("multipart/form-data; boundary=".count)
        let head = "--\(boundary)\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n2\r\n--\(boundary)\r\n"
        #expect(seen.body.starts(with: Array(head.utf8)))
        let mark = Array("\r\nContent-Type: image/png\r\n\r\n".utf8) + Self.bytes(count) + Array("\r\n--\(boundary)--\r\n".utf8)
        #expect(Array(seen.body.suffix(mark.count)) == mark)
    }

    @Test func aFormWhoseFileIsGone_isNotSent() async throws {
        try await withServer { server in
            try await withCaller { caller in
                let file = StoredFile(sha256: [], size: 1, mediaType: "image/png", path: "/nonexistent/file")
                let request = OutboundRequest(
                    method: "POST", url: "http://127.0.0.1:\(server.port)/", form: OutboundForm([.file(name: "f", file, filename: "f")]))
                guard case .notSent(let failure) = await caller.call(request, .local()) else {
                    Issue.record("it was sent")
                    return
                }
                #expect(failure.reason == .file)
            }
        }
    }

    private func withFile<Result>(_ bytes: [UInt8], _ body: (HTTPServer, CurlCaller, String) async throws -> Result) async throws -> Result
    {
        let folder = Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let source = folder + "/source"
        try Self.write(bytes, source)
        let handler = ClosureHandler { request, responder in
            let descriptor = open(source, O_RDONLY)
            switch request.path {
            case "/piece": responder.respond(HTTPResponse(status: 206), file: FileSlice(descriptor: descriptor, offset: 3, length: 4))
            case "/missing": responder.respond(HTTPResponse(status: 404, body: [UInt8](repeating: 65, count: 100_000)))
            default: responder.respond(HTTPResponse(status: 200), file: FileSlice(descriptor: descriptor, offset: 0, length: bytes.count))
            }
        }
        return try await withServer(handler) { server in
            try await withCaller { caller in try await body(server, caller, folder + "/target") }
        }
    }

    @Test(arguments: [0, 1, 5_000_000]) func anAnswerThatIsAFile_isDownloadedByteForByte(count: Int) async throws {
        try await withFile(Self.bytes(count)) { server, caller, target in
            let request = OutboundRequest(method: "GET", url: "http://127.0.0.1:\(server.port)/")
            let outcome = await caller.download(request, to: target, .local(maximumBody: 5_000_000))
            guard case .answered(let answer) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(answer.status == 200 && answer.body.isEmpty && answer.headers["Content-Length"] == "\(count)")
            #expect(Self.read(target) == Self.bytes(count))
        }
    }

    @Test func aPieceOfAFile_isSentAlone() async throws {
        try await withFile(Array("0123456789".utf8)) { server, caller, _ in
            let request = OutboundRequest(method: "GET", url: "http://127.0.0.1:\(server.port)/piece")
            guard case .answered(let answer) = await caller.call(request, .local()) else { throw CancellationError() }
            #expect(answer.status == 206 && answer.body == Array("3456".utf8))
        }
    }

    @Test func aDownloadOverTheLimit_endsAndLeavesNoFile() async throws {
        try await withFile(Self.bytes(100_000)) { server, caller, target in
            let request = OutboundRequest(method: "GET", url: "http://127.0.0.1:\(server.port)/")
            guard case .maybeSent(let failure) = await caller.download(request, to: target, .local(maximumBody: 99_999)) else {
                Issue.record("it was taken")
                return
            }
            #expect(failure.reason == .bodyTooLarge && Self.read(target) == nil)
        }
    }

    @Test func anErrorInsteadOfAFile_isKeptInTheAnswer_cut() async throws {
        try await withFile([]) { server, caller, target in
            let request = OutboundRequest(method: "GET", url: "http://127.0.0.1:\(server.port)/missing")
            guard case .answered(let answer) = await caller.download(request, to: target, .local()) else { throw CancellationError() }
            #expect(answer.status == 404 && answer.body.count == 64 << 10 && Self.read(target) == nil)
        }
    }

    @Test func aDownloadToAPathThatIsTaken_isRefused() async throws {
        try await withFile([1]) { server, caller, target in
            try Self.write([9], target)
            let request = OutboundRequest(method: "GET", url: "http://127.0.0.1:\(server.port)/")
            guard case .maybeSent(let failure) = await caller.download(request, to: target, .local()) else {
                Issue.record("it was overwritten")
                return
            }
            #expect(failure.reason == .file && Self.read(target) == [9])
        }
    }
}
