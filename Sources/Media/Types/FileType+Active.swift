internal import Core

extension FileType {
    /// Whether a file could do something on the machine of whoever opens it: programs, scripts, and pages that a browser interprets. Such
    /// files are not taken from strangers.
    ///
    /// - Parameters:
    ///   - type: what the bytes show.
    ///   - declared: what the sender says.
    ///   - filename: a system decides by its end what to do with a saved file.
    package static func isActive(_ type: String, declared: String?, filename: String?) -> Bool {
        let types = [type, declared.map(MediaType.essence) ?? ""]
        if types.contains(where: { isProgram($0) || interpreted.contains($0) }) { return true }
        // Windows drops dots and blanks at the end of a name.
        var name = (filename ?? "")[...]
        while let last = name.last, last == "." || last.isWhitespace { name = name.dropLast() }
        guard let dot = name.lastIndex(of: ".") else { return false }
        return activeExtensions.contains(name[name.index(after: dot)...].lowercased())
    }

    /// Types that a browser interprets, or hands to an interpreter.
    private static let interpreted: Set<String> = [
        "text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml", "text/javascript", "application/javascript",
        "application/x-javascript", "application/ecmascript", "text/vbscript", "application/hta", "application/x-shockwave-flash",
        "application/x-sh", "application/x-httpd-php", "multipart/related", "message/rfc822",
    ]

    private static let activeExtensions: Set<String> = [
        "html", "htm", "xhtml", "xht", "shtml", "mht", "mhtml", "svg", "svgz", "xml", "xsl", "swf", "js", "mjs", "jse", "vbs", "vbe", "wsf",
        "wsh", "hta", "exe", "com", "scr", "pif", "bat", "cmd", "ps1", "psm1", "msi", "msp", "dll", "cpl", "lnk", "url", "reg", "jar",
        "apk", "app", "dmg", "sh", "bash", "php", "py", "rb", "pl", "desktop", "appref-ms", "iso", "img", "vhd", "chm",
    ]
}
