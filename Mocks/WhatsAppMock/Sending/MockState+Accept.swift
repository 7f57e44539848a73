import Core
import JSONKit

extension MockState {
    /// Takes a message of the right form: limits, window, template, media. The message's id and all that its statuses need.
    mutating func accept(_ message: CheckedMessage, from numberID: String, version: Int, now: Instant) throws(GraphProblem)
        -> AcceptedMessage
    {
        guard var number = numbers[numberID] else { throw .unknownObject(numberID, method: "POST") }
        let template = message.kind == .template ? try TemplateCheck.check(message.json["template"], in: templates) : nil
        var customer = try self.customer(of: message, template, number)
        try Self.admit(&number, settings, now)
        try admit(&customer, now)
        let isInWindow = customer.lastInbound.map { now - $0 < settings.period(.hours(24)) } ?? false
        if template == nil, !isInWindow, settings.window == .answer { throw GraphProblem(131047, details: Self.windowClosed) }
        openFreeEntry(&customer, now)
        let isFreeEntry = customer.freeEntryUntil.map { now < $0 } ?? false
        var accepted = AcceptedMessage(
            id: identity.messageID(user: customer.waID ?? customer.userID ?? "", inbound: false), numberID: numberID,
            display: number.display,
            accountID: number.accountID, waID: customer.waID, userID: customer.userID, callbackData: message.callbackData,
            pricing: price(template, isInWindow, isFreeEntry, &number, now), acceptedAt: now)
        if version < 24 || isFreeEntry { accepted.conversationID = identity.conversationID() }
        accepted.isReaction = message.kind == .reaction
        accepted.isVoice = message.isVoice
        accepted.failure = failure(of: message, accepted, isFreeForm: template == nil, isInWindow: isInWindow)
        if accepted.isReaction { reactionIDs.insert(accepted.id) }
        numbers[numberID] = number
        keep(customer, of: numberID)
        return accepted
    }

    private static let windowClosed =
        "Message failed to send because more than 24 hours have passed since the customer last replied to this number."

    private func customer(of message: CheckedMessage, _ template: Template?, _ number: BusinessNumber) throws(GraphProblem) -> Customer {
        switch message.recipient {
        case .phone(let digits):
            guard digits != number.display else { throw GraphProblem(131021, details: "The recipient is the sender.") }
            let waID = waID(digits, of: number.id)
            if let allowed = settings.allowedRecipients, !allowed.contains(digits), !allowed.contains(waID) {
                throw GraphProblem(
                    131030,
                    details: "Recipient phone number not in allowed list: Add recipient phone number to recipient list and try again.")
            }
            return customer(number.id, waID) ?? Customer(waID: waID)
        case .user(let id):
            guard template?.category != "AUTHENTICATION" else {
                throw GraphProblem(131062, details: "Authentication templates need a phone number.")
            }
            return customer(number.id, id) ?? Customer(userID: id, isPhoneHidden: true)
        }
    }

    // MARK: Limits

    private static func admit(_ number: inout BusinessNumber, _ settings: Settings, _ now: Instant) throws(GraphProblem) {
        guard let limit = settings.throughput else { return }
        if number.second != now.seconds {
            number.second = now.seconds
            number.sendsInSecond = 0
        }
        guard number.sendsInSecond < limit else {
            throw GraphProblem(
                130429,
                details: "Message failed to send because there were too many messages sent from this phone number in a short period of time"
            )
        }
        number.sendsInSecond += 1
    }

    /// Source: Meta, Cloud API, pair rate limits: one message in 6 seconds to the same user; a burst of 45 borrows from later.
    private mutating func admit(_ customer: inout Customer, _ now: Instant) throws(GraphProblem) {
        guard settings.pairRate else { return }
        let step = settings.period(.seconds(6))
        let full = max(customer.pairFullAt, now) + step
        guard full - now <= step * 45 else {
            throw GraphProblem(
                131056,
                details:
                    "Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time."
            )
        }
        customer.pairFullAt = full
    }

    // MARK: Windows and prices

    /// Source: Meta, free entry points: an answer within 24 hours opens 72 free hours.
    private func openFreeEntry(_ customer: inout Customer, _ now: Instant) {
        guard let referral = customer.lastReferral else { return }
        if now - referral < settings.period(.hours(24)) { customer.freeEntryUntil = now + settings.period(.hours(72)) }
        customer.lastReferral = nil
    }

    private func price(
        _ template: Template?, _ isInWindow: Bool, _ isFreeEntry: Bool, _ number: inout BusinessNumber, _ now: Instant
    ) -> Pricing {
        let month = CivilMonth.number(now)
        if number.freeMonth != month {
            number.freeMonth = month
            number.freeUsed = 0
        }
        let pricing = Pricing(
            settings.regime ?? .at(now), template: template?.category, isInWindow: isInWindow, isFreeEntry: isFreeEntry,
            freeUsed: number.freeUsed)
        if template == nil, pricing.type == "free_customer_service" { number.freeUsed += 1 }
        return pricing
    }

    // MARK: Failures that come later

    private func failure(
        of message: CheckedMessage, _ accepted: AcceptedMessage, isFreeForm: Bool, isInWindow: Bool
    ) -> MessageFailure? {
        if let waID = accepted.waID, settings.withoutWhatsApp.contains(waID) {
            return MessageFailure(code: 131026, details: "Message Undeliverable.")
        }
        if isFreeForm, !isInWindow, settings.window == .status { return MessageFailure(code: 131047, details: Self.windowClosed) }
        if let target = message.reactionTarget, reactionIDs.contains(target) {
            return MessageFailure(code: 131009, details: "Parameter 'reaction[message_id]' is the id of a reaction.")
        }
        guard let id = message.mediaID else { return nil }
        guard let file = media.file(id, at: accepted.acceptedAt), let types = MediaRules.types[message.kind] else {
            return MessageFailure(code: 131053, details: "Media id \(id) is not known or has expired.")
        }
        if !types.contains(MediaRules.plain(file.type)) {
            return MessageFailure(code: 131053, details: "Unsupported \(message.kind.rawValue) mime type \(file.type).")
        }
        if message.isVoice, MediaRules.plain(file.type) != "audio/ogg" {
            return MessageFailure(code: 131053, details: "A voice message must be audio/ogg with codec opus.")
        }
        return nil
    }
}

/// Months of the calendar.
enum CivilMonth {
    /// `year * 12 + month` of a time in UTC (days to civil date by the method of eras of 400 years).
    static func number(_ time: Instant) -> Int {
        let days = Int(time.seconds / 86_400) + 719_468
        let era = days / 146_097
        let day = days - era * 146_097
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
        let dayOfYear = day - (365 * year + year / 4 - year / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (year + era * 400 + (month <= 2 ? 1 : 0)) * 12 + month
    }
}
