package import Core
package import JSONKit
import Wire

/// An integration that the API has made, or what it has changed of one of the file. Nil: as in the file, or the connector's own.
package struct IntegrationRecord: JSONWritable, Hashable, Sendable {
    package var id: ID
    /// The connector's type; nil for changes of one of the file.
    package var type: String?
    /// No channel, but a holder of webhooks and keys: see `CustomEntry`.
    package var isCustom = false
    package var isRemoved = false
    /// Off by the API's word.
    package var isOff: Bool?
    /// Empty: none.
    package var displayName: String?
    /// Plain fields of the type by key; empty: none.
    package var values: [String: String] = [:]
    /// Sealed secret fields of the type by key; empty: none.
    package var secrets: [String: String] = [:]
    /// Empty: none, also when the file names one.
    package var baseURL: String?
    package var threading: Threading?
    package var messagesPerSecond: Int?
    package var whenWindowClosed: TemplatePolicy.WhenWindowClosed?
    package var botTemplatesPerMinute: Int?
    package var metadata: JSONBytes?

    /// An empty one.
    package init(id: ID, type: String? = nil) {
        self.id = id
        self.type = type
    }

    /// Where one of its secrets is kept.
    package func place(_ field: String, app: ID) -> SecretPlace { SecretPlace(app: app, record: "integration \(id)", field: field) }

    init(id: ID, stored json: JSON) {
        self.init(id: id, type: json["type"].string)
        isCustom = json["custom"].bool ?? false
        isRemoved = json["removed"].bool ?? false
        isOff = json["off"].bool
        displayName = json["displayName"].string
        values = json["values"].texts
        secrets = json["secrets"].texts
        baseURL = json["baseURL"].string
        threading = Threading(stored: json["threading"])
        messagesPerSecond = json["messagesPerSecond"].int.map { Int($0) }
        whenWindowClosed = TemplatePolicy.WhenWindowClosed(stored: json["whenWindowClosed"])
        botTemplatesPerMinute = json["botTemplatesPerMinute"].int.map { Int($0) }
        metadata = json["metadata"].storedJSON
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("type", ifPresent: type)
            json.field("custom", isCustom)
            json.field("removed", isRemoved)
            json.field("off", ifPresent: isOff)
            json.field("displayName", ifPresent: displayName)
            json.texts("values", values)
            json.texts("secrets", secrets)
            json.field("baseURL", ifPresent: baseURL)
            json.field("threading", ifPresent: threading)
            json.field("messagesPerSecond", ifPresent: messagesPerSecond)
            json.field("whenWindowClosed", ifPresent: whenWindowClosed)
            json.field("botTemplatesPerMinute", ifPresent: botTemplatesPerMinute)
            json.field("metadata", ifPresent: metadata)
        }
    }
}

extension Threading: JSONWritable {
    /// Reads the stored form; nil for anything else.
    init?(stored json: JSON) {
        guard let mode = json["mode"].string.flatMap({ Mode(rawValue: $0) }), let hours = json["gapHours"].int,
            let reopen = json["reopen"].string.flatMap({ Reopen(rawValue: $0) })
        else { return nil }
        self.init(mode: mode, gap: .hours(hours), reopen: reopen)
    }

    /// The form of the configuration file, which is kept and shown too.
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("mode", mode.rawValue)
            json.field("gapHours", gap.milliseconds / 3_600_000)
            json.field("reopen", reopen.rawValue)
        }
    }
}
