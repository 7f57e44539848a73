import JSONKit

/// Checks the form of a message.
///
/// Source: Meta, Cloud API, messages reference. What needs the provider's state (media, templates, windows) is checked later.
enum MessageCheck {
    /// Reads a message.
    static func check(_ json: JSON) throws(GraphProblem) -> CheckedMessage {
        let type = json["type"].exists ? json["type"].string ?? "" : "text"
        guard let kind = CheckedMessage.Kind(rawValue: type) else {
            let known = CheckedMessage.Kind.allCases.map { $0.rawValue.uppercased() }.joined(separator: ", ")
            throw .parameter("Param type must be one of {\(known)} - got \"\(type)\".")
        }
        let (recipient, input) = try recipient(json)
        try FieldCheck.optional(json["biz_opaque_callback_data"], "biz_opaque_callback_data", most: 512, tooLong: 100)
        try context(json["context"], kind)
        var message = CheckedMessage(
            kind: kind, recipient: recipient, input: input, callbackData: json["biz_opaque_callback_data"].string, json: json)
        try content(json[type], of: &message)
        return message
    }

    private static func recipient(_ json: JSON) throws(GraphProblem) -> (Recipient, String) {
        if let type = json["recipient_type"].string, type != "individual" {
            guard type == "group" else { throw .parameter("Param recipient_type must be one of {INDIVIDUAL, GROUP}.") }
            throw GraphProblem(131041, details: "The group does not exist.")
        }
        // Both may be there: `to` wins.
        if let to = json["to"].string, !to.isEmpty {
            guard let digits = PhoneNumbers.digits(to) else { throw .parameter("Param to is not a valid phone number or group id.") }
            return (.phone(digits), to)
        }
        if json["to"].exists, json["to"].kind != .string { throw .parameter("Param to must be a string.") }
        guard let user = json["recipient"].string, !user.isEmpty else {
            throw GraphProblem(131008, message: "(#100) The parameter to is required.")
        }
        guard isUserID(user) else { throw .parameter("Param recipient is not a valid business-scoped user id.") }
        return (.user(user), user)
    }

    /// Source: Meta, Cloud API, business-scoped user ids: two-letter country, dot, up to 128 letters and digits; `ENT.` for parents.
    static func isUserID(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 2 || (parts.count == 3 && Array(parts[1]) == Array("ENT".utf8)) else { return false }
        let isLetter: (UInt8) -> Bool = { 0x41...0x5A ~= $0 }
        let isWord: (UInt8) -> Bool = { 0x30...0x39 ~= $0 || 0x41...0x5A ~= $0 || 0x61...0x7A ~= $0 }
        return parts[0].count == 2 && parts[0].allSatisfy(isLetter) && 1...128 ~= parts[parts.count - 1].count
            && parts[parts.count - 1].allSatisfy(isWord)
    }

    private static func context(_ json: JSON, _ kind: CheckedMessage.Kind) throws(GraphProblem) {
        guard json.exists else { return }
        try FieldCheck.object(json, "context", keys: ["message_id"])
        guard kind != .reaction else { throw .parameter("Param context is not supported for messages of type reaction.") }
        try FieldCheck.required(json["message_id"], "context['message_id']", most: 1024)
        guard json["message_id"].string?.hasPrefix("wamid.") == true else {
            throw GraphProblem(131009, details: "Parameter 'context[message_id]' is not a WhatsApp message id.")
        }
    }

    private static func content(_ json: JSON, of message: inout CheckedMessage) throws(GraphProblem) {
        switch message.kind {
        case .text:
            try FieldCheck.object(json, "text", keys: ["body", "preview_url"])
            try FieldCheck.required(json["body"], "text['body']", most: 4096, tooLong: 100)
            if json["preview_url"].exists, json["preview_url"].bool == nil {
                throw .parameter("Param text['preview_url'] must be a boolean.")
            }
        case .image, .video, .audio, .document, .sticker: try media(json, of: &message)
        case .location:
            try FieldCheck.object(json, "location", keys: ["latitude", "longitude", "name", "address"])
            try FieldCheck.number(json["latitude"], "location['latitude']", within: -90...90)
            try FieldCheck.number(json["longitude"], "location['longitude']", within: -180...180)
        case .contacts: try ContactsCheck.check(json)
        case .reaction:
            try FieldCheck.object(json, "reaction", keys: ["message_id", "emoji"])
            try FieldCheck.required(json["message_id"], "reaction['message_id']", most: 1024)
            guard json["emoji"].kind == .string else { throw GraphProblem(131008, details: "Parameter 'reaction[emoji]' is mandatory.") }
            try FieldCheck.optional(json["emoji"], "reaction['emoji']", most: 16)
            message.reactionTarget = json["message_id"].string
        case .interactive: try InteractiveCheck.check(json)
        case .template: try templateForm(json)
        }
    }

    private static func media(_ json: JSON, of message: inout CheckedMessage) throws(GraphProblem) {
        let name = message.kind.rawValue
        try FieldCheck.object(json, name, keys: mediaKeys[message.kind] ?? [])
        message.mediaID = try mediaSource(json, name)
        try FieldCheck.optional(json["caption"], "\(name)['caption']", most: 1024, tooLong: 100)
        try FieldCheck.optional(json["filename"], "\(name)['filename']", most: 240, tooLong: 100)
        message.isVoice = json["voice"].bool ?? false
    }

    private static let mediaKeys: [CheckedMessage.Kind: Set<String>] = [
        .image: ["id", "link", "caption"], .video: ["id", "link", "caption"], .document: ["id", "link", "caption", "filename"],
        .audio: ["id", "link", "voice"], .sticker: ["id", "link"],
    ]

    /// The media id; nil for a link. One of the two must be there.
    static func mediaSource(_ json: JSON, _ name: String) throws(GraphProblem) -> String? {
        switch (json["id"].exists, json["link"].exists) {
        case (true, false):
            guard let id = json["id"].stringOrNumber, !id.isEmpty else { throw .parameter("Param \(name)['id'] must be a string.") }
            return id
        case (false, true):
            try FieldCheck.url(json["link"], "\(name)['link']")
            return nil
        case (true, true): throw .parameter("Only one of the parameters \(name)['id'] and \(name)['link'] may be given.")
        case (false, false): throw GraphProblem(131008, details: "One of the parameters '\(name)[id]' and '\(name)[link]' is mandatory.")
        }
    }

    private static func templateForm(_ json: JSON) throws(GraphProblem) {
        try FieldCheck.object(json, "template", keys: ["name", "language", "components", "namespace"])
        try FieldCheck.required(json["name"], "template['name']", most: 512)
        guard json["language"].kind == .object else { throw GraphProblem(131008, details: "Parameter 'template[language]' is mandatory.") }
        try FieldCheck.required(json["language"]["code"], "template['language']['code']", most: 15)
        if json["components"].exists, json["components"].kind != .array {
            throw .parameter("Param template['components'] must be an array.")
        }
    }
}
