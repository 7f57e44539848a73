import ConnectorKit
import Core

/// Reads the list of one integration, whole, page by page. No effect but the calls.
struct TemplateReader: Sendable {
    let integration: IntegrationEntry
    let catalogue: any TemplateCatalogue
    let context: RuntimeContext

    /// More pages are not read: 128 of 100 hold twice what Meta allows (6,000; WhatsApp business accounts, limits).
    static let pageLimit = 128
    /// How often a list that changed while it was read is begun again.
    private static let restartLimit = 3
    /// How long the provider has for a page, and how large it may be.
    private static let limits = (deadline: Duration.seconds(20), body: 8 << 20)

    /// The whole list.
    func read() async throws(TemplateReadingProblem) -> TemplateList {
        for _ in 0..<Self.restartLimit {
            if let templates = try await pages() { return TemplateList(templates.map(masked)) }
        }
        throw TemplateReadingProblem(
            Failure(.providerUnavailable, detail: "The list of templates changed again and again while it was read."))
    }

    /// All pages; nil when the provider does not know the cursor any more.
    private func pages() async throws(TemplateReadingProblem) -> [MessageTemplate]? {
        var templates: [MessageTemplate] = []
        var cursor: String?
        for _ in 0..<Self.pageLimit {
            guard let request = catalogue.request(after: cursor) else {
                throw TemplateReadingProblem(
                    Failure(.uncategorizedError, detail: "The channel's settings do not name the account of the templates."))
            }
            switch try await page(request) {
            case .beginAgain: return nil
            case .failed(let failure, let retryAfter): throw TemplateReadingProblem(failure, retryAfter: retryAfter)
            case .page(let page, let next):
                templates += page
                guard let next, next != cursor else { return templates }
                cursor = next
            }
        }
        return templates
    }

    private func page(_ request: OutboundRequest) async throws(TemplateReadingProblem) -> TemplatePage {
        let limits = CallLimits(
            deadline: Self.limits.deadline, maximumBody: Self.limits.body, trustedHost: integration.trustedHost)
        switch await context.caller.call(request, limits) {
        case .answered(let response): return catalogue.interpret(response, now: context.clock.now())
        // Asking has no effect, so it does not matter whether the provider saw the question.
        case .notSent(let failure), .maybeSent(let failure):
            throw TemplateReadingProblem(
                Failure(.providerUnavailable, provider: ProviderError(code: failure.reason.rawValue, message: failure.detail)))
        }
    }

    /// Whoever wrote a template may have put a card number into it.
    private func masked(_ template: MessageTemplate) -> MessageTemplate {
        let masking = context.masking(app: integration.appID, channel: integration.type)
        var template = template
        template.body.text = masking.masked(template.body.text)
        template.footer = masking.masked(template.footer)
        template.reason = masking.masked(template.reason)
        if case .text(let text) = template.header { template.header = .text(TemplateText(masking.masked(text.text))) }
        for index in template.buttons.indices { template.buttons[index].text = masking.masked(template.buttons[index].text) }
        return template
    }
}

/// Why a list could not be read.
struct TemplateReadingProblem: Error {
    var failure: Failure
    var retryAfter: Duration?

    init(_ failure: Failure, retryAfter: Duration? = nil) {
        self.failure = failure
        self.retryAfter = retryAfter
    }
}
