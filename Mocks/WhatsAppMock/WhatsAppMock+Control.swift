import Core
package import JSONKit
package import MockKit

extension WhatsAppMock {
    private static let keys: Set<String> = [
        "appSecret", "verifyToken", "callbackURL", "window", "pricingRegime", "pairRate", "throughput", "allowedRecipients",
        "withoutWhatsApp", "clockScale", "lateSentAfterFailed", "statusOrder", "statuses", "numbers", "templates", "webhooks", "ledger",
        "awaitCallback",
    ]

    /// Changes settings. A new `callbackURL` is verified at once; the answer says with what result. With `awaitCallback` a callback that does
    /// not answer yet is asked again, twice a second for ten minutes.
    package func configure(_ json: JSON) async throws(ControlProblem) -> [UInt8] {
        try apply(json)
        guard json["callbackURL"].string != nil else { return settingsText(nil) }
        let problem = await verify()
        if problem != nil, json["awaitCallback"].bool == true { Task { await verifyLater(json["callbackURL"].string) } }
        return settingsText(problem)
    }

    private func verifyLater(_ url: String?) async {
        for _ in 0..<1200 {
            try? await clock.sleep(until: clock.now() + .milliseconds(500))
            let isWanted = state.withLock { $0.settings.callbackURL == url && !$0.settings.isVerified }
            guard isWanted, await verify() != nil else { return }
        }
    }

    /// Changes settings without the verification of a new `callbackURL`.
    package func apply(_ json: JSON) throws(ControlProblem) {
        let numbers = try json["numbers"].exists ? Self.numbers(json["numbers"]) : nil
        try desk.configure(json, keys: Self.keys)
        let result: Result<Void, ControlProblem> = state.withLock { state in
            if let numbers { state.numbers = numbers }
            for template in json["templates"].array.compactMap({ Template($0) }) {
                state.templates.removeAll { $0.name == template.name && $0.language == template.language }
                state.templates.append(template)
            }
            return Result { () throws(ControlProblem) in try state.settings.apply(json) }
        }
        try result.get()
    }

    private static func numbers(_ json: JSON) throws(ControlProblem) -> [String: BusinessNumber] {
        var numbers: [String: BusinessNumber] = [:]
        for number in json.array {
            guard let id = number["phoneNumberId"].string, let token = number["accessToken"].string else {
                throw ControlProblem(400, "Each of numbers needs phoneNumberId and accessToken; wabaId and displayNumber may be left out.")
            }
            let display = number["displayNumber"].string.flatMap { PhoneNumbers.digits($0) }
            numbers[id] = BusinessNumber(
                id: id, display: display ?? "15550102030", accountID: number["wabaId"].string ?? "210987654321098", token: token)
        }
        return numbers
    }

    private func settingsText(_ problem: String?) -> [UInt8] {
        let (numbers, isVerified) = state.withLock { ($0.numbers.keys.sorted(), $0.settings.isVerified) }
        return JSONWriter.object { json in
            json.array("numbers") { json in for number in numbers { json.value(number) } }
            json.field("verified", isVerified)
            json.field("problem", ifPresent: problem)
        }
    }

    /// `template` makes the provider review one; `verify` asks the callback to prove itself again; `reset` forgets customers, media, messages, ledger, webhooks and faults, and keeps
    /// the settings.
    package func control(_ call: String, _ input: JSON) async throws(ControlProblem) -> [UInt8] {
        switch call {
        case "template": return try review(input)
        case "verify": return settingsText(await verify())
        case "reset":
            state.withLock { state in
                var fresh = MockState(seed: state.identity.chance(below: .max))
                fresh.settings = state.settings
                fresh.numbers = state.numbers.mapValues {
                    BusinessNumber(id: $0.id, display: $0.display, accountID: $0.accountID, token: $0.token)
                }
                fresh.templates = state.templates
                state = fresh
            }
            desk.forget()
            return settingsText(nil)
        default:
            throw ControlProblem(
                404, "\(call) is not a control call of whatsapp; there are configure, inbound, template, faults, verify, reset.")
        }
    }
}
