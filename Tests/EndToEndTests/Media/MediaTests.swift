import Core
import Cryptography
import JSONKit
import Testing

extension EndToEnd {
    @Suite("Pictures and files") struct Media {}
}

extension EndToEnd.Media {
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + (0..<5000).map { UInt8(truncatingIfNeeded: $0) }

    /// A customer sends a file; gives the message as the help desk is told of it.
    private static func receive(
        _ kind: String, _ stage: Stage, from number: String = "15550107777", bytes: Int = 0
    ) async throws -> (JSON, String) {
        let ids = try await stage.mock.inbound(
            JSONWriter.object { json in
                json.field("kind", kind)
                json.field("from", number)
                json.field("text", "Look")
                json.field("mediaBytes", bytes)
            })
        let event = try await stage.desk.event("conversation:message") {
            $0.payload["message"]["source"]["originalMessageId"].string == ids.first
        }
        return (event.payload["message"]["content"], try #require(event.conversation))
    }

    private static func fetched(_ url: String, _ stage: Stage, headers: HTTPFields = HTTPFields()) async throws -> Web.Answer {
        try await eventually("the file does not come: \(url)") {
            let answer = await stage.web.send("GET", url, headers: headers)
            return answer.flatMap { $0.status == 503 ? nil : $0 }
        }
    }

    @Test(
        "A customer's file is fetched with the token and shown by a URL of ours (Z30, F3, F23, S11)",
        arguments: [
            ("image", "image/jpeg", "inline"), ("document", "application/pdf", "attachment"), ("voice", "audio/ogg", "inline"),
            ("sticker", "image/webp", "inline"),
        ])
    func comesIn(kind: String, type: String, disposition: String) async throws {
        try await Stage.play { stage in
            let (content, conversation) = try await Self.receive(kind, stage)
            let url = try #require(content["mediaUrl"].string)
            #expect(url.hasPrefix(stage.settings.origin + "/media/"))
            let file = try await Self.fetched(url, stage)
            #expect(file.status == 200 && file.headers["Content-Type"] == type && !file.body.isEmpty, "\(file.status) \(file.text)")
            #expect(file.headers["X-Content-Type-Options"] == "nosniff")
            #expect(file.headers["Content-Disposition"]?.hasPrefix(disposition) == true)
            #expect(file.headers["ETag"] == "\"\(Hex.encode(SHA256.digest(file.body)))\"")
            let range = HTTPFields(["Range": "bytes=1-3"])
            let part = try await Self.fetched(url, stage, headers: range)
            #expect(part.status == 206 && part.body == Array(file.body[1...3]))
            let shown = try await stage.agent.messages(in: conversation)[0]["content"]
            #expect(shown["mediaSize"].int == Int64(file.body.count) && shown["mediaType"].string == type)
            var wrong = Array(url.utf8)
            wrong[wrong.count - 8] = wrong[wrong.count - 8] == UInt8(ascii: "a") ? UInt8(ascii: "b") : UInt8(ascii: "a")
            #expect(await stage.web.send("GET", String(decoding: wrong, as: UTF8.self))?.status == 404)
        }
    }

    @Test("A provider that fails at first, and a URL that has expired: the file comes all the same, and holds up no message")
    func comesInLater() async throws {
        try await Stage.play { stage in
            try await stage.mock.fault(#"{"kind":"status","status":503,"match":{"path":"attachments"},"times":1}"#)
            let (content, _) = try await Self.receive("image", stage)
            _ = try await stage.conversation(from: "15550107778", text: "Not held up")
            let file = try await Self.fetched(try #require(content["mediaUrl"].string), stage)
            #expect(file.status == 200)
        }
    }

    @Test("A file over the limit is refused with its reason, told as an event, and can be tried again by an operator")
    func tooLarge() async throws {
        var settings = try Settings()
        settings.worker = "media: { fetchMB: 1 },"
        try await Stage.play(settings) { stage in
            let (content, _) = try await Self.receive("image", stage, bytes: 2_000_000)
            let event = try await stage.desk.event("parley:message:media")
            #expect(event.payload["media"]["state"].string == "failed")
            #expect(event.payload["media"]["error"]["code"].string == "media_too_large")
            let answer = try await Self.fetched(try #require(content["mediaUrl"].string), stage)
            #expect(answer.status == 404 && answer.json["errors"][0]["code"].string == "media_too_large")
            let letters = Array(try await stage.agent.parley(get: "deadletters?queue=media")["deadletters"].array)
            #expect(letters.count == 1)
        }
    }

    @Test("An agent's picture is uploaded once and sent by its id; a second message with it is not uploaded again (K24, S12)")
    func goesOut() async throws {
        try await Stage.play { stage in
            let conversation = try await stage.conversation(from: "15550107777")
            let url = try await stage.agent.upload(Self.png, type: "image/png", name: "map.png")
            for _ in 1...2 {
                let message = try await stage.agent.post(media: url, type: "image", in: conversation)
                try await stage.agent.delivery(of: message, in: "sent", "delivered", "read")
            }
            let ledger = try await stage.mock.ledger()
            let uploads = ledger.filter { $0.path.hasSuffix("/media") }
            let sends = ledger.filter { $0.path.hasSuffix("/messages") && $0.sent.contains(#""image""#) }
            #expect(uploads.count == 1 && sends.count == 2)
            #expect(sends.allSatisfy { !$0.sent.contains("link") })
        }
    }

    @Test("A file by the caller's own URL goes as a link, without an upload")
    func goesOutByLink() async throws {
        try await Stage.play { stage in
            let conversation = try await stage.conversation(from: "15550107777")
            let message = try await stage.agent.post(media: "https://files.example/a.png", type: "image", in: conversation)
            try await stage.agent.delivery(of: message, in: "sent", "delivered", "read", "failed")
            let ledger = try await stage.mock.ledger(all: true)
            #expect(ledger.contains { $0.sent.contains("https://files.example/a.png") })
            #expect(!ledger.contains { $0.path.hasSuffix("/media") })
        }
    }

    @Test("What the channel does not take is refused before any call: type and size (S13)")
    func refused() async throws {
        try await Stage.play { stage in
            let conversation = try await stage.conversation(from: "15550107777")
            let gif = try await stage.agent.upload(Array("GIF89a....".utf8), type: "image/gif", name: "a.gif")
            let large = try await stage.agent.upload(Self.png + [UInt8](repeating: 0, count: 6 << 20), type: "image/png", name: "b.png")
            for (url, code) in [(gif, "media_unsupported"), (large, "media_too_large")] {
                let message = try await stage.agent.post(media: url, type: "image", in: conversation)
                let delivery = try await stage.agent.delivery(of: message, in: "failed")
                #expect(delivery["failure"]["code"].string == code)
            }
            #expect(try await stage.mock.ledger(all: true).filter { $0.path.hasSuffix("/media") || $0.sent.contains("image") }.isEmpty)
        }
    }

    @Test("Killed between upload and send: the file is not uploaded again, and the message goes once (invariants 6 and 7)")
    func killedBetween() async throws {
        try await Stage.play(isOpen: false) { stage in
            // The first receipt that is stored is the upload's.
            let child = try stage.start(["PARLEY_CRASH_AT": "afterReceipt:1"])
            try await stage.ready(child)
            try await stage.mock.configure(stage.settings.mockConfiguration)
            let conversation = try await stage.conversation(from: "15550107777")
            let url = try await stage.agent.upload(Self.png, type: "image/png", name: "map.png")
            let message = try await stage.agent.post(media: url, type: "image", in: conversation)
            try await eventually("the worker does not end") { child.ending != nil }
            try await stage.ready(try stage.start())
            try await stage.agent.delivery(of: message, in: "sent", "delivered", "read")
            let ledger = try await stage.mock.ledger()
            #expect(ledger.filter { $0.path.hasSuffix("/media") }.count == 1)
            #expect(ledger.filter { $0.path.hasSuffix("/messages") && $0.sent.contains(#""image""#) }.count == 1)
        }
    }
}

extension Agent {
    /// Uploads a file; gives its URL.
    func upload(_ bytes: [UInt8], type: String, name: String) async throws -> String {
        let head = "--x\r\nContent-Disposition: form-data; name=\"source\"; filename=\"\(name)\"\r\nContent-Type: \(type)\r\n\r\n"
        let answer = try await call(
            "POST", "attachments?access=public&for=message", type: "multipart/form-data; boundary=x",
            body: Array(head.utf8) + bytes + Array("\r\n--x--\r\n".utf8))
        guard answer.status == 201, let url = answer.json["attachment"]["mediaUrl"].string else {
            throw Trouble("an upload was answered \(answer.status): \(answer.text)")
        }
        return url
    }

    /// Posts a picture or file; gives the message's id.
    func post(media url: String, type: String, in conversation: String) async throws -> String {
        let body = JSONWriter.object { json in
            json.object("author") { $0.field("type", "business") }
            json.object("content") { json in
                json.field("type", type)
                json.field("mediaUrl", url)
                json.field("text", "Here")
            }
        }
        let answer = try await call("POST", "conversations/\(conversation)/messages", body: body)
        guard answer.status == 201, let id = answer.json["messages"][0]["id"].string else {
            throw Trouble("a post was answered \(answer.status): \(answer.text)")
        }
        return id
    }
}

extension Mock.Entry {
    fileprivate var path: String { json["path"].string ?? "" }
    /// The body as text.
    fileprivate var sent: String { String(decoding: json["body"].serialized(), as: UTF8.self) }
}
