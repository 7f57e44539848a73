package import JSONKit

/// Which requests or webhooks a rule is about. What is nil binds nothing.
package struct FaultMatch: Hashable, Sendable {
    /// Part of a request's path, or of a webhook's label.
    package var path: String?
    /// The customer in the provider's normal form; a leading `+` does not count.
    package var recipient: String?
    /// Part of a request's body.
    package var contains: String?
    /// Only this one of those that match so far, from 1.
    package var nth: Int?
    /// Each n-th of those that match so far.
    package var every: Int?
    /// By chance, from 0 to 1.
    package var probability: Double?
    /// The start of the chances.
    package var seed: UInt64 = 1

    /// Matches everything.
    package init() {}
}

/// A fault and when it happens.
package struct FaultRule: Hashable, Sendable {
    /// When.
    package var match: FaultMatch
    /// What.
    package var fault: Fault
    /// How often at most; nil for always.
    package var times: Int?

    /// Makes a rule.
    package init(_ fault: Fault, match: FaultMatch = FaultMatch(), times: Int? = nil) {
        self.match = match
        self.fault = fault
        self.times = times
    }

    /// Reads one rule of the control API.
    package init(_ json: JSON) throws(ControlProblem) {
        guard json.kind == .object else { throw ControlProblem(400, "A rule must be an object with the key \"kind\".") }
        fault = try Fault(json)
        times = json["times"].int.map { Int($0) }
        match = FaultMatch()
        let wanted = json["match"]
        match.path = wanted["path"].string
        match.recipient = wanted["recipient"].string
        match.contains = wanted["contains"].string
        match.nth = wanted["nth"].int.map { Int($0) }
        match.every = wanted["every"].int.map { Int($0) }
        match.probability = wanted["probability"].double
        match.seed = wanted["seed"].uint ?? 1
        if let every = match.every, every < 1 { throw ControlProblem(400, "match.every must be 1 or more.") }
        for member in wanted.object where !Self.keys.contains(member.key) {
            throw ControlProblem(400, "match.\(member.key) is not known; use one of \(Self.keys.sorted().joined(separator: ", ")).")
        }
    }

    private static let keys: Set<String> = ["path", "recipient", "contains", "nth", "every", "probability", "seed"]
}

extension Fault {
    /// Reads the `kind` of a rule and the keys that belong to it.
    init(_ json: JSON) throws(ControlProblem) {
        switch json["kind"].string {
        case "status":
            self = try .status(
                Self.status(json), Self.retryAfter(json["retryAfter"]), Self.body(json["body"]), accept: json["accept"].bool ?? false)
        case "error":
            guard let code = json["code"].int else { throw ControlProblem(400, "code must be one of the provider's error codes.") }
            self = .providerError(code: Int(code), later: json["later"].bool ?? false)
        case "hang": self = .hang(accept: json["accept"].bool ?? true)
        case "dropAfterAccept": self = .dropAfterAccept
        case "dropBeforeAccept": self = .dropBeforeAccept
        case "slow": self = .slow(try Self.milliseconds(json))
        case "duplicate":
            let copies = Int(json["copies"].int ?? 2)
            guard 1...1000 ~= copies else { throw ControlProblem(400, "copies must be from 1 to 1000.") }
            self = .duplicate(copies: copies, gap: .milliseconds(json["gapMilliseconds"].int ?? 0))
        case "reorder": self = .reorder
        case "delay": self = .delay(try Self.milliseconds(json))
        case "wrongSignature": self = .signature(.wrong)
        case "upperHex": self = .signature(.upperHex)
        case "missingHeader": self = .signature(.missing)
        case "batch":
            guard let size = json["size"].int, 2...1000 ~= size else { throw ControlProblem(400, "size must be from 2 to 1000.") }
            self = .batch(size: Int(size))
        default: throw ControlProblem(400, "kind must be one of \(Self.kinds.joined(separator: ", ")).")
        }
    }

    private static let kinds = [
        "status", "error", "hang", "dropAfterAccept", "dropBeforeAccept", "slow", "duplicate", "reorder", "delay", "wrongSignature",
        "upperHex", "missingHeader", "batch",
    ]

    private static func status(_ json: JSON) throws(ControlProblem) -> Int {
        guard let status = json["status"].int, 200...599 ~= status else {
            throw ControlProblem(400, "status must be an HTTP status from 200 to 599.")
        }
        return Int(status)
    }

    private static func milliseconds(_ json: JSON) throws(ControlProblem) -> Duration {
        guard let milliseconds = json["milliseconds"].int, milliseconds >= 0 else {
            throw ControlProblem(400, "milliseconds must be a number of milliseconds.")
        }
        return .milliseconds(milliseconds)
    }

    private static func retryAfter(_ json: JSON) throws(ControlProblem) -> RetryAfter? {
        if !json.exists { return nil }
        if let seconds = json["seconds"].int ?? json.int { return .seconds(Int(seconds)) }
        if let seconds = json["date"].int { return .date(Int(seconds)) }
        if let text = json["text"].string ?? json.string { return .text(text) }
        throw ControlProblem(400, "retryAfter must be {\"seconds\": n}, {\"date\": seconds ahead} or {\"text\": \"…\"}.")
    }

    private static func body(_ json: JSON) -> FaultBody {
        switch json.string {
        case nil, "error": .error
        case "html": .html
        case .some(let text): .text(text)
        }
    }
}
