import ConnectorKit
import Core
import JSONKit
import WebChatConnector
import Wire

/// What the widget must know before anything else: looks, words, and what there is before the first message.
struct ConfigCall: JSONWritable {
    let account: WebChatAccount
    let displayName: String?
    /// Channels to go on in that run now.
    let targets: [(target: ContinuationTarget, type: String)]
    let locale: String
    let takesFiles: Bool
    let now: Instant

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("displayName", displayName ?? "")
            json.field("locale", locale)
            json.field("theme", account.theme)
            json.field("texts", account.texts[locale] ?? account.texts[language] ?? .object([]))
            json.field("welcome", orNull: account.welcome?.text(for: locale))
            json.array("faq") { json in
                for entry in account.questions {
                    json.object { json in
                        json.field("id", entry.id)
                        json.field("question", entry.question.text(for: locale))
                    }
                }
            }
            json.object("links") { json in
                json.field("privacyPolicy", orNull: account.privacyPolicy)
                json.field("terms", orNull: account.terms)
            }
            json.field("responseTime", orNull: account.responseTime?.text(for: locale))
            writeHours(to: &json)
            json.field("mode", account.mode.rawValue)
            json.object("limits") { json in
                json.field("messageLength", WebChatConnector.textLimit)
                json.field("fileBytes", account.fileLimit)
            }
            json.field("attachments", takesFiles)
            writeContactForm(to: &json)
            json.field("rating", account.rating)
            json.field("canClose", account.visitorMayEnd)
            json.array("continueOn") { json in
                for (target, type) in targets {
                    json.object { json in
                        json.field("integrationId", target.integrationID)
                        json.field("type", type)
                        json.field("displayName", target.displayName?.text(for: locale) ?? target.brand)
                    }
                }
            }
        }
    }

    private var language: String { String(locale.lowercased().prefix { $0 != "-" && $0 != "_" }) }

    private func writeHours(to json: inout JSONWriter) {
        let isOpen = account.hours?.isOpen(at: now) ?? true
        json.object("hours") { json in
            json.field("open", isOpen)
            json.field("opensAt", orNull: account.hours?.opensNext(after: now))
            json.field("awayText", orNull: isOpen ? nil : account.hours?.awayText?.text(for: locale))
        }
    }

    private func writeContactForm(to json: inout JSONWriter) {
        guard let form = account.contactForm else { return json.field("contactForm", JSONValue.null) }
        json.object("contactForm") { json in
            json.field("when", form.when.rawValue)
            json.array("fields") { json in for field in form.fields { json.value(field) } }
        }
    }
}
