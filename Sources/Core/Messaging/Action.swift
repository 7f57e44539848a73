/// A button.
package struct Action: Hashable, Sendable {
    /// What pressing it does.
    package enum Kind: Hashable, Sendable {
        /// Sends its text, and the payload with it, as the customer's message.
        case reply(payload: String, iconURL: String?)
        /// Sends the payload as a postback event.
        case postback(payload: String)
        /// Opens a page.
        case link(uri: String)
        /// Asks for the customer's location.
        case locationRequest
        /// Opens a page inside the channel; elsewhere `fallback`.
        case webview(uri: String, fallback: String)
    }

    /// What pressing it does.
    package var kind: Kind
    /// The label.
    package var text: String
    /// Free data of the caller, flat.
    package var metadata: JSONBytes?

    /// Makes a button.
    package init(_ kind: Kind, text: String, metadata: JSONBytes? = nil) {
        self.kind = kind
        self.text = text
        self.metadata = metadata
    }
}
