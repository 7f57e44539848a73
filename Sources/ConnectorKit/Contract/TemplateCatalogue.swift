package import Core

/// The templates of one account: how to read the list, and how a send is written in the provider's shape. Pure, like all of a channel; the
/// runtime reads, keeps, checks and refuses.
///
/// In this contract a template travels as `Content.template`: the object that the provider calls the template, as JSON.
package protocol TemplateCatalogue: Sendable {
    /// The provider's id of the account that owns the templates; integrations of one app with the same one share them.
    var account: String { get }

    /// What the provider demands of values.
    var rules: TemplateRules { get }

    /// The language of a send that names none.
    var defaultLanguage: String { get }

    /// The request for a page of the list: the first for nil. Nil when the list cannot be asked for, such as for want of a setting;
    /// sends are then not checked against it.
    func request(after cursor: String?) -> OutboundRequest?

    /// Reads the answer to `request`.
    func interpret(_ response: HTTPResponse, now: Instant) -> TemplatePage

    /// Reads a template in the provider's own shape.
    /// - Throws: `Failure` when it is none: no object, no name.
    func read(_ template: JSONBytes) throws(Failure) -> TemplateSend

    /// Writes a send in the provider's own shape.
    ///
    /// - Parameter template: the definition; nil when it could not be read, and then the values are written as they are.
    func write(_ send: TemplateSend, for template: MessageTemplate?) -> JSONBytes

    /// The template that a provider's own body (`override`) sends; nil when it sends none.
    func template(in override: JSONBytes) -> JSONBytes?
}

/// What an answer to `TemplateCatalogue.request` holds.
package enum TemplatePage: Hashable, Sendable {
    /// Templates, and where the list goes on; nil at its end.
    case page([MessageTemplate], next: String?)
    /// The cursor is not valid any more: begin again.
    case beginAgain
    /// Not readable now. `retryAfter` nil leaves the time to the runtime.
    case failed(Failure, retryAfter: Duration?)
}
