internal import ConnectorKit
internal import Core
internal import JSONKit

/// The content templates of a Twilio account, as WhatsApp approved them (Twilio, Content API).
struct TwilioTemplates: TemplateCatalogue {
    private let settings: TwilioAccount

    init(_ settings: TwilioAccount) { self.settings = settings }

    var account: String { settings.accountSid }

    var defaultLanguage: String { settings.templateLanguage }

    /// Those of WhatsApp, for which Twilio is the way (Meta, template components and error codes 132005, 132012, 132018).
    var rules: TemplateRules {
        TemplateRules(allowsLineEnds: false, longestSpaceRun: 4, body: 1024, header: 60, suffix: 2000)
    }

    /// Contents and their approvals come in one list. The cursor is the query of the next page's address, which itself is not followed,
    /// so that the credentials stay here.
    func request(after cursor: String?) -> OutboundRequest? {
        let url = "\(settings.contentOrigin)/v1/ContentAndApprovals?\(cursor ?? "PageSize=50")"
        return OutboundRequest(method: "GET", url: url, headers: settings.headers)
    }

    func interpret(_ response: HTTPResponse, now: Instant) -> TemplatePage {
        let answer = (try? JSONDocument.parse(response.body))?.root ?? .missing
        guard (200...299).contains(response.status), answer["contents"].kind == .array else {
            return .failed(Self.failure(response, answer), retryAfter: RetryAfter.wait(in: response.headers, now: now))
        }
        let next = answer["meta"]["next_page_url"].string.flatMap(Self.query)
        return .page(answer["contents"].array.compactMap { ContentDefinition.read($0) }, next: next)
    }

    private static func failure(_ response: HTTPResponse, _ answer: JSON) -> Failure {
        let code = answer["code"].int.flatMap { Int(exactly: $0) }
        let words = TextSplit.shortened(answer["message"].string ?? "", to: 500, .unicodeScalars)
        let provider = ProviderError(code: code.map { String($0) } ?? "HTTP \(response.status)", message: words)
        if response.status == 401 || response.status == 403 { return Failure(.credentialsInvalid, provider: provider) }
        return Failure(code.flatMap { ErrorTable.entry($0)?.code } ?? .providerUnavailable, provider: provider)
    }

    /// What stands behind the question mark, if it is nothing but a query.
    private static func query(_ address: String) -> String? {
        guard let mark = address.firstIndex(of: "?") else { return nil }
        let query = address[address.index(after: mark)...]
        let isPlain = query.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }
        return !query.isEmpty && query.utf8.count <= 1024 && isPlain ? String(query) : nil
    }

    func read(_ template: JSONBytes) throws(Failure) -> TemplateSend { try ContentParameters.read(template) }

    func write(_ send: TemplateSend, for template: MessageTemplate?) -> JSONBytes { ContentParameters.write(send, for: template) }

    func template(in override: JSONBytes) -> JSONBytes? {
        guard let root = (try? JSONDocument.parse(override.bytes))?.root, let sid = root["ContentSid"].string else { return nil }
        let given = root["ContentVariables"]
        // In an override the variables may be the text that Twilio wants, or an object.
        let variables = given.string.flatMap { (try? JSONDocument.parse($0))?.root } ?? given
        return JSONBytes(
            JSONWriter.object { json in
                json.field("contentSid", sid)
                if variables.kind == .object { json.field("contentVariables", variables) }
            })
    }
}
