import Core
import Foundation
import JSONKit
import Testing

extension EndToEnd {
    @Suite("Hostile input") struct Hostile {}
}

extension EndToEnd.Hostile {
    /// A body that nobody can use.
    struct Bad: CustomTestStringConvertible, Sendable {
        let name: String
        let make: @Sendable () -> [UInt8]

        var testDescription: String { name }
    }

    static let bodies = [
        Bad(name: "100,000 levels of objects") {
            Array((String(repeating: #"{"a":"#, count: 100_000) + "1" + String(repeating: "}", count: 100_000)).utf8)
        },
        Bad(name: "100,000 levels of arrays, never closed") { Array(repeating: UInt8(ascii: "["), count: 100_000) },
        Bad(name: "invalid UTF-8") {
            Array(#"{"object":"whatsapp_business_account","entry":[{"id":""#.utf8) + [0xFF, 0xC0, 0x80] + Array(#""}]}"#.utf8)
        },
        Bad(name: "a lone surrogate") { Array(#"{"object":"\ud800","entry":[]"#.utf8) },
        Bad(name: "NUL") { Array("{\"object\":\"\0\"}\0".utf8) },
        Bad(name: "a number of 400 digits, cut off") { Array(#"{"entry":\#(String(repeating: "9", count: 400))"#.utf8) },
        Bad(name: "nothing but white space") { Array("   ".utf8) },
    ]

    @Test(
        "A signed body that nobody can read is kept in quarantine and answered 200; unsigned it is refused (invariant 1)", arguments: bodies
    )
    func unreadable(_ bad: Bad) async throws {
        try await Stage.play { stage in
            let body = bad.make()
            #expect(await stage.webhook(body, signed: false)?.status == 401, "\(bad.name)")
            #expect(try await stage.agent.journal("").isEmpty, "\(bad.name)")
            let begin = ContinuousClock.now
            #expect(await stage.webhook(body)?.status == 200, "\(bad.name)")
            #expect(ContinuousClock.now - begin < .seconds(2), "\(bad.name)")
            let entries = try await stage.agent.journal("verdict=quarantined")
            #expect(entries.count == 1, "\(bad.name)")
            _ = try await stage.conversation(from: "15550107777")
        }
    }

    @Test("A body of 10 MB is answered 413, and one of a million keys is taken without harm (invariant 13)")
    func large() async throws {
        try await Stage.play { stage in
            let process = try #require(stage.worker?.identifier)
            #expect(await stage.webhook([UInt8](repeating: UInt8(ascii: " "), count: 10 << 20))?.status == 413)
            #expect(await stage.webhook([UInt8](repeating: UInt8(ascii: " "), count: 10 << 20), signed: false)?.status == 413)
            #expect(Machine.residentBytes(of: process) < 256 << 20)
            _ = try await stage.conversation(from: "15550107777")
        }
        var settings = try Settings()
        settings.worker = "limits: { body: 16777216 },"
        try await Stage.play(settings) { stage in
            let process = try #require(stage.worker?.identifier)
            let keys = Array(#"{"object":"x""#.utf8) + (0..<1_000_000).flatMap { Array(",\"\($0)\":0".utf8) } + Array("}".utf8)
            #expect(await stage.webhook(keys, signed: false)?.status == 401)
            #expect(await stage.webhook(keys)?.status == 200)
            #expect(Machine.residentBytes(of: process) < 512 << 20)
            _ = try await stage.conversation(from: "15550107777")
        }
    }

    @Test("A webhook with a wrong, missing or odd signature is refused and never stored (invariant 1)")
    func forged() async throws {
        try await Stage.play { stage in
            let canary = "canary-\(UInt64.random(in: 0...(.max)))"
            let body = Array(#"{"object":"whatsapp_business_account","entry":[],"note":"\#(canary)"}"#.utf8)
            let right = stage.signature(of: body)
            let forgeries = [
                "sha256=", "sha256=00", right.uppercased(), "sha1=" + right.dropFirst(7), right + "00", String(right.dropLast()),
            ]
            for forgery in forgeries {
                #expect(await stage.webhook(body, signature: forgery)?.status == 401, "\(forgery)")
            }
            #expect(await stage.webhook(body, signature: stage.signature(of: body + [0x20]))?.status == 401)
            #expect(await stage.webhook(body, signed: false)?.status == 401)
            let unknown = "\(stage.settings.origin)/webhooks/\(String(repeating: "a", count: 24))"
            #expect(await stage.web.send("POST", unknown, body: body)?.status == 404)
            #expect(try await stage.agent.journal("").isEmpty)
            for (file, data) in try stage.writtenFiles() {
                #expect(data.range(of: Data(canary.utf8)) == nil, "\(file)")
            }
        }
    }
}
