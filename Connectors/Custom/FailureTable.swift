internal import ConnectorKit
internal import Core

/// The provider's error codes and what they mean: `failures` of the configuration.
struct FailureTable: Sendable {
    /// What a code stands for.
    enum Meaning: Hashable, Sendable {
        /// It is no error.
        case accepted
        case failure(FailureCode)
    }

    /// The word for a code that is no error.
    static let accepted = "accepted"

    var meanings: [String: Meaning] = [:]

    /// Reads `failures`.
    static func read(_ settings: AccountSettings, _ findings: SettingsFindings) -> FailureTable {
        var table = FailureTable()
        guard let object = SettingsObject.top("failures", of: settings, required: false, findings) else { return table }
        for (key, word) in object.wordTable() {
            if word == accepted {
                table.meanings[key] = .accepted
            } else if let code = FailureCode(rawValue: word) {
                table.meanings[key] = .failure(code)
            } else {
                object.problem(key, "must be a failure code such as \"recipient_invalid\" (README, Failure codes) or \"\(accepted)\"")
            }
        }
        return table
    }

    /// The failure that a status names.
    func failure(code: String, text: String?) -> Failure {
        let provider = ProviderError(code: code, message: TextSplit.shortened(text ?? "", to: 500, .unicodeScalars))
        if case .failure(let known) = meanings[code] { return Failure(known, provider: provider) }
        return Failure(.uncategorizedError, provider: provider)
    }

    /// What an answer with this failure means for the send. The code itself says who must act and whether trying again can help.
    static func outcome(_ failure: Failure, wait: Duration?) -> Outcome {
        switch failure.code {
        case .rateLimited: .throttled(failure, retryAfter: wait, scope: .account)
        case .providerUnavailable: .unavailable(failure, retryAfter: wait)
        case .unknownOutcome: .ambiguous(failure)
        case .credentialsInvalid, .accountRestricted: .accountInvalid(failure)
        case .recipientOptedOut, .recipientBlocked: .recipientGone(failure, optOut: .all)
        case .recipientUnreachable, .recipientInvalid, .recipientNotOptedIn: .recipientGone(failure, optOut: nil)
        case .outsideWindow, .templateRequired, .templateNotFound, .templateNotApproved, .templateParameters, .contentUnsupported,
            .contentTooLong, .mediaUnsupported, .mediaTooLarge, .mediaUnavailable, .providerRejected, .expired, .cancelled,
            .uncategorizedError:
            .rejected(failure)
        }
    }
}
