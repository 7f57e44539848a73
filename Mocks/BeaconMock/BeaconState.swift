import Core
import JSONKit
import MockKit

/// What the mock knows and what can be set.
struct BeaconState {
    var token = "beacon-token"
    /// `whsec_` and base64: signs webhooks.
    var secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    var webhookURL: String?
    /// The states that follow a message that was taken.
    var states = ["SENT", "DELIVRD"]
    var messages: [String: BeaconMessage] = [:]
    /// Customers who do not want to be written to.
    var stopped: Set<String> = []
    private var lastNumber = 0

    /// An id that was never used.
    mutating func id(_ prefix: String) -> String {
        lastNumber += 1
        return "\(prefix)-\(lastNumber)"
    }
}

/// A message that was accepted.
struct BeaconMessage {
    let id: String
    let recipient: String
    let reference: String?

    var answer: [UInt8] { JSONWriter.object { json in json.object("message") { $0.field("id", id) } } }
}

/// An error of the API.
struct BeaconProblem: Error {
    let code: Int
    let status: Int
    let text: String

    init(_ code: Int, status: Int? = nil, _ detail: String = "") {
        let known = Self.texts[code] ?? (400, "This cannot be done")
        self.code = code
        self.status = status ?? known.0
        text = detail.isEmpty ? known.1 : detail
    }

    private static let texts: [Int: (Int, String)] = [
        1000: (400, "The request is not valid"), 1001: (404, "There is no such person"), 1002: (403, "The person has said stop"),
        1003: (400, "The text is longer than 1000 characters"), 1004: (429, "Too fast"), 1101: (400, "The device is switched off"),
        1401: (401, "The token is not valid"), 1404: (404, "There is nothing here"), 1500: (500, "Something broke"),
    ]

    var response: HTTPResponse {
        .json(
            status,
            JSONWriter.object { json in
                json.object("error") { json in
                    json.field("code", code)
                    json.field("text", text)
                }
            })
    }
}
