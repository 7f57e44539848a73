/// Who wrote a message of the business.
package enum SendActor: String, Hashable, Sendable {
    case human, bot
}
