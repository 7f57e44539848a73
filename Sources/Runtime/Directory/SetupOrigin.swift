package import Core

/// Where an entry of the directory comes from.
package enum SetupOrigin: String, Hashable, Sendable {
    /// The configuration file.
    case file
    /// The configuration file, with changes by the API, which win.
    case changed = "file+api"
    /// The API.
    case api
}

/// An integration that is no channel: it stands for a program that listens to the app, holds its webhooks and may have keys.
package struct CustomEntry: Sendable {
    package var id: ID
    package var appID: ID
    package var displayName: String?
    package var metadata: JSONBytes
    /// Off: its webhooks get nothing, its keys open nothing.
    package var isActive: Bool
    package var origin: SetupOrigin

    /// Makes an entry.
    package init(
        id: ID, appID: ID, displayName: String? = nil, metadata: JSONBytes = .emptyObject, isActive: Bool = true,
        origin: SetupOrigin = .api
    ) {
        self.id = id
        self.appID = appID
        self.displayName = displayName
        self.metadata = metadata
        self.isActive = isActive
        self.origin = origin
    }
}

/// The settings of an app.
package struct AppSettings: Hashable, Sendable {
    /// Whether card numbers are masked. On unless switched off.
    package var maskCreditCardNumbers: Bool
    /// After how long without a message the messages of a conversation are deleted; nil for never.
    package var conversationRetention: Duration?
    /// In which the events of the app explain failures.
    package var failureLanguage: WordsLanguage
    /// Switches of the hosted product, by name. What those do here that do something is told by the properties below.
    package var others: [String: Bool]

    /// Makes settings.
    package init(
        maskCreditCardNumbers: Bool = true, conversationRetention: Duration? = nil, failureLanguage: WordsLanguage = .english,
        others: [String: Bool] = [:]
    ) {
        self.maskCreditCardNumbers = maskCreditCardNumbers
        self.conversationRetention = conversationRetention
        self.failureLanguage = failureLanguage
        self.others = others
    }

    /// Whether a button that was pressed is stored as a message of the customer as well.
    package var echoesPostbacks: Bool { others["echoPostback"] ?? false }
    /// Whether a closed conversation stays closed, whatever the channels' threading says.
    package var neverReopens: Bool { others["disableConversationReopen"] ?? false }

    /// The switches that mean nothing without `multiConvoEnabled`.
    package static let ofManyConversations = ["endSessionEnabled", "disableConversationReopen"]

    /// The names that `others` may have. Source: Sunshine Conversations API, app settings.
    package static let otherNames = [
        "useAnimalNames", "echoPostback", "ignoreAutoConversationStart", "multiConvoEnabled", "appLocalizationEnabled", "endSessionEnabled",
        "disableConversationReopen",
    ]
}
