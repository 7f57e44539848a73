internal import ConnectorKit
internal import Core
internal import JSONKit

/// The message templates of a WhatsApp business account (Meta, Cloud API, message templates).
struct WhatsAppTemplates: TemplateCatalogue {
    private let settings: WhatsAppAccount

    init(_ settings: WhatsAppAccount) { self.settings = settings }

    var account: String { settings.businessAccountID ?? settings.phoneNumberID }

    var defaultLanguage: String { settings.templateLanguage }

    /// Meta, template components and error codes 132005, 132012, 132018. A link has 2000 characters in all, a code 20 since Dec 2025.
    var rules: TemplateRules {
        TemplateRules(allowsLineEnds: false, longestSpaceRun: 4, body: 1024, header: 60, suffix: 2000, code: 20, payload: 256)
    }

    /// One hundred a page; without a limit Meta gives 25. Nil without the business account's id, which the path needs.
    func request(after cursor: String?) -> OutboundRequest? {
        guard let base = settings.templatesURL else { return nil }
        let fields = "id,name,language,status,category,components,parameter_format,quality_score,rejected_reason"
        let place = cursor.map { "&after=" + Self.encoded($0) } ?? ""
        let headers = HTTPFields(["Authorization": "Bearer \(settings.accessToken.revealText())"])
        return OutboundRequest(method: "GET", url: "\(base)?fields=\(fields)&limit=100\(place)", headers: headers)
    }

    func interpret(_ response: HTTPResponse, now: Instant) -> TemplatePage {
        let answer = (try? JSONDocument.parse(response.body))?.root ?? .missing
        let asked = RetryAfter.wait(in: response.headers, now: now)
        if let error = GraphError(answer["error"]) {
            return error.code == "131059" ? .beginAgain : .failed(error.failure, retryAfter: asked)
        }
        guard (200...299).contains(response.status), answer["data"].kind == .array else {
            let provider = ProviderError(code: "HTTP \(response.status)", message: "")
            return .failed(Failure(.providerUnavailable, provider: provider), retryAfter: asked)
        }
        // The last page has cursors too: only `next` says that there is more. Its address is not followed, so that the token stays here.
        let more = answer["paging"]["next"].string != nil ? answer["paging"]["cursors"]["after"].string : nil
        return .page(answer["data"].array.compactMap { TemplateDefinition.read($0) }, next: more)
    }

    func read(_ template: JSONBytes) throws(Failure) -> TemplateSend { try TemplateParameters.read(template) }

    func write(_ send: TemplateSend, for template: MessageTemplate?) -> JSONBytes {
        TemplateParameters.write(send, for: template, language: defaultLanguage)
    }

    func template(in override: JSONBytes) -> JSONBytes? {
        guard let root = (try? JSONDocument.parse(override.bytes))?.root, root["type"] == "template" else { return nil }
        return JSONBytes(root["template"].serialized())
    }

    private static func encoded(_ text: String) -> String {
        var out = ""
        for byte in text.utf8 {
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            if isPlain {
                out.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                out += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        return out
    }
}
