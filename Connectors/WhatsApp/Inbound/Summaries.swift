internal import Core
internal import JSONKit

/// Contact cards as text: one block per card, one line per fact.
enum ContactCards {
    /// The text; nil when there is no card.
    static func summary(_ cards: JSON) -> String? {
        let blocks = cards.array.map { card($0).joined(separator: "\n") }
        return blocks.isEmpty ? nil : blocks.joined(separator: "\n\n")
    }

    private static func card(_ json: JSON) -> [String] {
        var lines = [name(json["name"])]
        lines += json["phones"].array.compactMap { $0["phone"].string ?? $0["wa_id"].stringOrNumber }
        lines += json["emails"].array.compactMap { $0["email"].string }
        let organisation = [json["org"]["company"], json["org"]["department"], json["org"]["title"]].compactMap(\.string)
        if !organisation.isEmpty { lines.append(organisation.joined(separator: ", ")) }
        lines += json["addresses"].array.compactMap(address)
        lines += json["urls"].array.compactMap { $0["url"].string }
        if let birthday = json["birthday"].string { lines.append(birthday) }
        return lines
    }

    private static func name(_ json: JSON) -> String {
        if let name = json["formatted_name"].string { return name }
        let parts = [json["first_name"], json["middle_name"], json["last_name"]].compactMap(\.string)
        return parts.isEmpty ? "[contact]" : parts.joined(separator: " ")
    }

    private static func address(_ json: JSON) -> String? {
        let parts = [json["street"], json["city"], json["state"], json["zip"], json["country"]].compactMap(\.stringOrNumber)
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}

/// A cart as text: the customer's words, then one line per product.
enum OrderSummary {
    /// The text; nil when this is no order.
    static func text(_ json: JSON) -> String? {
        guard json.kind == .object else { return nil }
        var lines = json["text"].string.map { $0.isEmpty ? [] : [$0] } ?? []
        lines += json["product_items"].array.map(line)
        return lines.isEmpty ? "[order]" : lines.joined(separator: "\n")
    }

    private static func line(_ item: JSON) -> String {
        let quantity: String = item["quantity"].string ?? item["quantity"].numberText ?? "1"
        let product: String = item["product_retailer_id"].stringOrNumber ?? "?"
        let price = item["item_price"].string ?? item["item_price"].numberText
        let cost = [price, item["currency"].string].compactMap(\.self).joined(separator: " ")
        return cost.isEmpty ? "\(quantity) x \(product)" : "\(quantity) x \(product) (\(cost))"
    }
}
