import ConnectorKit
import Core
import Store

/// One connection to a relay, from its start to its end.
struct RelayConnection: Sendable {
    let puller: Puller
    let integration: IntegrationEntry
    let stream: RelayStream
    let lease: ShardLease
    let numbers: RelayNumbers

    private var context: RuntimeContext { puller.context }

    func run() async -> Puller.Ending {
        let id = integration.id
        let cursor: String?
        do {
            // Read each time: another worker may have had the lease meanwhile.
            cursor = try await context.store.read { try $0.cursor(integration: id) }
        } catch {
            return Puller.Ending(problem: "\(error)")
        }
        let inbox = puller.makeInbox()
        return await withTaskGroup(of: Void.self) { group in
            group.addTask { await puller.connect(stream, after: cursor, into: inbox) }
            group.addTask { await puller.watch(inbox, stream, lease) }
            let ending = await take(from: inbox)
            group.cancelAll()
            return ending
        }
    }

    /// Stores what comes until nothing more does.
    private func take(from inbox: RelayInbox) async -> Puller.Ending {
        var reader = ServerSentEvents(limit: 2 * context.settings.webhookBodyLimit)
        var ending = Puller.Ending()
        while let bytes = await inbox.next() {
            let all = reader.read(bytes)
            if reader.hasSpoken, !ending.hasProgressed {
                ending.hasProgressed = true
                numbers.connected.set(1)
                context.log.info("A relay is connected", ["integration": "\(integration.id)"])
            }
            for events in Puller.batches(all) {
                do {
                    guard await puller.waitForRoom() else { return ending }
                    try await store(events)
                } catch StoreProblem.fenced {
                    return ending
                } catch {
                    ending.problem = "what came could not be stored: \(error)"
                    return ending
                }
            }
        }
        ending.retry = reader.retry
        finish(&ending, inbox.ending)
        return ending
    }

    private func store(_ events: ArraySlice<ServerSentEvents.Event>) async throws {
        var arrivals: [Arrival] = []
        for event in events {
            let taken = arrivalsOf(event)
            if let result = taken.result { numbers.count(result) }
            arrivals += taken.arrivals
        }
        guard let cursor = events.last?.id ?? (arrivals.isEmpty ? nil : "") else { return }
        try await puller.intake.store(arrivals, cursor: cursor.isEmpty ? nil : cursor, of: integration.id, under: lease)
    }

    /// What an event holds. Whatever cannot be taken is left behind: coming again it would be no better.
    private func arrivalsOf(_ event: ServerSentEvents.Event) -> (arrivals: [Arrival], result: RelayNumbers.Result?) {
        // Other types, and texts such as `ready`, are the relay's own signs of life.
        guard event.type.isEmpty || event.type == "message" else { return ([], nil) }
        if event.isTooLarge {
            context.log.error("A relay handed on a request that is too large; it is lost", ["integration": "\(integration.id)"])
            return ([], .tooLarge)
        }
        guard event.data.first == UInt8(ascii: "{") else { return ([], nil) }
        let relayed: RelayedRequest
        do throws(RelayedRequest.Malformed) {
            relayed = try RelayedRequest(event.data, path: "/webhooks/\(integration.id)")
        } catch {
            context.log.warning("A relay handed on what is no request", ["integration": "\(integration.id)", "reason": error.reason])
            return ([], .malformed)
        }
        guard relayed.request.body.count <= context.settings.webhookBodyLimit else { return ([], .tooLarge) }
        switch puller.intake.take(relayed.request, integration, now: context.clock.now(), isPulled: true) {
        case .answered: return ([], .dropped)
        case .arrived(let arrivals, _): return (arrivals, .stored)
        }
    }

    // MARK: The end

    private func finish(_ ending: inout Puller.Ending, _ reason: RelayInbox.Ending?) {
        switch reason {
        case .overflow: ending.isAtOnce = true
        case .abandoned, nil: break
        case .stream(.answered(let response)):
            ending.problem = Self.words(response)
            // An answer that is no stream of events is no sign of life.
            if !Self.isStream(response) { ending.hasProgressed = false }
        case .stream(.notSent(let failure)), .stream(.maybeSent(let failure)):
            ending.problem =
                failure.reason == .deadline ? "it said nothing for too long, or has been open for an hour" : failure.reason.rawValue
        }
    }

    private static func isStream(_ response: HTTPResponse) -> Bool {
        response.status == 200 && response.headers["Content-Type"]?.lowercased().hasPrefix("text/event-stream") == true
    }

    private static func words(_ response: HTTPResponse) -> String {
        if isStream(response) { return "the relay has closed it" }
        switch response.status {
        case 200: return "the address answers, but with no event stream; see relay.url"
        case 300..<400: return "the address leads elsewhere (\(response.status)); put the last address into relay.url"
        case 401, 403: return "the relay wants another token (\(response.status)); see relay.token"
        default: return "the relay answered \(response.status)"
        }
    }
}
