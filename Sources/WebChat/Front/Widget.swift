import Core
import Cryptography
import JSONKit

/// The widget: the files of the folder `Widget` as one script that shares no name with the page.
enum Widget {
    private static let parts = [
        PackageResources.texts_js, PackageResources.dom_js, PackageResources.api_js, PackageResources.memory_js, PackageResources.thread_js,
        PackageResources.conversation_js, PackageResources.content_js, PackageResources.forms_js, PackageResources.composer_js,
        PackageResources.bubbles_js, PackageResources.panel_js, PackageResources.element_js,
    ]

    /// The script, as UTF-8.
    static let script: [UInt8] = {
        var style = JSONWriter()
        style.value(String(decoding: PackageResources.style_css, as: UTF8.self))
        var script = Array("(() => {\n\"use strict\";\nconst STYLE = ".utf8) + style.finish() + Array(";\n".utf8)
        for part in parts { script += part + [UInt8(ascii: "\n")] }
        return script + Array("})();\n".utf8)
    }()

    private static let tag = "\"\(Hex.encode(Array(SHA256.digest(script).prefix(12))))\""

    /// The answer to a browser that may have it already.
    static func response(to request: HTTPRequest) -> HTTPResponse {
        var headers: HTTPFields = HTTPFields([
            "Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "public, max-age=300", "X-Content-Type-Options": "nosniff",
            // The script is meant for other sites' pages.
            "Cross-Origin-Resource-Policy": "cross-origin",
        ])
        headers["ETag"] = tag
        if request.headers["If-None-Match"] == tag { return HTTPResponse(status: 304, headers: headers) }
        return HTTPResponse(status: 200, headers: headers, body: script)
    }
}
