import ConnectorKit
import Core
import Store

/// A call whose intent is on disk.
struct PreparedCall: Sendable {
    var job: Job
    var attempt: Attempt
    var step: Step
    var message: OutboundMessage
    /// Whom the message is for, as known when the intent was written.
    var client: Client
    var deadline: Instant

    /// The part that the step delivers, nil for a preparing step.
    var part: Int? { step.purpose.part }
}

/// What follows after a look at a job.
enum SendMove: Sendable {
    /// Make this call.
    case call(PreparedCall)
    /// The job is over.
    case done
    /// The job is over, and the account's other sends wait.
    case donePausing(until: Instant)
    /// The job waits.
    case again(Job, pause: SendPolicy.Pause?)
}

extension Step.Purpose {
    /// The part, nil for a preparing step.
    var part: Int? {
        switch self {
        case .prepare: nil
        case .deliver(let part): part
        }
    }
}
