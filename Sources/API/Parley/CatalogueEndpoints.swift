import ConnectorKit
import Core
import JSONKit
import Runtime
import Store
import Wire

/// The catalogue of failures, the health of a channel, the stream of events.
enum CatalogueEndpoints {
    static let app = "/parley/v1/apps/{appId}"

    static let all: [Endpoint] = [
        .get(
            "ListFailures", "/parley/v1/failures", "Lists every failure code in plain words, with the provider codes that map to it.",
            failures
        )
        .asking([.language]).answering(list: "failures", of: .catalogueEntry),
        .get(
            "GetIntegrationHealth", app + "/integrations/{integrationId}/health", access: .appKey, "Shows how a channel is doing.", health
        )
        .answering("health", .health),
        .stream("StreamEvents", app + "/events", access: .appKey, "Streams events as server-sent events; Last-Event-ID resumes.", events)
            .asking([.header("Last-Event-ID", .id, "Go on after this event; from now when it is left out.")])
            .refusing(503, "The worker, or the app, has as many streams open as it may.")
            .answering(
                .text(like: "id: 65f0c1d2e3a4b5c6d7e8f901\nevent: conversation:message\ndata: {}\n\n"), as: "text/event-stream"),
    ]

    private static func failures(_ call: APICall) async throws -> Answer {
        let language = try WordsLanguage(call)
        let connectors = call.services.connectors
        return Answer(capacity: 16384) { json in
            json.array("failures") { json in
                for code in FailureCode.allCases { json.value(CatalogueEntry(code: code, language: language, connectors: connectors)) }
            }
        }
    }

    private static func health(_ call: APICall) async throws -> Answer {
        if let answer = try await CustomHealth.answer(call) { return answer }
        let integration = try call.integration()
        let (app, id) = (call.app, integration.id)
        let templates = integration.channel.templates == nil ? nil : call.context.templates.standing(of: id)
        let form = try await call.read { store in
            HealthForm(
                integration: integration, templates: templates,
                lastInboundAt: try store.journal(app: app, filter: JournalFilter(integrationID: id), before: nil, limit: 1).first?
                    .receivedAt,
                quality: try QualityRecord.of(id, app: app, in: store), counts: try store.jobCounts(),
                sends: call.context.health.account(id), errorRate: call.context.health.errorRate(id, now: call.context.clock.now()))
        }
        return Answer("health", form)
    }

    private static func events(_ call: APICall) async throws -> APIReply {
        let name = call.request.headers["Last-Event-ID"]
        var position: EventStream.Position = .now
        if let name, !name.isEmpty {
            guard let id = ID(name) else { throw APIProblem.field("Last-Event-ID", "must be the id of an event") }
            position = .after(id)
        }
        let stream = EventStream(
            reader: call.caller, start: position, subscription: try subscription(call), context: call.context,
            settings: call.services.settings)
        let head = HTTPResponse(
            status: 200, headers: HTTPFields(["Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"]))
        return .stream(head) { await stream.run(into: $0) }
    }

    private static func subscription(_ call: APICall) throws(APIProblem) -> EventSubscription {
        let settings = call.services.settings
        do throws(EventFeed.Refusal) {
            return try call.services.feed.subscribe(app: call.app, limit: settings.streamLimit, appLimit: settings.streamsPerApp)
        } catch {
            switch error {
            case .full: throw .overloaded(after: 5)
            case .appIsFull: throw .tooManyStreams(after: 5)
            }
        }
    }
}

/// A failure code in plain words.
struct CatalogueEntry: JSONWritable {
    let code: FailureCode
    let language: WordsLanguage
    let connectors: [ConnectorRegistration]

    func write(to json: inout JSONWriter) {
        let words = code.words(in: language)
        json.object { json in
            json.field("code", code.rawValue)
            json.field("title", words.title)
            json.field("detail", words.detail)
            json.field("nextStep", words.nextStep)
            json.field("actor", code.actor.rawValue)
            json.field("retryable", code.retryable)
            json.array("provider") { json in
                for connector in connectors {
                    for failure in connector.failures where failure.code == code {
                        json.object { json in
                            json.field("type", connector.type)
                            json.field("code", failure.providerCode)
                            json.field("meaning", failure.meaning)
                        }
                    }
                }
            }
        }
    }
}
