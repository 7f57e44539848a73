import Media
import Testing

@Suite struct TypeTests {
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0]
    private static let zip: [UInt8] = [0x50, 0x4B, 0x03, 0x04, 1]
    private static let docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    static let rows: [(String, [UInt8], String?, String)] = [
        ("a picture without a word", png, nil, "image/png"),
        ("a picture under a wrong word", png, "image/jpeg", "image/png"),
        ("a page that says it is a picture", Array("<html><script>".utf8), "image/png", "text/plain"),
        ("a picture of no known kind", [0, 1, 2, 3], "image/png", "application/octet-stream"),
        ("an archive that says it is a document", zip, docx, docx),
        ("an archive that says it is a picture", zip, "image/png", "application/zip"),
        ("a voice note with parameters", Array("OggS....".utf8), "audio/ogg; codecs=opus", "audio/ogg"),
        ("film in a sound's clothes", [0, 0, 0, 24] + Array("ftypmp42".utf8), "audio/mp4", "audio/mp4"),
        ("film", [0, 0, 0, 24] + Array("ftypisom".utf8), nil, "video/mp4"),
        ("text", Array("a,b\n1,2\n".utf8), "text/csv", "text/csv"),
        ("text without a word", Array("hello".utf8), nil, "text/plain"),
        ("bytes that say they are text", [0, 1, 2], "text/plain", "application/octet-stream"),
        ("a word that is no type", [0, 1], "a/b/c\r\nX: y", "application/octet-stream"),
        ("a kind of its own", [0, 1], "Application/X-Own", "application/x-own"),
        ("a program under another name", Array("MZ..".utf8), "application/pdf", "application/vnd.microsoft.portable-executable"),
        ("a script", Array("#!/bin/sh\n".utf8), "text/plain", "application/x-sh"),
        ("nothing", [], nil, "text/plain"),
    ]

    @Test(arguments: rows) func theBytesDecide_S13(label: String, head: [UInt8], declared: String?, type: String) {
        #expect(FileType.type(of: head, declared: declared) == type, "\(label)")
    }

    @Test func programs_areKnown() {
        #expect(FileType.isProgram("application/x-sh") && FileType.isProgram("application/vnd.microsoft.portable-executable"))
        #expect(!FileType.isProgram("application/pdf") && !FileType.isProgram("text/plain"))
    }

    @Test func onlyWhatCannotRun_isShownInABrowser() {
        #expect(FileType.isHarmless("image/png") && FileType.isHarmless("audio/ogg") && FileType.isHarmless("video/mp4"))
        #expect(!FileType.isHarmless("image/svg+xml") && !FileType.isHarmless("text/html") && !FileType.isHarmless("application/pdf"))
    }
}
