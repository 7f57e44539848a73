extension FileType {
    /// Marks of files, the more exact ones first. From the formats' own specifications.
    static let signatures: [Signature] = pictures + sound + film + documents + executables

    private static let pictures = [
        Signature("image/jpeg", [0xFF, 0xD8, 0xFF]),
        Signature("image/png", or: ["image/apng"], [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
        Signature("image/gif", "GIF8"),
        Signature("image/webp", "RIFF", then: (8, Array("WEBP".utf8))),
        Signature("image/heic", or: ["image/heif"], at: 4, "ftyphei"),
        Signature("image/heic", or: ["image/heif"], at: 4, "ftypmif1"),
        Signature("image/avif", at: 4, "ftypavi"),
        Signature("image/tiff", [0x49, 0x49, 0x2A, 0x00]),
        Signature("image/tiff", [0x4D, 0x4D, 0x00, 0x2A]),
        Signature("image/bmp", "BM", then: (6, [0, 0, 0, 0])),
    ]

    private static let sound = [
        Signature("audio/ogg", or: ["video/ogg", "application/ogg", "audio/opus"], "OggS"),
        Signature("audio/amr", "#!AMR"),
        Signature("audio/wav", "RIFF", then: (8, Array("WAVE".utf8))),
        Signature("audio/flac", "fLaC"),
        Signature("audio/mpeg", "ID3"),
        Signature("audio/mpeg", [0xFF, 0xFB]),
        Signature("audio/mpeg", [0xFF, 0xF3]),
        Signature("audio/mpeg", [0xFF, 0xF2]),
        Signature("audio/aac", [0xFF, 0xF1]),
        Signature("audio/aac", [0xFF, 0xF9]),
        Signature("audio/mp4", or: ["audio/x-m4a", "audio/m4a", "audio/aac"], at: 4, "ftypM4A"),
    ]

    private static let film = [
        Signature("video/3gpp", or: ["audio/3gpp", "video/mp4", "audio/mp4"], at: 4, "ftyp3g"),
        Signature("video/quicktime", or: ["video/mp4"], at: 4, "ftypqt"),
        Signature("video/mp4", or: ["audio/mp4", "audio/x-m4a", "video/x-m4v", "video/3gpp", "audio/aac"], at: 4, "ftyp"),
        Signature("video/webm", or: ["audio/webm", "video/x-matroska"], [0x1A, 0x45, 0xDF, 0xA3]),
        Signature("video/x-msvideo", "RIFF", then: (8, Array("AVI ".utf8))),
        Signature("video/mpeg", [0x00, 0x00, 0x01, 0xBA]),
    ]

    private static let documents = [
        Signature("application/pdf", "%PDF-"),
        Signature("application/zip", or: Set(packed), [0x50, 0x4B, 0x03, 0x04]),
        Signature("application/zip", or: Set(packed), [0x50, 0x4B, 0x05, 0x06]),
        Signature(
            "application/x-ole-storage",
            or: ["application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint", "application/vnd.ms-outlook"],
            [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
        Signature("application/gzip", [0x1F, 0x8B]),
        Signature("application/x-7z-compressed", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
        Signature("application/vnd.rar", "Rar!"),
        Signature("application/rtf", or: ["text/rtf"], "{\\rtf"),
    ]

    /// Types that are ZIP archives inside.
    private static let packed = [
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation", "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.presentation", "application/epub+zip",
        "application/x-zip-compressed", "application/vnd.apple.pages", "application/vnd.apple.numbers",
        "application/x-iwork-pages-sffpages",
    ]

    private static let executables = [
        Signature("application/vnd.microsoft.portable-executable", "MZ"),
        Signature("application/x-executable", [0x7F, 0x45, 0x4C, 0x46]),
        Signature("application/x-mach-binary", [0xCF, 0xFA, 0xED, 0xFE]),
        Signature("application/x-mach-binary", [0xCA, 0xFE, 0xBA, 0xBE]),
        Signature("application/x-sh", "#!/"),
    ]

    static let programs: Set<String> = Set(executables.map(\.type)).union([
        "application/x-msdownload", "application/x-dosexec", "application/x-msi", "application/x-bat", "application/java-archive",
        "application/vnd.android.package-archive",
    ])

    static let extensions: [String: String] = [
        "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp", "image/heic": "heic", "image/tiff": "tiff",
        "image/bmp": "bmp", "audio/ogg": "ogg", "audio/amr": "amr", "audio/wav": "wav", "audio/flac": "flac", "audio/mpeg": "mp3",
        "audio/aac": "aac", "audio/mp4": "m4a", "video/mp4": "mp4", "video/quicktime": "mov", "video/webm": "webm", "video/mpeg": "mpeg",
        "application/pdf": "pdf", "application/zip": "zip", "application/rtf": "rtf", "text/plain": "txt", "text/csv": "csv",
        "application/msword": "doc", "application/vnd.ms-excel": "xls", "application/vnd.ms-powerpoint": "ppt",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    ]
}
