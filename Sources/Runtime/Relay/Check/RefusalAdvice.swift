import ConnectorKit
import Core

/// Says why a request is not believed and what to do, in plain words. Holds nothing of the request.
enum RefusalAdvice {
    /// The relay's own signature is not there, or not right.
    static func relay(_ relay: Relay, _ reason: Verdict.Refusal) -> String {
        let secret = "relay.secret of the integration"
        return switch reason {
        case .signatureMissing:
            "The relay's signature (\(field(of: relay))) is missing: the request did not come through the relay, or the relay does not sign. "
                + "Send it through the relay, and switch its signatures on."
        case .signatureMalformed:
            "The relay's signature (\(field(of: relay))) has a wrong form: see that relay.kind names the relay that is in use."
        case .expired:
            "The relay's signature is right, but its time is more than \(relay.tolerance.components.seconds) seconds from now: "
                + "set the clock of this machine, and let the relay sign each attempt anew."
        case .signatureWrong, .tokenWrong, .methodNotAllowed:
            "The relay's signature (\(field(of: relay))) is wrong: put the secret that the relay signs with into \(secret)."
        }
    }

    /// The relay is believed, and the provider is not.
    static func provider(_ reason: Verdict.Refusal, behind relay: Relay, isRewritten: Bool) -> String {
        let start = relay.secrets.isEmpty ? "The request came from the relay" : "The relay's signature is right"
        if isRewritten {
            return "\(start), the provider's signature is wrong, because the relay has written the body anew: the provider signed "
                + "other bytes. Have the relay hand on the body as it came: no transformation, no filter that rebuilds it, no parsed JSON."
        }
        return switch reason {
        case .signatureMissing:
            "\(start), the provider's signature is missing: the relay must hand on the provider's header fields."
        case .tokenWrong: "\(start), the provider's token is wrong: see the integration's own secret."
        case .methodNotAllowed: "\(start), but the relay has changed the method of the request."
        case .expired:
            "\(start), the time in the provider's signature is too far from now: the relay has kept the request for longer than the "
                + "signature lasts, or a clock is wrong."
        case .signatureMalformed, .signatureWrong:
            "\(start), the provider's signature is wrong: either the integration's own secret (or its publicURL, for providers that "
                + "sign the address) is not the provider's, or the relay changes the body. Switch its transformations and filters off."
        }
    }

    private static func field(of relay: Relay) -> String {
        switch relay.kind {
        case .standardWebhooks, .pull: "webhook-signature"
        case .svix: "svix-signature or webhook-signature"
        case .hookdeck: "x-hookdeck-signature"
        }
    }
}
