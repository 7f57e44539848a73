import Core
import Store

extension StoreConformance {
    static let media = [
        ConformanceCase("a file's record comes back, changes, and is removed") { store in
            var bare = MediaRecord(id: Sample.id(2), appID: Sample.app, origin: .attachment, state: .stored)
            for record in [Sample.media(1, bytes: 1), bare] {
                try await store.write { try $0.insert(record) }
                try expectEqual(try await store.read { try $0.media(record.id) }, record)
                try await expectFailed { try await store.write { try $0.insert(record) } }
            }
            bare.conversationID = Sample.id(300)
            bare.messageID = Sample.id(50)
            bare.state = .failed
            bare.reference = MediaReference(id: "r")
            bare.mediaType = "a/b"
            bare.size = 0
            bare.filename = ""
            bare.sha256 = []
            bare.failure = Failure(.mediaUnavailable)
            try await store.write { [bare] in try $0.update(bare) }
            try expectEqual(try await store.read { [bare] in try $0.media(bare.id) }, bare)
            let ofMessage = try await store.read { try $0.media(conversation: Sample.id(300), message: Sample.id(50)).map(\.id) }
            try expectEqual(ofMessage, [Sample.id(1), Sample.id(2)])
            try await store.write { [bare] in try $0.remove(media: bare.id) }
            try expect(try await store.read { [bare] in try $0.media(bare.id) } == nil, "still there")
            try await expectFailed { [bare] in try await store.write { try $0.update(bare) } }
        },
        ConformanceCase("files of a deleted message are dropped, and those of a deleted conversation; others stay") { store in
            try await store.write { transaction in
                for (number, message) in [(1, 50), (2, 50), (3, 51)] { try transaction.insert(Sample.media(number, message: message)) }
                try transaction.insert(Sample.media(4, message: nil))
                try transaction.dropMedia(conversation: Sample.id(300), message: Sample.id(50))
            }
            func states() async throws -> [MediaRecord.State?] {
                try await store.read { reader in try (1...4).map { try reader.media(Sample.id($0))?.state } }
            }
            try expectEqual(try await states(), [.dropped, .dropped, .waiting, .waiting])
            try await store.write { try $0.dropMedia(conversation: Sample.id(300), message: nil) }
            try expectEqual(try await states(), [.dropped, .dropped, .dropped, .waiting])
        },
        ConformanceCase("dropped files are outdated, then old ones, each once and within the limit") { store in
            try await store.write { transaction in
                for number in 1...9 { try transaction.insert(Sample.media(number, state: number % 3 == 0 ? .dropped : .stored)) }
            }
            func outdated(_ id: Int, _ limit: Int) async throws -> [ID] {
                try await store.read { try $0.outdatedMedia(before: Sample.id(id), limit: limit).map(\.id) }
            }
            try expectEqual(try await outdated(5, 100), [3, 6, 9, 1, 2, 4].map(Sample.id))
            try expectEqual(try await outdated(5, 4), [3, 6, 9, 1].map(Sample.id))
            try expectEqual(try await outdated(5, 2), [3, 6].map(Sample.id))
            try expectEqual(try await outdated(1, 100), [3, 6, 9].map(Sample.id))
        },
        ConformanceCase("two records with the same bytes share them; a record shares nothing with itself") { store in
            try await store.write { transaction in
                for (number, bytes) in [(1, 7), (2, 7), (3, 8)] as [(Int, UInt8)] {
                    try transaction.insert(Sample.media(number, state: .stored, bytes: bytes))
                }
                try transaction.insert(Sample.media(4))
            }
            let shared = try await store.read { reader in
                try (1...4).map { try reader.media(Sample.id($0)).map { try reader.sharesBytes($0) } }
            }
            try expectEqual(shared, [true, true, false, false])
        },
        ConformanceCase("an upload is kept by integration and bytes, replaced by a later one, and pruned by its age") { store in
            @Sendable func upload(_ id: String, _ time: Instant, _ integration: ID = Sample.integration) -> MediaUpload {
                MediaUpload(integrationID: integration, sha256: [1, 2], externalID: id, uploadedAt: time)
            }
            try await store.write { transaction in
                try transaction.put(upload("a", Sample.now))
                try transaction.put(upload("b", Sample.now + .seconds(1)))
                try transaction.put(upload("c", Sample.now, Sample.otherIntegration))
            }
            func found() async throws -> [String?] {
                try await store.read { reader in
                    try [Sample.integration, Sample.otherIntegration].map {
                        try reader.upload(integration: $0, sha256: [1, 2])?.externalID
                    }
                }
            }
            try expectEqual(try await found(), ["b", "c"])
            try expect(try await store.read { try $0.upload(integration: Sample.integration, sha256: [1]) } == nil, "of other bytes")
            try expectEqual(try await store.write { try $0.prune(before: Sample.now + .seconds(1), limit: 9) }, 1)
            try expectEqual(try await found(), ["b", nil])
        },
    ]
}
