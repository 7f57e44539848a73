import Core

/// A file of the demo, as it lies in the folder `Pages`.
struct DemoPage: Sendable {
    /// What stands for the id of the web chat in a page.
    private static let placeholder = "{integration}"
    /// Every page may load what its own origin serves, and nothing else; only the demo itself may show it in a frame.
    private static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; frame-src 'self'; \
        frame-ancestors 'self'; base-uri 'none'; form-action 'none'
        """

    private let type: String
    private let bytes: [UInt8]

    /// Files by what follows `/demo/`.
    static let all: [String: DemoPage] = [
        "": page(PackageResources.index_html), "shop": page(PackageResources.shop_html), "desk": page(PackageResources.desk_html),
        "frame.css": style(PackageResources.frame_css), "shop.css": style(PackageResources.shop_css),
        "desk.css": style(PackageResources.desk_css), "desk.js": script(PackageResources.desk_js),
        "desk-api.js": script(PackageResources.desk_api_js), "desk-inbox.js": script(PackageResources.desk_inbox_js),
    ]

    private static func page(_ bytes: [UInt8]) -> DemoPage { DemoPage(type: "text/html", bytes: bytes) }
    private static func style(_ bytes: [UInt8]) -> DemoPage { DemoPage(type: "text/css", bytes: bytes) }
    private static func script(_ bytes: [UInt8]) -> DemoPage { DemoPage(type: "text/javascript", bytes: bytes) }

    func response(integration: ID) -> HTTPResponse {
        let headers: HTTPFields = HTTPFields([
            "Content-Type": "\(type); charset=utf-8", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": Self.policy, "Referrer-Policy": "same-origin",
        ])
        guard type == "text/html" else { return HTTPResponse(status: 200, headers: headers, body: bytes) }
        let text = String(decoding: bytes, as: UTF8.self).replacing(Self.placeholder, with: "\(integration)")
        return HTTPResponse(status: 200, headers: headers, body: Array(text.utf8))
    }
}
