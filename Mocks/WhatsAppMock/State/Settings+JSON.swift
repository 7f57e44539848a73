import Core
import JSONKit
import MockKit

extension Settings {
    /// Takes over what `json` names. Unknown keys are left to the caller.
    mutating func apply(_ json: JSON) throws(ControlProblem) {
        if let secret = json["appSecret"].string { appSecret = secret }
        if let token = json["verifyToken"].string { verifyToken = token }
        if json["callbackURL"].exists {
            callbackURL = json["callbackURL"].string
            isVerified = false
        }
        if json["window"].exists { window = try Self.choice(json["window"], "window") }
        if json["pricingRegime"].exists {
            regime = json["pricingRegime"].isNull ? nil : try Self.choice(json["pricingRegime"], "pricingRegime")
        }
        if let pairRate = json["pairRate"].bool { self.pairRate = pairRate }
        if json["throughput"].exists { throughput = json["throughput"].int.map { Int($0) } }
        if json["allowedRecipients"].exists {
            allowedRecipients = json["allowedRecipients"].isNull ? nil : Self.numbers(json["allowedRecipients"])
        }
        if json["withoutWhatsApp"].exists { withoutWhatsApp = Self.numbers(json["withoutWhatsApp"]) }
        if json["clockScale"].exists {
            guard let scale = json["clockScale"].double, scale > 0 else {
                throw ControlProblem(400, "clockScale must be a number above 0.")
            }
            clockScale = scale
        }
        try applyStatuses(json)
    }

    private mutating func applyStatuses(_ json: JSON) throws(ControlProblem) {
        if let late = json["lateSentAfterFailed"].bool { lateSentAfterFailed = late }
        switch json["statusOrder"].string {
        case nil: break
        case "inOrder": statusOrder = .inOrder
        case "reversed": statusOrder = .reversed
        case "shuffled": statusOrder = .shuffled
        default: throw ControlProblem(400, "statusOrder must be inOrder, reversed or shuffled.")
        }
        if json["statuses"].bool == false { statusDelays = [:] }
        for (name, delay) in json["statuses"].object {
            guard ["sent", "delivered", "read", "played"].contains(name) else {
                throw ControlProblem(400, "statuses.\(name) is not known; use sent, delivered, read, played.")
            }
            guard delay.int.map({ $0 >= 0 }) ?? (delay.isNull || delay.bool == false) else {
                throw ControlProblem(400, "statuses.\(name) must be a delay in milliseconds, or null for none.")
            }
            statusDelays[name] = delay.int.map { .milliseconds($0) }
        }
    }

    private static func choice<Choice: RawRepresentable & CaseIterable>(_ json: JSON, _ key: String) throws(ControlProblem) -> Choice
    where Choice.RawValue == String {
        guard let choice = json.string.flatMap({ Choice(rawValue: $0) }) else {
            throw ControlProblem(400, "\(key) must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return choice
    }

    private static func numbers(_ json: JSON) -> Set<String> {
        Set(json.array.compactMap { $0.string.flatMap { PhoneNumbers.digits($0) } })
    }
}
