extension ConfigurationSection {
    /// Notes a problem of what stands at `place`, keys and list positions such as `inbound.rules[2].id`; its line is that of the innermost
    /// value that is there.
    func problem(in place: String, _ remedy: String) {
        report.add(path.isEmpty ? place : "\(path).\(place)", line: line(of: place), remedy)
    }

    private func line(of place: String) -> Int {
        var (line, members, element) = (line, members, nil as JSON5Value?)
        for step in place.split(whereSeparator: { ".[]".contains($0) }) {
            if case .array(let elements) = element?.kind, let index = Int(step), elements.indices.contains(index) {
                element = elements[index]
            } else if let member = members.first(where: { $0.key == step }) {
                element = member.value
            } else {
                return line
            }
            guard let found = element else { return line }
            line = found.line
            if case .object(let inner) = found.kind { members = inner } else { members = [] }
        }
        return line
    }
}
