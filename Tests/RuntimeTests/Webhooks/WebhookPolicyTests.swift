import Core
import Testing

@testable import Runtime

@Suite struct WebhookTests {
    private let now = Instant(seconds: 1_790_000_000)

    /// Vectors computed with the reference library of the Standard Webhooks specification.
    @Test(arguments: [
        ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, #"{"test": 2432232314}"#, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
        ("msg_1", 1_700_000_000, "{}", "v1,x5lVgj0b/JJJaUYaa1+6I5J/EECcryrPlFN4VrkmI94="),
    ])
    func signatures_areThoseOfTheSpecification(id: String, seconds: Int64, body: String, signature: String) {
        let signer = StandardWebhooks(secrets: [Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")])
        let headers = signer.headers(id: id, time: Instant(seconds: seconds), body: Array(body.utf8))
        #expect(headers["webhook-signature"] == signature)
        #expect(headers["webhook-id"] == id)
        #expect(headers["webhook-timestamp"] == "\(seconds)")
    }

    @Test func duringAChangeOfSecrets_bothSign() {
        let signer = StandardWebhooks(secrets: [
            Secret("whsec_bmV3LXNlY3JldC1uZXctc2VjcmV0"), Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        ])
        let headers = signer.headers(id: "msg_1", time: Instant(seconds: 1_700_000_000), body: Array("{}".utf8))
        let signatures = headers["webhook-signature"]?.split(separator: " ") ?? []
        #expect(signatures.count == 2)
        #expect(signatures.last == "v1,x5lVgj0b/JJJaUYaa1+6I5J/EECcryrPlFN4VrkmI94=")
    }

    @Test(arguments: [200, 201, 204, 299]) func everySuccess_isDelivered(status: Int) {
        let decision = WebhookPolicy.decide(.answered(HTTPResponse(status: status)), tries: 0, now: now, jitter: 1)
        #expect(decision == .delivered)
    }

    @Test(arguments: [301, 302, 400, 401, 404, 406, 429, 500, 503]) func everyOtherAnswer_isTriedAgain(status: Int) {
        guard case .tryAgain(let at, _) = WebhookPolicy.decide(.answered(HTTPResponse(status: status)), tries: 0, now: now, jitter: 1)
        else {
            Issue.record("status \(status) is not tried again")
            return
        }
        #expect(at - now >= .seconds(4) && at - now <= .seconds(6), "status \(status)")
    }

    @Test func aWaitThatTheReceiverAsksFor_isKept() {
        let answer = TransportOutcome.answered(HTTPResponse(status: 503, headers: ["Retry-After": "900"]))
        guard case .tryAgain(let at, _) = WebhookPolicy.decide(answer, tries: 0, now: now, jitter: 1) else {
            Issue.record("not tried again")
            return
        }
        #expect(at - now == .seconds(900))
    }

    @Test func aWaitUntilADate_isKept_byTheReceiversOwnClock() {
        let headers: HTTPFields = ["Date": "Sat, 21 Nov 2026 08:00:00 GMT", "Retry-After": "Sat, 21 Nov 2026 08:15:00 GMT"]
        let answer = TransportOutcome.answered(HTTPResponse(status: 503, headers: headers))
        guard case .tryAgain(let at, _) = WebhookPolicy.decide(answer, tries: 0, now: now, jitter: 1) else {
            Issue.record("not tried again")
            return
        }
        #expect(at - now == .seconds(900))
    }

    @Test(arguments: TransportFailure.Reason.allCases)
    func withoutAnAnswer_theReasonSaysWhatHappened_andNotThatSomethingWasAnswered(reason: TransportFailure.Reason) {
        for outcome in [TransportOutcome.notSent(TransportFailure(reason)), .maybeSent(TransportFailure(reason))] {
            guard case .tryAgain(_, let words) = WebhookPolicy.decide(outcome, tries: 0, now: now, jitter: 1) else {
                Issue.record("not tried again")
                return
            }
            #expect(words.hasPrefix("The ") && words.hasSuffix(".") && !words.contains("receiver answered"), "\(reason)")
        }
    }

    @Test func theSchedule_lastsThreeDays_thenGivesUp() {
        var time = now
        var tries = 0
        while case .tryAgain(let at, _) = WebhookPolicy.decide(
            .notSent(TransportFailure(.connect)), tries: tries, now: time, jitter: UInt64(tries))
        {
            time = at
            tries += 1
        }
        #expect(time - now > .hours(60) && time - now < .hours(96))
    }
}
