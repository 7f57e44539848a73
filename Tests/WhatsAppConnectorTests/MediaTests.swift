import ConnectorKit
import Core
import JSONKit
import Testing
import WhatsAppConnector

/// Files both ways, as steps (WhatsApp fact sheet, section 7).
@Suite struct MediaTests {
    private static let now = Instant(seconds: 1_781_000_000)
    private static let reference = MediaReference(id: "900000000000011", sha256: "aGFzaA==")

    private static func follow(_ status: Int, _ body: String, to step: MediaStep) throws -> MediaStep {
        let media = try #require(try TestAccount.channel().media)
        return media.follow(HTTPResponse(status: status, body: Array(body.utf8)), to: step, for: reference, now: now)
    }

    private static func ask() throws -> MediaStep { try #require(try TestAccount.channel().media).begin(reference) }

    @Test func theIDIsAskedForItsAddress_withTheToken() throws {
        guard case .ask(let request) = try Self.ask() else {
            Issue.record("no question")
            return
        }
        #expect(request.url.contains("/900000000000011?phone_number_id=") && request.headers["Authorization"]?.hasPrefix("Bearer ") == true)
    }

    @Test(arguments: ["", "../me", "1/2", "1?x=y"]) func anIDThatIsNone_isNotAsked(id: String) throws {
        let media = try #require(try TestAccount.channel().media)
        guard case .failed(let problem) = media.begin(MediaReference(id: id)) else {
            Issue.record("it is asked")
            return
        }
        #expect(problem.retry == .never)
    }

    @Test(arguments: [
        ("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1", true), ("https://x.facebook.com/1", true),
        ("https://evil.example/1", false), ("https://fbsbx.com.evil.example/1", false), ("http://lookaside.fbsbx.com/1", false),
        ("https://evil.example/?https://fbsbx.com/", false), ("https://evilfbsbx.com/1", false),
    ]) func theToken_reachesMetaOnly_trap17(url: String, isSigned: Bool) throws {
        let body = #"{"url":"\#(url)","mime_type":"image/jpeg","sha256":"ab","file_size":"48213","id":"1"}"#
        guard case .download(let download) = try Self.follow(200, body, to: try Self.ask()) else {
            Issue.record("no download")
            return
        }
        #expect(download.request.url == url && (download.request.headers["Authorization"] != nil) == isSigned)
        #expect(download.size == 48213 && download.mediaType == "image/jpeg" && download.sha256 == "ab")
    }

    @Test(arguments: [401, 403, 404, 410]) func anAddressThatHasExpired_isAskedForAgain(status: Int) throws {
        let download = MediaStep.download(MediaDownload(OutboundRequest(method: "GET", url: "https://x.fbsbx.com/1")))
        #expect(try Self.follow(status, "", to: download) == (try Self.ask()))
    }

    @Test(arguments: [
        (400, #"{"error":{"message":"gone","code":100,"error_subcode":33}}"#, FailureCode.mediaUnavailable, MediaProblem.Retry.never),
        (401, #"{"error":{"message":"expired","code":190}}"#, .credentialsInvalid, .whenMended),
        (503, "", .mediaUnavailable, .later(after: nil)),
        (200, "{}", .mediaUnavailable, .never),
    ]) func whatTheIDAnswers_saysWhetherToTryAgain(status: Int, body: String, code: FailureCode, retry: MediaProblem.Retry) throws {
        guard case .failed(let problem) = try Self.follow(status, body, to: try Self.ask()) else {
            Issue.record("no failure")
            return
        }
        #expect(problem.failure.code == code && problem.retry == retry, "\(problem)")
    }

    // MARK: Out

    private static let url = "https://parley.test/media/aa/bb.png"

    private static func step(_ upload: String?, after receipts: [StepReceipt]) throws -> Step? {
        let file = StoredFile(sha256: [1], size: 3, mediaType: "image/png", path: "/x")
        let message = OutboundMessage(
            id: .first, recipient: "15550107777", content: .image(MediaContent(kind: .image, url: url, caption: "Map")),
            files: [url: OutboundFile(file: file, filename: "map.png", link: url, upload: upload)])
        return try TestAccount.channel().render(message, after: receipts, correlation: "c")
    }

    @Test func aFileOfTheWorker_isUploadedFirst_thenSentByItsID_K24() throws {
        let upload = try #require(try Self.step(nil, after: []))
        #expect(upload.purpose == .prepare && upload.request.url.hasSuffix("/media") && upload.request.form?.file?.path == "/x")
        let answer = HTTPResponse(status: 200, body: Array(#"{"id":"900000000000021"}"#.utf8))
        let outcome = try TestAccount.channel().interpret(answer, to: upload, now: Self.now)
        #expect(outcome == .accepted(externalID: "900000000000021", recipient: nil))
        let receipt = StepReceipt(index: 0, purpose: .prepare, externalID: "900000000000021")
        let send = try #require(try Self.step("900000000000021", after: [receipt]))
        let body = String(decoding: send.request.body, as: UTF8.self)
        #expect(send.purpose == .deliver(part: 0) && body.contains(#""id":"900000000000021""#) && body.contains("Map"))
        let done = [receipt, StepReceipt(index: 1, purpose: .deliver(part: 0), externalID: "wamid.1")]
        #expect(try Self.step("900000000000021", after: done) == nil)
    }

    @Test func readingAndTyping_goWithTheCustomersMessage() throws {
        let channel = try TestAccount.channel()
        let read = try #require(channel.signal(.read(upTo: "wamid.T1"), to: "15550107777"))
        #expect(String(decoding: read.body, as: UTF8.self) == #"{"messaging_product":"whatsapp","status":"read","message_id":"wamid.T1"}"#)
        let typing = try #require(channel.signal(.typing(true, lastReceived: "wamid.T1"), to: "15550107777"))
        #expect(String(decoding: typing.body, as: UTF8.self).contains(#""typing_indicator":{"type":"text"}"#))
        #expect(channel.signal(.typing(false, lastReceived: "wamid.T1"), to: "1") == nil)
        #expect(channel.signal(.typing(true, lastReceived: nil), to: "1") == nil)
    }
}
