package import JSONKit

/// What is wrong with a request, for its sender.
package struct WireProblem: Error, Hashable, Sendable {
    /// The code of the error body, such as `bad_request`.
    package let code: String
    /// The path of the field, such as `content.items[0].title`; nil when no field is to blame.
    package let field: String?
    /// A plain sentence that begins with the field. Holds nothing of the value.
    package let title: String

    /// A problem without a field.
    package init(code: String, title: String) {
        self.code = code
        field = nil
        self.title = title
    }

    /// A field that cannot be taken; `rule` completes the sentence: `must be a string`.
    package init(_ field: String, _ rule: String) {
        code = "bad_request"
        self.field = field
        title = "\(field) \(rule)"
    }
}

/// The body of every error answer: `{"errors":[{"code","title"}]}`. More than one entry only with status 400.
package struct ErrorBody: JSONWritable, Hashable, Sendable {
    /// At least one.
    package var problems: [WireProblem]

    /// Makes a body.
    package init(_ problems: [WireProblem]) { self.problems = problems }

    /// Makes a body of one entry.
    package init(code: String, title: String) { problems = [WireProblem(code: code, title: title)] }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.array("errors") { json in
                for problem in problems {
                    json.object { json in
                        json.field("code", problem.code)
                        json.field("title", problem.title)
                    }
                }
            }
        }
    }

    /// The bytes of the answer.
    package func encoded() -> [UInt8] {
        var json = JSONWriter(capacity: 128)
        write(to: &json)
        return json.finish()
    }
}
