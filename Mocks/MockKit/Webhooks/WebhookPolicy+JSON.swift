import Core
package import JSONKit

extension WebhookPolicy {
    /// Takes over the keys of `webhooks`: times in milliseconds.
    package mutating func apply(_ json: JSON) throws(ControlProblem) {
        if let count = json["concurrency"].int { concurrency = Int(min(max(count, 1), 1000)) }
        if let time = json["timeoutMilliseconds"].int { timeout = .milliseconds(max(time, 1)) }
        if let time = json["firstGapMilliseconds"].int { firstGap = .milliseconds(max(time, 0)) }
        if let time = json["longestGapMilliseconds"].int { longestGap = .milliseconds(max(time, 0)) }
        for (key, _) in json.object
        where !["concurrency", "timeoutMilliseconds", "firstGapMilliseconds", "longestGapMilliseconds"].contains(key) {
            throw ControlProblem(400, "webhooks.\(key) is not known.")
        }
    }
}
