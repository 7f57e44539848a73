import Core
import Glibc

/// Renders the head of an answer that the wrapper writes itself: refusals and streams.
enum ResponseHead {
    /// How the body is framed.
    enum Framing {
        case length(Int)
        case chunked
        case untilClose
    }

    /// The status line and header fields, up to and with the empty line. The connection is announced to be closed.
    static func bytes(_ response: HTTPResponse, _ framing: Framing, now: time_t = time(nil)) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(256)
        out += "HTTP/1.1 \(response.status) \(reason(response.status))\r\nDate: \(date(now))\r\nConnection: close\r\n".utf8
        switch framing {
        case .length(let length): out += "Content-Length: \(length)\r\n".utf8
        case .chunked: out += "Transfer-Encoding: chunked\r\n".utf8
        case .untilClose: break
        }
        for field in response.headers.fields where isSendable(field) {
            out += field.name.utf8
            out += ": ".utf8
            out += field.value.utf8
            out += "\r\n".utf8
        }
        out += "\r\n".utf8
        return out
    }

    /// Whether a field may be written: well-formed, and not one of the framing fields, which are the server's own.
    static func isSendable(_ field: HTTPFields.Field) -> Bool {
        guard !field.name.isEmpty, field.name.utf8.allSatisfy(HeadRules.isToken) else { return false }
        guard !field.value.utf8.contains(where: { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7F }) else { return false }
        switch field.name.utf8.count {
        case 4, 10, 14, 17: return !["date", "connection", "content-length", "transfer-encoding"].contains(field.name.lowercased())
        default: return true
        }
    }

    private static func reason(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 413: "Content Too Large"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 503: "Service Unavailable"
        case 505: "HTTP Version Not Supported"
        default: "Status"
        }
    }

    /// The date in the form of RFC 9110, section 5.6.7.
    static func date(_ now: time_t) -> String {
        var now = now
        var parts = tm()
        gmtime_r(&now, &parts)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let day = days[Int(parts.tm_wday)]
        let month = months[Int(parts.tm_mon)]
        return
            "\(day), \(two(parts.tm_mday)) \(month) \(parts.tm_year + 1900) \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT"
    }

    private static func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
