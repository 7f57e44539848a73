import Core
import Testing

@Suite struct SecretTests {
    @Test func secret_isNeverShown_invariant15() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump(["key": secret], to: &dumped)
        for shown in ["\(secret)", String(reflecting: secret), "\([secret])", dumped] {
            #expect(shown.contains("Secret(redacted)"))
            #expect(!shown.contains("hunter2"))
        }
    }

    @Test func secret_isReadOnlyByAnExplicitCall() {
        let secret = Secret("hunter2")
        #expect(secret.revealText() == "hunter2")
        #expect(secret.revealBytes() == Array("hunter2".utf8))
        #expect(Secret("").isEmpty)
        #expect(secret == Secret(bytes: Array("hunter2".utf8)))
        #expect(secret != Secret("hunter3"))
    }
}
