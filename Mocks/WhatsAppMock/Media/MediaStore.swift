import Core
import Cryptography

/// A media file that the provider keeps.
struct MediaFile {
    var id: String
    var numberID: String
    var type: String
    var bytes: [UInt8]
    var hash: [UInt8]
    var time: Instant
    /// Source: Meta, Cloud API, media: uploads live 30 days, inbound media 7.
    var lifetime: Duration
}

/// The media files, the oldest thrown away when they grow too large.
struct MediaStore {
    /// The most bytes that are kept.
    static let limit = 512 << 20

    private var files: [String: MediaFile] = [:]
    private var order: [String] = []
    private var size = 0

    /// The file of an id that has not expired.
    func file(_ id: String, at now: Instant) -> MediaFile? { files[id].flatMap { now - $0.time < $0.lifetime ? $0 : nil } }

    mutating func insert(_ file: MediaFile) {
        files[file.id] = file
        order.append(file.id)
        size += file.bytes.count
        while size > Self.limit, let oldest = order.first { remove(oldest) }
    }

    @discardableResult
    mutating func remove(_ id: String) -> Bool {
        guard let file = files.removeValue(forKey: id) else { return false }
        size -= file.bytes.count
        order.removeAll { $0 == id }
        return true
    }
}

/// Which media types may be sent as what, and how large.
///
/// Source: Meta, Cloud API, supported media types.
enum MediaRules {
    static let types: [CheckedMessage.Kind: Set<String>] = [
        .audio: ["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"],
        .image: ["image/jpeg", "image/png"],
        .sticker: ["image/webp"],
        .video: ["video/mp4", "video/3gpp"],
        .document: [
            "text/plain", "application/pdf", "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ],
    ]

    /// The type without parameters, in lower case.
    static func plain(_ type: String) -> String {
        String(type.lowercased().prefix { $0 != ";" && $0 != " " })
    }

    /// The most bytes of a type; nil when it is not supported.
    static func limit(of type: String) -> Int? {
        let type = plain(type)
        if types[.image]?.contains(type) == true { return 5 << 20 }
        if types[.sticker]?.contains(type) == true { return 500 << 10 }
        if types[.audio]?.contains(type) == true || types[.video]?.contains(type) == true { return 16 << 20 }
        return types[.document]?.contains(type) == true ? 100 << 20 : nil
    }
}
