internal import ConnectorKit
internal import Core
internal import JSONKit

/// One error object of Meta's: in an HTTP answer under `error`, in webhooks an element of `errors`.
struct GraphError: Hashable, Sendable {
    /// The code, as text; empty when there is none.
    let code: String
    /// Meta's words: `message` in answers, `title` or `message` in webhooks.
    let message: String
    /// `error_data.details`.
    let details: String?
    /// Meta says that it will pass.
    let isTransient: Bool

    /// Reads an error; nil when `json` is no object with a code or a text.
    init?(_ json: JSON) {
        code = json["code"].stringOrNumber ?? ""
        let words = json["message"].string ?? json["title"].string
        guard !code.isEmpty || words != nil else { return nil }
        message = TextSplit.shortened(words ?? "", to: 500, .unicodeScalars)
        // `error_user_msg` is localised: it may be shown, but decides nothing. Meta's support asks for `fbtrace_id`.
        let explanation = json["error_data"]["details"].string ?? json["error_user_msg"].string
        let trace = json["fbtrace_id"].string.map { "(fbtrace_id \($0))" }
        let all = [explanation, trace].compactMap(\.self).joined(separator: " ")
        details = all.isEmpty ? nil : TextSplit.shortened(all, to: 1000, .unicodeScalars)
        isTransient = json["is_transient"].bool ?? false
    }

    /// The first of `errors` that can be read.
    static func first(of errors: JSON) -> GraphError? {
        for json in errors.array { if let error = GraphError(json) { return error } }
        return nil
    }

    /// What the table says of the code.
    var entry: ErrorEntry? { ErrorTable.entry(code) }

    /// The failure that people are shown.
    var failure: Failure {
        let provider = ProviderError(code: code, message: message, details: details)
        guard let entry else { return Failure(.uncategorizedError, provider: provider) }
        return Failure(entry.code, provider: provider, detail: entry.meaning)
    }
}
