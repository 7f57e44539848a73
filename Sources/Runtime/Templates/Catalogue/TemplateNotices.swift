import ConnectorKit
import Core
import Store

/// Takes over what a provider told of its templates, once the event is on disk: the list changes at once, and is read again soon.
struct TemplateNotices: Sendable {
    let context: RuntimeContext

    /// Applies notices that came to `integration`, in order, to all channels of the app that share its templates.
    func apply(_ notices: [TemplateNotice], to integration: IntegrationEntry) async {
        guard !notices.isEmpty else { return }
        let now = context.clock.now()
        for sharer in sharers(of: integration) {
            let changed = notices.compactMap { context.templates.apply($0, sharer.id) }
            context.templates.ask(sharer.id, .notice, now: now)
            guard !changed.isEmpty else { continue }
            let records = TemplateShelfRecords(app: sharer.appID, integration: sharer.id)
            do {
                try await context.store.write { store in for template in changed { try records.put(template, store, now: now) } }
            } catch {
                // In memory it counts already, and the reading that was asked for tries again.
                context.log.warning("A change of a template could not be stored", ["integration": "\(sharer.id)", "problem": "\(error)"])
            }
        }
    }

    /// A webhook comes to one of the numbers of a business account only.
    private func sharers(of integration: IntegrationEntry) -> [IntegrationEntry] {
        guard let account = integration.channel.templates?.account else { return [] }
        return context.directory.integrations.values.filter {
            $0.appID == integration.appID && $0.type == integration.type && $0.channel.templates?.account == account
        }
    }
}
