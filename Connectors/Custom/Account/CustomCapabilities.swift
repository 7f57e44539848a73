internal import ConnectorKit
internal import Core

/// What the provider can carry: `capabilities` of the configuration.
struct CustomCapabilities: Sendable {
    /// What can be sent as it is meant; the rest goes as text.
    enum Kind: String, Hashable, Sendable, CaseIterable {
        case text, image, video, audio, document, sticker, location, buttons
    }

    /// How the length of a text is counted.
    enum Unit: String, Hashable, Sendable, CaseIterable {
        case characters, utf16, bytes

        var unit: Capabilities.LengthUnit {
            switch self {
            case .characters: .unicodeScalars
            case .utf16: .utf16
            case .bytes: .bytes
            }
        }
    }

    /// How a customer's address is made from a telephone number, for writing to somebody who never wrote.
    enum PhoneForm: String, Hashable, Sendable, CaseIterable { case plus, digits }

    var kinds: Set<Kind> = Set(Kind.allCases)
    var textLimit = 4096
    var textUnit: Unit = .characters
    /// Hours after the customer's last message in which may be written; nil: always.
    var windowHours: Int?
    var fileTypes: Set<String>?
    var largestFile = 20 << 20
    var messagesPerSecond = 10
    var messagesPerSecondToOne: Int?
    var phoneForm: PhoneForm?

    static func read(_ settings: AccountSettings, _ findings: SettingsFindings) -> CustomCapabilities {
        var capabilities = CustomCapabilities()
        guard let object = SettingsObject.top("capabilities", of: settings, required: false, findings) else { return capabilities }
        if let words = object.texts("content") {
            let kinds = words.map { Kind(rawValue: $0) }
            if kinds.contains(nil) || words.isEmpty {
                object.problem("content", "must list some of " + Kind.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))
            }
            capabilities.kinds = Set(kinds.compactMap { $0 }).union([.text])
        }
        capabilities.textLimit = object.number("textLimit", in: 20...1_000_000) ?? capabilities.textLimit
        capabilities.textUnit = object.choice("textUnit", default: capabilities.textUnit)
        capabilities.windowHours = object.number("windowHours", in: 1...8760)
        capabilities.fileTypes = object.texts("fileTypes").map { Set($0.map(MediaType.essence)) }
        capabilities.largestFile = object.number("largestFileBytes", in: 1...(1 << 30)) ?? capabilities.largestFile
        capabilities.messagesPerSecond = object.number("messagesPerSecond", in: 1...100_000) ?? capabilities.messagesPerSecond
        capabilities.messagesPerSecondToOne = object.number("messagesPerSecondToOne", in: 1...1000)
        if object.has("phoneAddresses") { capabilities.phoneForm = object.requiredChoice("phoneAddresses") }
        object.finish()
        return capabilities
    }

    /// The same for the runtime.
    ///
    /// - Parameters:
    ///   - keyLife: how long the provider remembers a key.
    ///   - rules: tell which statuses come back.
    func capabilities(keyLife: Duration?, rules: InboundRules) -> Capabilities {
        let statuses = rules.rules.filter { $0.event == .status }
        return Capabilities(
            content: content, textLimit: textLimit, textUnit: textUnit.unit,
            window: windowHours.map { .afterCustomerMessage(.hours(Int64($0))) } ?? .unlimited, templates: false,
            idempotencyKeyLife: keyLife, correlatesStatuses: statuses.contains { $0.fields[.correlation] != nil },
            reportsDelivery: !statuses.isEmpty, accountPace: Self.pace(messagesPerSecond),
            recipientPace: messagesPerSecondToOne.map { Self.pace($0) }, media: files)
    }

    private static func pace(_ count: Int) -> Capabilities.Pace {
        Capabilities.Pace(every: .seconds(1) / count, burst: count)
    }

    private var content: [Capabilities.ContentKind: Capabilities.Level] {
        func level(_ kind: Kind) -> Capabilities.Level { kinds.contains(kind) ? .full : .partial }
        return [
            .text: .full, .image: level(.image), .video: level(.video), .audio: level(.audio), .document: level(.document),
            .sticker: level(.sticker), .location: level(.location), .quickReplies: level(.buttons), .links: level(.buttons),
            .carousel: .partial, .list: .partial,
        ]
    }

    /// The provider fetches files from a public address; what it does not take as a file goes as a link.
    private var files: Capabilities.MediaRules {
        let megabytes = largestFile >> 20
        let size = megabytes > 0 ? "\(megabytes) MB" : "\(largestFile) bytes"
        let types = fileTypes.map { " of the types \($0.sorted().joined(separator: ", "))" } ?? ""
        let rule = Capabilities.MediaRules.Rule(
            types: fileTypes, largest: largestFile, sentence: "The channel takes files of up to \(size)\(types).")
        return Capabilities.MediaRules(.link, rules: Dictionary(uniqueKeysWithValues: MediaContent.Kind.allCases.map { ($0, rule) }))
    }
}
