package import Core
package import JSONKit
import Wire

/// What the API has changed of an app. Nil: as in the file.
package struct AppRecord: JSONWritable, Hashable, Sendable {
    /// The name of its document.
    static let name = "app"

    package var displayName: String?
    package var maskCreditCardNumbers: Bool?
    /// Zero: never.
    package var conversationRetentionSeconds: Int?
    package var failureLanguage: WordsLanguage?
    package var others: [String: Bool]
    package var metadata: JSONBytes?

    /// Changes nothing yet.
    package init() { others = [:] }

    init(stored json: JSON) {
        displayName = json["displayName"].string
        maskCreditCardNumbers = json["maskCreditCardNumbers"].bool
        conversationRetentionSeconds = json["conversationRetentionSeconds"].int.map { Int($0) }
        failureLanguage = json["failureLanguage"].string.flatMap { WordsLanguage(rawValue: $0) }
        others = [:]
        for (name, value) in json["others"].object { others[name] = value.bool }
        metadata = json["metadata"].storedJSON
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("displayName", ifPresent: displayName)
            json.field("maskCreditCardNumbers", ifPresent: maskCreditCardNumbers)
            json.field("conversationRetentionSeconds", ifPresent: conversationRetentionSeconds)
            json.field("failureLanguage", ifPresent: failureLanguage?.rawValue)
            json.object("others") { json in for (name, value) in others.sorted(by: { $0.key < $1.key }) { json.field(name, value) } }
            json.field("metadata", ifPresent: metadata)
        }
    }

    /// The entry with the changes.
    func applied(to base: AppEntry) -> AppEntry {
        var app = base
        app.displayName = displayName ?? app.displayName
        app.settings.maskCreditCardNumbers = maskCreditCardNumbers ?? app.settings.maskCreditCardNumbers
        if let seconds = conversationRetentionSeconds { app.settings.conversationRetention = seconds == 0 ? nil : .seconds(seconds) }
        app.settings.failureLanguage = failureLanguage ?? app.settings.failureLanguage
        app.settings.others.merge(others) { $1 }
        app.metadata = metadata ?? app.metadata
        app.origin = .changed
        return app
    }
}

extension JSON {
    /// The value on its own; nil when there is none.
    var storedJSON: JSONBytes? { exists ? JSONBytes(serialized()) : nil }

    /// The members whose values are texts.
    var texts: [String: String] {
        var texts: [String: String] = [:]
        for (key, value) in object { texts[key] = value.string }
        return texts
    }

    /// The identifier in a text.
    var id: ID? { string.flatMap { ID($0) } }

    /// The time in milliseconds.
    var instant: Instant? { int.map { Instant(milliseconds: $0) } }
}

extension JSONWriter {
    /// Writes texts by key, sorted.
    mutating func texts(_ key: StaticString, _ texts: [String: String]) {
        object(key) { json in for (key, value) in texts.sorted(by: { $0.key < $1.key }) { json.field(key, value) } }
    }
}
