import ConnectorKit
import Core

/// Keeps the list of one integration up to date: from the store at once, then from the provider at the start, every three hours and
/// whenever somebody asks.
struct TemplateKeeper: Sendable {
    let integrationID: ID
    let context: RuntimeContext

    /// Between readings that nobody asked for, moved by up to 20 % either way.
    private static let interval = RetrySchedule([.hours(3)], repeatsLast: true)
    private static let afterFailure = RetrySchedule(
        [.seconds(2), .seconds(15), .minutes(1), .minutes(5), .minutes(15), .hours(1)], repeatsLast: true)
    /// The shortest time between readings, whoever asks.
    private static let shortest: Duration = .milliseconds(500)

    /// Runs until cancelled, or until the integration is gone or has no list to read.
    func run() async {
        let bell = context.templates.attend(integrationID)
        defer { context.templates.leave(integrationID) }
        var failures = 0
        while !Task.isCancelled, let integration = context.directory.integrations[integrationID],
            let catalogue = integration.channel.templates, catalogue.request(after: nil) != nil
        {
            await restore(integration)
            context.templates.begin(integrationID)
            let wait: Duration
            do {
                try await read(integration, catalogue)
                failures = 0
                wait = Self.interval.delay(afterFailure: 1, jitter: jitter) ?? .hours(3)
            } catch {
                failures += 1
                wait = note(error, failures)
            }
            await untilNext(context.clock.now() + wait, bell)
        }
    }

    private var jitter: UInt64 { integrationID.high ^ UInt64(context.clock.now().milliseconds.magnitude) }

    /// Waits for the time, or for somebody who asks for an earlier one.
    private func untilNext(_ time: Instant, _ bell: Bell) async {
        let earliest = context.clock.now() + Self.shortest
        while !Task.isCancelled {
            let next = context.templates.wanted(integrationID).map { max(min($0, time), earliest) } ?? time
            if context.clock.now() >= next { return }
            await bell.wait(until: next, context.clock)
        }
    }

    /// What an earlier run of the worker read counts until the provider answers.
    private func restore(_ integration: IntegrationEntry) async {
        guard context.templates.list(of: integrationID) == nil else { return }
        let records = TemplateShelfRecords(app: integration.appID, integration: integrationID)
        do {
            guard let (list, readAt) = try await records.load(context.store) else { return }
            context.templates.adopt(list, readAt: readAt, triedAt: nil, integrationID)
        } catch {
            context.log.warning("Stored templates could not be read", ["integration": "\(integrationID)", "problem": "\(error)"])
        }
    }

    private func read(_ integration: IntegrationEntry, _ catalogue: any TemplateCatalogue) async throws {
        let list = try await TemplateReader(integration: integration, catalogue: catalogue, context: context).read()
        let now = context.clock.now()
        let old = context.templates.list(of: integrationID)
        context.templates.adopt(list, readAt: now, triedAt: now, integrationID)
        context.metrics.count("parley_template_syncs_total", ["integration": "\(integrationID)", "outcome": "read"])
        let records = TemplateShelfRecords(app: integration.appID, integration: integrationID)
        do {
            try await records.replace(old, by: list, context.store, now: now)
        } catch {
            context.log.warning("Templates could not be stored; they are read again at the next start", ["problem": "\(error)"])
        }
    }

    /// Tells of a failed reading and says how long to wait.
    private func note(_ error: any Error, _ failures: Int) -> Duration {
        let problem = error as? TemplateReadingProblem ?? TemplateReadingProblem(Failure(.uncategorizedError, detail: "\(type(of: error))"))
        context.templates.fail(problem.failure, at: context.clock.now(), integrationID)
        context.metrics.count("parley_template_syncs_total", ["integration": "\(integrationID)", "outcome": "failed"])
        context.log.warning(
            "Templates could not be read",
            ["integration": "\(integrationID)", "code": problem.failure.code.rawValue, "provider": problem.failure.provider?.code ?? ""])
        let wait = Self.afterFailure.delay(afterFailure: failures, jitter: jitter) ?? .hours(1)
        return max(problem.retryAfter ?? wait, Self.shortest)
    }
}
