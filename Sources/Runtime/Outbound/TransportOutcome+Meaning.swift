import ConnectorKit
import Core

extension TransportOutcome {
    /// What the call means for the step: the connector reads an answer, the runtime judges the lack of one.
    func meaning(_ interpret: (HTTPResponse) -> Outcome) -> Outcome {
        switch self {
        case .answered(let response): interpret(response)
        case .notSent(let failure):
            switch failure.reason {
            case .forbiddenAddress, .badURL:
                .rejected(Failure(.providerRejected, detail: "The provider's address cannot be called (\(failure.reason.rawValue))."))
            case .file:
                .rejected(Failure(.mediaUnavailable, detail: "The file is no longer kept here. Send it again."))
            case .resolve, .connect, .tls, .deadline, .broken, .bodyTooLarge, .cancelled, .closing, .overloaded:
                .unavailable(
                    Failure(.providerUnavailable, detail: "The provider could not be reached (\(failure.reason.rawValue))."),
                    retryAfter: nil)
            }
        case .maybeSent(let failure):
            .ambiguous(
                Failure(.unknownOutcome, detail: "The provider's answer did not arrive (\(failure.reason.rawValue)).")
            )
        }
    }

    /// The status of the answer, if there is one.
    var status: Int? {
        if case .answered(let response) = self { return response.status }
        return nil
    }
}
