import Core
import Cryptography
import Foundation
import Media
import Testing

@Suite struct FolderTests {
    private func withFolder(_ body: (MediaFolder, String) async throws -> Void) async throws {
        let path = NSTemporaryDirectory() + "parley-media-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(try MediaFolder(path: path), path)
    }

    private static let bytes = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }

    @Test func whatIsKept_isFoundByItsHash_andOpenedFromAnyPlace() async throws {
        try await withFolder { folder, path in
            let (incoming, file) = try await folder.receive(Self.bytes[...])
            #expect(file.sha256 == SHA256.digest(Self.bytes) && file.size == Self.bytes.count)
            #expect(file.head == Array(Self.bytes.prefix(MediaFolder.headLength)))
            let early = try await folder.open(file.sha256, from: 0, length: 1)
            #expect(early == nil)
            try await folder.keep(incoming, as: file)
            #expect(FileManager.default.contents(atPath: folder.path(of: file.sha256)).map { Array($0) } == Self.bytes)
            let slice = try #require(try await folder.open(file.sha256, from: 5, length: 10))
            #expect(slice.offset == 5 && slice.length == 10 && slice.descriptor >= 0)
            let onTheWay = try FileManager.default.contentsOfDirectory(atPath: path + "/incoming")
            #expect(onTheWay.isEmpty)
        }
    }

    @Test func theSameBytesTwice_areOneFile() async throws {
        try await withFolder { folder, path in
            for _ in 1...2 {
                let (incoming, file) = try await folder.receive([1, 2, 3])
                try await folder.keep(incoming, as: file)
            }
            let files = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String }.filter { $0.utf8.count > 64 }
            #expect(files?.count == 1)
        }
    }

    @Test func aFileIsRemoved_onlyAfterTheGraceTime() async throws {
        try await withFolder { folder, _ in
            let (incoming, file) = try await folder.receive([1])
            try await folder.keep(incoming, as: file)
            let now = WallClock.system.now()
            let isGone = try await folder.remove(file.sha256, now: now)
            #expect(!isGone)
            let young = try await folder.open(file.sha256, from: 0, length: 1)
            #expect(young != nil)
            let isRemoved = try await folder.remove(file.sha256, now: now + MediaFolder.graceTime + .seconds(2))
            #expect(isRemoved)
            let late = try await folder.open(file.sha256, from: 0, length: 1)
            #expect(late == nil)
            let isGoneAlready = try await folder.remove(file.sha256, now: now)
            #expect(isGoneAlready)
        }
    }

    @Test func whatAnEarlierRunLeftOnItsWay_isRemovedAtTheStart() async throws {
        try await withFolder { folder, path in
            let (incoming, _) = try await folder.receive([1])
            #expect(FileManager.default.fileExists(atPath: incoming))
            _ = try MediaFolder(path: path)
            #expect(!FileManager.default.fileExists(atPath: incoming))
        }
    }

    @Test func aFolderThatCannotBeMade_isAProblem() {
        let folder = try? MediaFolder(path: "/proc/parley-media")
        #expect(folder == nil)
    }

    @Test func theKeyIsMadeOnce() throws {
        let path = NSTemporaryDirectory() + "parley-key-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let key = try LinkKey.load(folder: path)
        #expect(key.count == 32 && key != [UInt8](repeating: 0, count: 32))
        let again = try LinkKey.load(folder: path)
        #expect(again == key)
    }
}
