import Testing

@testable import Runtime

@Suite struct WebTargetTests {
    @Test(arguments: [
        ("https://a.example/x", "https", "a.example", 443), ("HTTP://A.Example", "http", "a.example", 80),
        ("http://127.0.0.1:9001/g?x#y", "http", "127.0.0.1", 9001), ("https://[2001:db8::1]:8443/", "https", "2001:db8::1", 8443),
    ]) func aWebAddress_isTakenApart(url: String, scheme: String, host: String, port: Int) {
        let target = WebTarget(url)
        #expect(target?.scheme == scheme && target?.host == host && target?.port == port)
    }

    @Test(arguments: [
        "", "ftp://a.example/", "file:///etc/passwd", "https://", "https:///x", "https://named@evil.example/", "https://a.example:x/",
        "https://a.example:70000/", "https://a example/", "https://a.example\\@b/", "//a.example/",
    ]) func whatIsNoPlainWebAddress_isNone(url: String) {
        #expect(WebTarget(url) == nil)
    }

    @Test(arguments: [
        ("https://a.example/x/y?z", "https://b.example/w", "https://b.example/w"),
        ("https://a.example/x/y?z", "/w", "https://a.example/w"), ("https://a.example/x/y?z", "w", "https://a.example/x/w"),
        ("https://a.example", "w", "https://a.example/w"), ("https://a.example:8443/x", "/w", "https://a.example:8443/w"),
        ("https://a.example/x", "//b.example/w", "https://b.example/w"), ("http://a.example/", "https://a.example/", "https://a.example/"),
        ("https://a.example/x", "http://a.example/w", nil), ("https://a.example/x", "file:///etc/passwd", nil),
        ("https://a.example/x", "javascript:alert(1)", nil), ("https://a.example/x", "https://u:p@b.example/", nil),
    ]) func aRedirect_leadsWhereItSays_butNeverToLessSafety(from: String, location: String, to: String?) {
        #expect(WebTarget(from)?.following(location) == to)
    }

    @Test func credentialsStayWithSchemeHostAndPort() throws {
        let here = try #require(WebTarget("https://a.example/x"))
        for (url, isSame) in [
            ("https://A.example:443/y", true), ("http://a.example/y", false), ("https://b.a.example/", false),
            ("https://a.example:444/", false),
        ] {
            #expect(here.isSameOrigin(as: try #require(WebTarget(url))) == isSame, "\(url)")
        }
    }
}
