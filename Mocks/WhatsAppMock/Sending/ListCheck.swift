import JSONKit

/// Checks the sections of lists.
enum ListCheck {
    static func check(_ action: JSON) throws(GraphProblem) {
        try FieldCheck.required(action["button"], "interactive['action']['button']", most: 20)
        let sections = action["sections"]
        try count(sections, 1...10, "sections")
        var ids: Set<String> = []
        var rows = 0
        for section in sections.array {
            try title(section, of: sections.count)
            try count(section["rows"], 1...10, "rows")
            rows += section["rows"].count
            for row in section["rows"].array {
                try FieldCheck.required(row["id"], "interactive['action']['sections'][]['rows'][]['id']", most: 200)
                try FieldCheck.required(row["title"], "interactive['action']['sections'][]['rows'][]['title']", most: 24)
                try FieldCheck.optional(row["description"], "interactive['action']['sections'][]['rows'][]['description']", most: 72)
                guard ids.insert(row["id"].string ?? "").inserted else {
                    throw GraphProblem(131009, details: "Ids of rows must be unique.")
                }
            }
        }
        guard rows <= 10 else {
            throw GraphProblem(131009, details: "A list may have at most 10 rows in all its sections; it has \(rows).")
        }
    }

    static func checkProducts(_ action: JSON) throws(GraphProblem) {
        try FieldCheck.required(action["catalog_id"], "interactive['action']['catalog_id']", most: 256)
        let sections = action["sections"]
        try count(sections, 1...10, "sections")
        var products = 0
        for section in sections.array {
            try title(section, of: sections.count)
            try count(section["product_items"], 1...30, "product_items")
            products += section["product_items"].count
        }
        guard products <= 30 else {
            throw GraphProblem(131009, details: "A product list may have at most 30 products; it has \(products).")
        }
    }

    private static func title(_ section: JSON, of sections: Int) throws(GraphProblem) {
        let name = "interactive['action']['sections'][]['title']"
        if sections > 1 {
            try FieldCheck.required(section["title"], name, most: 24)
        } else {
            try FieldCheck.optional(section["title"], name, most: 24)
        }
    }

    private static func count(_ json: JSON, _ range: ClosedRange<Int>, _ name: String) throws(GraphProblem) {
        guard json.kind == .array, range.contains(json.count) else {
            throw GraphProblem(131009, details: "Parameter '\(name)' must have \(range.lowerBound) to \(range.upperBound) elements.")
        }
    }
}
