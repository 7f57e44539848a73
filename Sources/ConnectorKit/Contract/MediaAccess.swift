package import Core

/// The way from a provider's handle to the bytes of a file, as pure steps. The runtime makes the calls, guards addresses, bounds sizes, checks
/// hashes, tries again and stores.
package protocol MediaAccess: Sendable {
    /// The first step. Asked for anew at each try, because URLs and tokens age.
    func begin(_ reference: MediaReference) -> MediaStep

    /// The step after an answer: after any answer to `.ask` (its body at most 1 MiB), and after an answer to `.download` that is neither 2xx
    /// nor a redirect.
    ///
    /// - Parameters:
    ///   - step: what was asked; may be asked again, such as for a new URL when one has expired. A file is given up for this try after eight steps.
    ///   - now: when the answer came.
    func follow(_ response: HTTPResponse, to step: MediaStep, for reference: MediaReference, now: Instant) -> MediaStep
}

/// One step towards a file.
package enum MediaStep: Hashable, Sendable {
    /// Make this call and give its answer to `MediaAccess.follow`.
    case ask(OutboundRequest)
    /// Get the bytes.
    case download(MediaDownload)
    /// It cannot be had, for now or for ever.
    case failed(MediaProblem)
}

/// The request that brings a file.
///
/// Redirects are followed by the runtime, at most three. Header fields go along only to the same scheme, host and port: credentials never
/// reach another host.
package struct MediaDownload: Hashable, Sendable {
    /// The request.
    package var request: OutboundRequest
    /// What the provider says of the type, if anything. The bytes decide.
    package var mediaType: String?
    /// What the provider says of the size, in bytes. A larger one than is taken is refused before the call.
    package var size: Int?
    /// The hash as the provider writes it (hex or base64 of SHA-256); other bytes are refused.
    package var sha256: String?

    /// Makes a download.
    package init(_ request: OutboundRequest, mediaType: String? = nil, size: Int? = nil, sha256: String? = nil) {
        self.request = request
        self.mediaType = mediaType
        self.size = size
        self.sha256 = sha256
    }
}

/// Why a file could not be had.
package struct MediaProblem: Error, Hashable, Sendable {
    /// Whether another try can help.
    package enum Retry: Hashable, Sendable {
        /// The provider does not have it any more, or never gives it.
        case never
        /// It may work later, at the earliest after the given time.
        case later(after: Duration?)
        /// Credentials or account: after an administrator has acted.
        case whenMended
    }

    /// What to tell people.
    package var failure: Failure
    /// Whether another try can help.
    package var retry: Retry

    /// Makes a problem.
    package init(_ failure: Failure, retry: Retry) {
        self.failure = failure
        self.retry = retry
    }

    /// What the provider's answer means for a file, for a connector whose error table speaks of outcomes; nil for a success.
    package init?(_ outcome: Outcome) {
        switch outcome {
        case .accepted: return nil
        case .rejected(let failure), .recipientGone(let failure, _): self.init(failure, retry: .never)
        case .throttled(let failure, let wait, _), .unavailable(let failure, let wait): self.init(failure, retry: .later(after: wait))
        case .ambiguous(var failure):
            // Asking for a file has no effect that could be in doubt.
            failure.code = .providerUnavailable
            self.init(failure, retry: .later(after: nil))
        case .accountInvalid(let failure): self.init(failure, retry: .whenMended)
        }
    }
}

/// Files behind plain URLs that need no credentials: for channels whose `MediaReference` carries a public URL.
package struct PublicMedia: MediaAccess {
    /// Makes the access.
    package init() {}

    package func begin(_ reference: MediaReference) -> MediaStep {
        guard let url = reference.url else {
            return .failed(MediaProblem(Failure(.mediaUnavailable, detail: "The channel named no address of the file."), retry: .never))
        }
        return .download(MediaDownload(OutboundRequest(method: "GET", url: url), sha256: reference.sha256))
    }

    package func follow(_ response: HTTPResponse, to step: MediaStep, for reference: MediaReference, now: Instant) -> MediaStep {
        .failed(MediaProblem(answer: response, now: now))
    }
}

extension MediaProblem {
    /// What an answer means by its HTTP status alone (RFC 9110): for hosts that have no error codes of their own.
    package init(answer response: HTTPResponse, now: Instant) {
        let provider = ProviderError(code: "HTTP \(response.status)", message: "")
        let wait = RetryAfter.wait(in: response.headers, now: now)
        switch response.status {
        case 408, 425, 429, 500...599: self.init(Failure(.mediaUnavailable, provider: provider), retry: .later(after: wait))
        case 401: self.init(Failure(.credentialsInvalid, provider: provider), retry: .whenMended)
        default: self.init(Failure(.mediaUnavailable, provider: provider), retry: .never)
        }
    }
}
