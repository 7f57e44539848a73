import Core
import Testing

@Suite("Addresses of services")
struct ServiceURLTests {
    @Test(
        "The parts of an address, and how it is written afterwards",
        arguments: [
            ("https://Desk.example", ServiceURL.Form.target, "https://Desk.example", true, "desk.example", 443),
            ("HTTP://desk.example:8080/a?b=c", .target, "HTTP://desk.example:8080/a?b=c", false, "desk.example", 8080),
            ("https://[2001:DB8::1]:443/", .target, "https://[2001:DB8::1]:443/", true, "2001:db8::1", 443),
            ("http://127.0.0.1/v1//", .base, "http://127.0.0.1/v1", false, "127.0.0.1", 80),
        ])
    func reads(_ text: String, _ form: ServiceURL.Form, _ written: String, _ isSecure: Bool, _ host: String, _ port: UInt16) throws {
        let url = try ServiceURL.read(text, form)
        #expect((url.text, url.isSecure, url.host, url.port) == (written, isSecure, host, port), "\(text)")
    }

    @Test(
        "What is wrong is said without quoting it",
        arguments: [
            ("", "must begin with"), ("ftp://x", "must begin with"), ("http:/x", "must begin with"),
            ("HTTP://", "needs a host name"), ("https:///path", "needs a host name"), ("https://?x", "needs a host name"),
            ("https://a..b", "needs a host name"), ("https://[1.2.3.4]", "needs a host name"), ("https://:443", "needs a host name"),
            ("https://x:", "needs a port"), ("https://x:0", "needs a port"), ("https://x:+80", "needs a port"),
            ("https://x:65536", "needs a port"),
            ("https://user:word@x", "must not carry a name or password"), ("https://x/#y", "must not have a fragment"),
            ("https://x/ y", "must be printable ASCII"), ("https://x\\y", "must be printable ASCII"),
            ("https://é", "must be printable ASCII"),
            ("https://x?y", "must not have a query"), ("https://x/" + String(repeating: "y", count: 2039), "is longer than"),
        ])
    func refuses(_ text: String, _ remedy: String) {
        let problem = #expect(throws: ServiceURL.Problem.self) { try ServiceURL.read(text, .base) }
        #expect(problem?.remedy.hasPrefix(remedy) == true, "\(text): \(problem?.remedy ?? "")")
    }
}
