import ConnectorKit
import Core
import JSONKit
import Testing

@testable import Runtime

/// A postal channel with templates: a template is the JSON `{"name", "language", "values"}`, and its page of the list is what `LetterOffice` says.
struct TemplateChannel: Channel {
    private let post = PostalChannel(window: .afterCustomerMessage(.hours(24)))
    let catalogue = TestCatalogue()

    var capabilities: Capabilities { post.capabilities }
    var templates: (any TemplateCatalogue)? { catalogue }
    func address(ofPhone digits: String) -> String? { digits }

    func authenticate(_ request: HTTPRequest, now: Instant) -> Verdict { .refused(.signatureMissing) }
    func parse(_ payload: Payload) throws(ParseProblem) -> Inbound { throw ParseProblem("nothing comes in") }

    func render(_ message: OutboundMessage, after receipts: [StepReceipt], correlation: String) throws(Failure) -> Step? {
        guard case .template(let template) = message.content else {
            return try post.render(message, after: receipts, correlation: correlation)
        }
        guard receipts.isEmpty else { return nil }
        let request = OutboundRequest(
            method: "POST", url: "http://provider/\(message.recipient)", headers: ["Correlation": correlation], body: template.bytes)
        return Step(.deliver(part: 0), request)
    }

    func isFreeOfWindow(_ override: JSONBytes) -> Bool { catalogue.template(in: override) != nil }

    func interpret(_ response: HTTPResponse, to step: Step, now: Instant) -> Outcome {
        if response.status == 404 { return .rejected(Failure(.templateNotFound)) }
        return post.interpret(response, to: step, now: now)
    }
}

/// The templates of `TemplateChannel`.
struct TestCatalogue: TemplateCatalogue {
    let account = "account"
    let rules = TemplateRules(allowsLineEnds: false, longestSpaceRun: 4, body: 100)
    let defaultLanguage = "en_US"

    func request(after cursor: String?) -> OutboundRequest? {
        OutboundRequest(method: "GET", url: "http://provider/templates?\(cursor ?? "0")")
    }

    /// `name/language/status/body` in lines, and the next cursor in a field.
    func interpret(_ response: HTTPResponse, now: Instant) -> TemplatePage {
        if response.status == 409 { return .beginAgain }
        guard response.status == 200 else { return .failed(Failure(.credentialsInvalid), retryAfter: nil) }
        let lines = String(decoding: response.body, as: UTF8.self).split(separator: "\n")
        return .page(lines.map { Self.template($0.split(separator: "/").map { String($0) }) }, next: response.headers["Next"])
    }

    static func template(_ fields: [String]) -> MessageTemplate {
        MessageTemplate(
            name: fields[0], language: fields[1], status: MessageTemplate.Status(rawValue: fields[2]) ?? .unknown, body: fields[3])
    }

    func read(_ template: JSONBytes) throws(Failure) -> TemplateSend {
        guard let root = (try? JSONDocument.parse(template.bytes))?.root, let name = root["name"].string else {
            throw Failure(.templateParameters, detail: "The template has no name.")
        }
        let values = root["values"].array.compactMap(\.string).map { TemplateSend.Argument(.text($0)) }
        return TemplateSend(name: name, language: root["language"].string, body: values)
    }

    func write(_ send: TemplateSend, for template: MessageTemplate?) -> JSONBytes {
        JSONBytes(
            JSONWriter.object { json in
                json.field("name", send.name)
                json.field("language", template?.language ?? send.language ?? defaultLanguage)
                json.array("values") { json in for argument in send.body { json.value(argument.value.shown ?? "") } }
            })
    }

    func template(in override: JSONBytes) -> JSONBytes? {
        guard let root = (try? JSONDocument.parse(override.bytes))?.root, root["template"].exists else { return nil }
        return JSONBytes(root["template"].serialized())
    }
}

/// The provider behind `TemplateChannel`: gives pages of the list, takes letters.
final class LetterOffice: HTTPCaller {
    private struct State {
        var pages: [String]
        var letters: [String] = []
        var readings = 0
        var status = 200
        var letterStatus = 200
    }

    private let state: Lock<State>

    init(_ pages: [String]) { state = Lock(State(pages: pages)) }

    /// The bodies of the letters that came.
    var letters: [String] { state.withLock { $0.letters } }
    /// How often the first page was asked for.
    var readings: Int { state.withLock { $0.readings } }
    func show(_ pages: [String]) { state.withLock { $0.pages = pages } }
    /// What the list is answered from now on.
    func answerList(_ status: Int) { state.withLock { $0.status = status } }
    func answerLetters(_ status: Int) { state.withLock { $0.letterStatus = status } }

    func call(_ request: OutboundRequest, _ limits: CallLimits) async -> TransportOutcome {
        let response = state.withLock { state -> HTTPResponse in
            guard request.method == "GET" else {
                state.letters.append(String(decoding: request.body, as: UTF8.self))
                return HTTPResponse(status: state.letterStatus, body: Array("id\(state.letters.count)".utf8))
            }
            let page = request.url.split(separator: "?").last.flatMap { Int($0) } ?? 0
            if page == 0 { state.readings += 1 }
            var headers = HTTPFields()
            if page + 1 < state.pages.count { headers.append("Next", "\(page + 1)") }
            return HTTPResponse(status: state.status, headers: headers, body: Array(state.pages[page].utf8))
        }
        return .answered(response)
    }
}
