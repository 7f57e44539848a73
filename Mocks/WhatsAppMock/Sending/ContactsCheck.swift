import JSONKit

/// Checks the contacts of a message: 1 to 257, each with a formatted name and one other part of a name.
enum ContactsCheck {
    static func check(_ json: JSON) throws(GraphProblem) {
        guard json.kind == .array, json.count > 0 else {
            throw GraphProblem(131008, details: "Parameter 'contacts' is mandatory and must be a non-empty array.")
        }
        guard json.count <= 257 else { throw GraphProblem(131009, details: "Parameter 'contacts' must have at most 257 elements.") }
        for contact in json.array { try check(one: contact) }
    }

    private static let keys: Set<String> = ["name", "phones", "emails", "addresses", "org", "urls", "birthday"]
    private static let nameParts = ["first_name", "last_name", "middle_name", "suffix", "prefix"]

    private static func check(one contact: JSON) throws(GraphProblem) {
        try FieldCheck.object(contact, "contacts[]", keys: keys)
        let name = contact["name"]
        try FieldCheck.object(name, "contacts[]['name']", keys: Set(nameParts + ["formatted_name"]))
        try FieldCheck.required(name["formatted_name"], "contacts[]['name']['formatted_name']", most: 1024)
        guard nameParts.contains(where: { name[$0].string?.isEmpty == false }) else {
            throw GraphProblem(131009, details: "Parameter 'contacts[name]' needs formatted_name and at least one other part of a name.")
        }
        for key in ["phones", "emails", "addresses", "urls"] where contact[key].exists && contact[key].kind != .array {
            throw .parameter("Param contacts[]['\(key)'] must be an array.")
        }
        if contact["birthday"].exists, !isDay(contact["birthday"].string ?? "") {
            throw GraphProblem(131009, details: "Parameter 'contacts[birthday]' must have the form YYYY-MM-DD.")
        }
    }

    private static func isDay(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 10 else { return false }
        return bytes.enumerated().allSatisfy { $0 == 4 || $0 == 7 ? $1 == UInt8(ascii: "-") : 0x30...0x39 ~= $1 }
    }
}
