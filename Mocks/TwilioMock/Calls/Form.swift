import Core
import MockKit

/// The fields of a form, or of a query: names may be there several times.
struct Form {
    private(set) var fields: [(name: String, value: String)] = []
    /// Whether the body was a form.
    let isForm: Bool

    init(_ request: HTTPRequest) {
        let type: String = request.headers["Content-Type"] ?? ""
        isForm = type.lowercased().hasPrefix("application/x-www-form-urlencoded")
        let text = request.method == "POST" ? (isForm ? String(decoding: request.body, as: UTF8.self) : "") : request.query ?? ""
        for pair in text.split(separator: "&") {
            for (name, value) in QueryItems(String(pair)).all { fields.append((name, value)) }
        }
    }

    /// The first value that is not empty.
    subscript(_ name: String) -> String? { fields.first { $0.name == name && !$0.value.isEmpty }?.value }

    func values(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }
}
