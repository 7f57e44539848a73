internal import ConnectorKit
internal import Core

/// Files of MMS and WhatsApp messages: the address in the webhook redirects to a store. The credentials go to Twilio's own host only.
struct TwilioMedia: MediaAccess {
    let account: TwilioAccount

    func begin(_ reference: MediaReference) -> MediaStep {
        guard let url = reference.url else {
            return .failed(MediaProblem(Failure(.mediaUnavailable, detail: "Twilio named no address of the file."), retry: .never))
        }
        let headers = account.isOwn(url) ? account.headers : HTTPFields()
        return .download(MediaDownload(OutboundRequest(method: "GET", url: url, headers: headers)))
    }

    func follow(_ response: HTTPResponse, to step: MediaStep, for reference: MediaReference, now: Instant) -> MediaStep {
        .failed(MediaProblem(answer: response, now: now))
    }
}
