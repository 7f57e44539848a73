import ConnectorKit
import Core
import Testing

@Suite struct MediaTests {
    private static let file = MediaReference(id: "BQADBAAD")

    private static func access() throws -> any MediaAccess {
        try #require(try TestAccount.channel(baseURL: "http://127.0.0.1:1/telegram").media)
    }

    private static func follow(_ status: Int, _ body: String, to step: MediaStep? = nil) throws -> MediaStep {
        let access = try access()
        return access.follow(
            HTTPResponse(status: status, body: Array(body.utf8)), to: step ?? access.begin(file), for: file, now: .zero)
    }

    @Test func file_isAskedForByItsID_thenFetchedFromItsPath() throws {
        guard case .ask(let request) = try Self.access().begin(Self.file) else { throw Unexpected() }
        #expect(request.url == "http://127.0.0.1:1/telegram/bot\(TestAccount.token)/getFile")
        #expect(String(decoding: request.body, as: UTF8.self) == #"{"file_id":"BQADBAAD"}"#)
        let answer = #"{"ok":true,"result":{"file_id":"BQADBAAD","file_size":9,"file_path":"photos/file_1.jpg"}}"#
        let url = "http://127.0.0.1:1/telegram/file/bot\(TestAccount.token)/photos/file_1.jpg"
        #expect(try Self.follow(200, answer) == .download(MediaDownload(OutboundRequest(method: "GET", url: url), size: 9)))
    }

    @Test func pathThatIsNoLongerGood_isAskedForAgain() throws {
        let download = MediaStep.download(MediaDownload(OutboundRequest(method: "GET", url: "http://127.0.0.1:1/x")))
        #expect(try Self.follow(404, "", to: download) == Self.access().begin(Self.file))
        guard case .failed(let problem) = try Self.follow(503, "", to: download) else { throw Unexpected() }
        #expect(problem.retry == .later(after: nil))
    }

    @Test(arguments: [
        (
            400, #"{"ok":false,"error_code":400,"description":"Bad Request: file is too big"}"#, FailureCode.mediaTooLarge,
            MediaProblem.Retry.never
        ),
        (
            400, #"{"ok":false,"error_code":400,"description":"Bad Request: wrong file_id or the file is temporarily unavailable"}"#,
            .mediaUnavailable, .never
        ),
        (401, #"{"ok":false,"error_code":401,"description":"Unauthorized"}"#, .credentialsInvalid, .whenMended),
        (429, #"{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":7}}"#, .rateLimited, .later(after: .seconds(7))),
        (502, "<html>", .providerUnavailable, .later(after: nil)),
        (200, #"{"ok":true,"result":{"file_id":"x"}}"#, .mediaUnavailable, .later(after: nil)),
        (200, #"{"ok":true,"result":{"file_path":"../../../bot1/logOut"}}"#, .mediaUnavailable, .later(after: nil)),
    ])
    func answerWithoutAPath_saysWhetherToTryAgain(status: Int, body: String, code: FailureCode, retry: MediaProblem.Retry) throws {
        guard case .failed(let problem) = try Self.follow(status, body) else { throw Unexpected() }
        #expect(problem.failure.code == code)
        #expect(problem.retry == retry)
    }
}
