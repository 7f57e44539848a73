import ConnectorKit
import Core
import JSONKit
import Runtime
import Wire

/// What a channel can do: for those who write to customers, and the programs that help them.
enum CapabilitiesEndpoints {
    static let all: [Endpoint] = [
        .get(
            "GetIntegrationCapabilities", "/parley/v1/apps/{appId}/integrations/{integrationId}/capabilities", access: .appKey,
            "Shows what a channel carries, and its rules and limits.", show
        )
        .answering("capabilities", .capabilities)
    ]

    private static func show(_ call: APICall) async throws -> Answer {
        Answer("capabilities", CapabilitiesForm(integration: try call.integration()))
    }
}

/// The capabilities of an integration as the API shows them.
struct CapabilitiesForm: JSONWritable, Sendable {
    let integration: IntegrationEntry

    private var capabilities: Capabilities { integration.channel.capabilities }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("integrationId", integration.id)
            json.field("type", integration.type)
            json.object("content") { json in
                for kind in Capabilities.ContentKind.allCases { json.field(kind.rawValue, (capabilities.content[kind] ?? .rejected).word) }
            }
            json.object("text") { json in
                json.field("limit", capabilities.textLimit)
                json.field("unit", capabilities.textUnit.word)
            }
            json.object("window") { json in
                json.field("rule", capabilities.window.word)
                json.array("openedBy") { json in
                    for opener in Capabilities.WindowOpener.allCases where capabilities.windowOpeners.contains(opener) {
                        json.value(opener.rawValue)
                    }
                }
            }
            json.field("templates", capabilities.templates)
            json.field("reportsDelivery", capabilities.reportsDelivery)
            json.object("pace") { json in
                json.field("account", PaceForm(pace: integration.accountPace ?? capabilities.accountPace))
                json.field("recipient", orNull: capabilities.recipientPace.map { PaceForm(pace: $0) })
            }
            json.array("files") { json in write(capabilities.media?.rules ?? [:], to: &json) }
        }
    }

    private func write(_ rules: [MediaContent.Kind: Capabilities.MediaRules.Rule], to json: inout JSONWriter) {
        for (kind, rule) in rules.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            json.object { json in
                json.field("kind", kind.rawValue)
                json.field("largestBytes", rule.largest)
                if let types = rule.types {
                    json.array("types") { json in for type in types.sorted() { json.value(type) } }
                }
                json.field("rule", rule.sentence)
            }
        }
    }
}

/// A pace as the API shows it.
private struct PaceForm: JSONWritable {
    let pace: Capabilities.Pace

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("millisecondsPerMessage", max(1, pace.interval.milliseconds))
            json.field("burst", pace.burst)
        }
    }
}

extension Capabilities.Level {
    fileprivate var word: String {
        switch self {
        case .full: "full"
        case .partial: "partial"
        case .rejected: "rejected"
        }
    }
}

extension Capabilities.LengthUnit {
    fileprivate var word: String {
        switch self {
        case .unicodeScalars: "unicodeScalars"
        case .utf16: "utf16"
        case .bytes: "bytes"
        }
    }
}
