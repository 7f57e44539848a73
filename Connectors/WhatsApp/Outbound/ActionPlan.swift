internal import ConnectorKit
internal import Core

/// What becomes of a message's buttons: something to press where it fits, text where not. Nothing is dropped.
struct ActionPlan {
    /// What goes below the text as something to press; nil when nothing fits.
    private(set) var pressable: InteractiveBody.Action?
    /// Lines for the text: links and choices that cannot be pressed.
    private(set) var lines: [String] = []
    /// Requests for the location that need a message of their own.
    private(set) var locationRequests: [String] = []

    /// Plans `actions`; `listButton` is the label that opens a list.
    init(_ actions: [Action], listButton: String) {
        var choices: [InteractiveBody.Choice] = []
        var links: [(label: String, url: String)] = []
        for action in actions {
            switch action.kind {
            case .reply(let payload, _), .postback(let payload): choices.append(Self.choice(action.text, payload))
            case .link(let url): links.append((action.text, url))
            // WhatsApp has no page inside the chat for this.
            case .webview(_, let fallback): links.append((action.text, fallback))
            case .locationRequest: locationRequests.append(action.text)
            }
        }
        pressable = Self.buttons(choices) ?? Self.list(choices, button: listButton)
        if pressable == nil { lines = choices.enumerated().map { "\($0.offset + 1). \($0.element.title)" } }
        if pressable == nil, choices.isEmpty, locationRequests.isEmpty, links.count == 1, let link = Self.link(links[0]) {
            pressable = link
            links = []
        }
        lines += links.map { $0.label.isEmpty ? $0.url : "\($0.label): \($0.url)" }
        if pressable == nil, locationRequests.count == 1 {
            pressable = .locationRequest
            locationRequests = []
        }
    }

    private static func choice(_ title: String, _ payload: String) -> InteractiveBody.Choice {
        InteractiveBody.Choice(id: payload.isEmpty ? title : payload, title: title.isEmpty ? payload : title)
    }

    private static func link(_ link: (label: String, url: String)) -> InteractiveBody.Action? {
        guard !link.label.isEmpty, length(link.label) <= InteractiveLimits.linkLabel, WebAddress.isUsable(link.url) else { return nil }
        return .link(label: link.label, url: link.url)
    }

    /// Up to three buttons, with titles and ids that differ.
    private static func buttons(_ choices: [InteractiveBody.Choice]) -> InteractiveBody.Action? {
        guard (1...InteractiveLimits.buttons).contains(choices.count), Set(choices.map(\.title)).count == choices.count,
            fit(choices, idLimit: InteractiveLimits.buttonID),
            choices.allSatisfy({ length($0.title) <= InteractiveLimits.buttonTitle })
        else { return nil }
        return .buttons(choices)
    }

    /// Up to ten rows. A title that is too long for a row is cut, and stands in full in the description.
    private static func list(_ choices: [InteractiveBody.Choice], button: String) -> InteractiveBody.Action? {
        guard (1...InteractiveLimits.rows).contains(choices.count), fit(choices, idLimit: InteractiveLimits.rowID) else { return nil }
        var rows: [InteractiveBody.Choice] = []
        for choice in choices {
            guard let row = row(choice) else { return nil }
            rows.append(row)
        }
        return .list(button: button, rows: rows)
    }

    private static func row(_ choice: InteractiveBody.Choice) -> InteractiveBody.Choice? {
        if length(choice.title) <= InteractiveLimits.rowTitle { return choice }
        guard length(choice.title) <= InteractiveLimits.rowDescription else { return nil }
        let title = TextSplit.shortened(choice.title, to: InteractiveLimits.rowTitle, WhatsAppConnector.unit)
        return InteractiveBody.Choice(id: choice.id, title: title, description: choice.title)
    }

    private static func fit(_ choices: [InteractiveBody.Choice], idLimit: Int) -> Bool {
        Set(choices.map(\.id)).count == choices.count && choices.allSatisfy { !$0.title.isEmpty && length($0.id) <= idLimit }
    }

    private static func length(_ text: String) -> Int { TextSplit.length(of: text, WhatsAppConnector.unit) }
}
