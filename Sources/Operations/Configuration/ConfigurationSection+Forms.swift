internal import Core

extension ConfigurationSection {
    /// The address at `key`.
    func url(_ key: String, _ form: ServiceURL.Form, required: String? = nil) -> ServiceURL? {
        guard let text = text(key, required: required) else { return nil }
        do {
            return try ServiceURL.read(text, form)
        } catch {
            problem(key, error.remedy)
            return nil
        }
    }

    /// The identifier at `key`.
    func identifier(_ key: String, required: Bool = true) -> ID? {
        let form = "24 characters 0-9 a-f; make one with: openssl rand -hex 12"
        guard let text = text(key, required: required ? form : nil) else { return nil }
        if let id = ID(text) { return id }
        problem(key, "must be \(form)")
        return nil
    }
}

/// Names that may be used once only, with the place of their first use.
final class UsedOnce<Name: Hashable> {
    private var places: [Name: String] = [:]

    /// Notes a problem if `name` was used before.
    func claim(_ name: Name, _ key: String, in section: ConfigurationSection) {
        if let place = places.updateValue(places[name] ?? section.path(key), forKey: name) {
            section.problem(key, "is the same as \(place); each needs its own")
        }
    }
}
