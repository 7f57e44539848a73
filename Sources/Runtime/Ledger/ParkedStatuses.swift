import Core
import Store

/// Statuses that were faster than the answer of the send they report on.
struct ParkedStatuses {
    let store: any StoreTransaction
    let integration: IntegrationEntry
    let now: Instant

    /// Takes what is parked under `externalID` and tells it to the machine of the message, in order of arrival.
    func apply(_ externalID: String, part: Int, to machine: inout DeliveryMachine) throws {
        for parked in try store.unpark(integration.id, messageExternalID: externalID) {
            let report = DeliveryMachine.Report(.webhook, at: parked.at, now: now)
            machine.statusArrived(part: part, parked.update.state, failure: parked.update.failure, charge: parked.update.charge, report)
        }
    }
}
