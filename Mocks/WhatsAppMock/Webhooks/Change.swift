import Core
import JSONKit

/// One element of `changes` in a webhook's body.
struct Change {
    var accountID: String
    var field: String
    /// The JSON of `value`.
    var value: [UInt8]
    /// For the log and the fault rules.
    var label: String
    var recipient: String?

    /// The body that carries changes, one entry for each run of the same account, escaped as on the wire.
    static func body(_ changes: [Change]) -> [UInt8] {
        var json = JSONWriter(capacity: 1024)
        json.object { json in
            json.field("object", "whatsapp_business_account")
            json.array("entry") { json in
                var rest = changes[...]
                while let first = rest.first {
                    let run = rest.prefix { $0.accountID == first.accountID }
                    rest = rest.dropFirst(run.count)
                    entry(first.accountID, run, &json)
                }
            }
        }
        return WireEscaping.escape(json.finish())
    }

    private static func entry(_ id: String, _ changes: ArraySlice<Change>, _ json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.array("changes") { json in
                for change in changes {
                    json.object { json in
                        json.field("value", raw: change.value)
                        json.field("field", change.field)
                    }
                }
            }
        }
    }
}
