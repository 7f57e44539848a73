/// Something shown to the customer that is no message.
package enum Signal: Hashable, Sendable {
    /// The business types, or stopped. `lastReceived` is the provider's id of the customer's latest message, which some providers ask for.
    case typing(Bool, lastReceived: String?)
    /// The business has read up to the customer's message of this provider's id.
    case read(upTo: String)
}
