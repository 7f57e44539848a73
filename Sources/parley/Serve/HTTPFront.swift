import API
import Core
import Demo
import HTTPWire
import Operations
import Runtime
import WebChat

/// Sends each request to the part that answers it. Runs on the server's threads.
struct HTTPFront: HTTPHandler {
    let intake: Intake
    let api: APIHandler
    let webChat: WebChatFront
    /// Nil outside of a sandbox.
    let demo: Demo?
    let monitoring: Monitoring
    /// The largest body of a provider's request, in bytes.
    let webhookBodyLimit: Int

    func admit(_ head: RequestHead) -> Admission {
        if head.request.path.hasPrefix(Self.webhooks) {
            return intake.isOverloaded ? .refuse(intake.overloaded()) : .accept(bodyLimit: webhookBodyLimit)
        }
        return switch Self.route(head.request.path) {
        case .webhook, .monitoring, .demo: .accept(bodyLimit: 0)
        case .webChat: webChat.admit(head)
        case .api:
            switch api.admit(head.request, contentLength: head.contentLength) {
            case .accept(let bodyLimit): .accept(bodyLimit: bodyLimit)
            case .refuse(let response): .refuse(response)
            }
        }
    }

    func handle(_ request: HTTPRequest, _ responder: HTTPResponder) {
        switch Self.route(request.path) {
        case .webhook(let integration):
            guard let integration else { return responder.respond(HTTPResponse(status: 404)) }
            intake.receive(request, integration: integration) { responder.respond($0) }
        case .webChat: webChat.handle(request, responder)
        case .demo: responder.respond(demo?.answer(request) ?? HTTPResponse(status: 404))
        case .monitoring: responder.respond(monitoring.answer(request))
        case .api: answer(request, responder)
        }
    }

    private func answer(_ request: HTTPRequest, _ responder: HTTPResponder) {
        Task {
            switch await api.handle(request) {
            case .response(let response): responder.respond(response)
            case .file(let head, let file): responder.respond(head, file: file)
            case .stream(let head, let write): await write(responder.stream(head))
            }
        }
    }

    private enum Route {
        /// Nil when what follows is no id. Whether more may stand behind it is for the channel to say.
        case webhook(ID?)
        case webChat
        case demo
        case monitoring
        case api
    }

    private static let webhooks = "/webhooks/"

    private static func route(_ path: String) -> Route {
        if path.hasPrefix(webhooks) {
            return .webhook(ID(utf8: path.utf8.dropFirst(webhooks.utf8.count).prefix { $0 != UInt8(ascii: "/") }))
        }
        if WebChatFront.serves(path) { return .webChat }
        if Demo.serves(path) { return .demo }
        return Monitoring.paths.contains(path) ? .monitoring : .api
    }
}

extension HTTPStream: StreamSink {}
