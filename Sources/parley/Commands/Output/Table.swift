/// Rows of text in aligned columns.
struct Table {
    private var rows: [[String]]

    /// A table with a line of titles.
    init(_ titles: [String], _ rows: [[String]]) { self.rows = [titles] + rows }

    /// Pairs of a name and a value.
    init(_ pairs: [(String, String)]) { rows = pairs.map { [$0.0, $0.1] } }

    /// The lines, without spaces at their ends.
    var lines: [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            var line = ""
            for (column, text) in row.enumerated() {
                line += text
                // The last column needs no filling.
                if column < row.count - 1 { line += String(repeating: " ", count: widths[column] - text.count + 2) }
            }
            return line
        }
    }
}
