internal import ConnectorKit

/// The fields of a webhook. Empty ones count as absent, as Twilio writes them.
struct TwilioForm {
    private let fields: [String: String]

    init(_ fields: [FormField]) {
        self.fields = Dictionary(fields.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    /// A field that is not empty.
    subscript(_ name: String) -> String? { fields[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// The message: the same value under three names, two of them old.
    var sid: String? { self["MessageSid"] ?? self["SmsSid"] ?? self["SmsMessageSid"] }

    /// The status of a message of ours; on one that came in it is `received`.
    var status: String? { self["MessageStatus"] ?? self["SmsStatus"] }

    /// Whether it tells of a message of ours.
    var isStatus: Bool {
        if let status { return status != "received" && status != "receiving" }
        return self["EventType"] != nil && fields["Body"] == nil
    }
}
