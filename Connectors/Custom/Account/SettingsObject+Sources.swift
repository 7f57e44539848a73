internal import JSONKit

extension SettingsObject {
    /// A path alone.
    func path(_ key: String) -> ValuePath? {
        guard has(key) else { return nil }
        guard let text = value(key).string else {
            problem(key, "must be a path in quotes, such as \"$.events[*]\"")
            return nil
        }
        do throws(PathFault) { return try ValuePath(text) } catch {
            problem(key, error.words)
            return nil
        }
    }

    /// Where a text comes from; nil, without a problem, when the key is absent.
    func source(_ key: String) -> ValueSource? { has(key) ? read(value(key), at: key, depth: 0) : nil }

    /// The same; a problem is noted when the key is absent.
    func requiredSource(_ key: String, _ what: String) -> ValueSource {
        guard has(key) else {
            problem(key, "must be given: \(what)")
            return .constant("")
        }
        return source(key) ?? .constant("")
    }

    private func read(_ json: JSON, at key: String, depth: Int) -> ValueSource? {
        guard depth < 4 else {
            problem(key, "is nested too deeply")
            return nil
        }
        switch json.kind {
        case .string: return plain(json.string ?? "", at: key)
        case .integer, .double, .bool: return .constant(ValueSource.text(json) ?? "")
        case .array: return .first(list(json, at: key, depth: depth))
        case .object: return composed(json, at: key, depth: depth)
        case .missing, .null:
            problem(key, "must not hold null")
            return nil
        }
    }

    private func list(_ json: JSON, at key: String, depth: Int) -> [ValueSource] {
        json.array.enumerated().compactMap { read($0.element, at: "\(key)[\($0.offset)]", depth: depth + 1) }
    }

    /// `$…` and `@…` are paths; `$$…` and `@@…` are constants that begin with one of these signs.
    private func plain(_ text: String, at key: String) -> ValueSource? {
        if text.hasPrefix("$$") || text.hasPrefix("@@") { return .constant(String(text.dropFirst())) }
        guard text.hasPrefix("$") || text.hasPrefix("@") else { return .constant(text) }
        do throws(PathFault) { return .path(try ValuePath(text)) } catch {
            problem(key, "is not a path: it \(error.words). A constant that begins with \(text.prefix(1)) is written with two of them")
            return nil
        }
    }

    /// `{ join: […], by: " " }` and `{ from: …, words: { … }, other: "…" }`.
    private func composed(_ json: JSON, at key: String, depth: Int) -> ValueSource? {
        let object = SettingsObject(json, at: place(key), findings)
        defer { object.finish() }
        if object.has("join") {
            let separator = object.text("by", default: " ")
            guard object.value("join").kind == .array else {
                object.problem("join", "must be a list in [ ]")
                return nil
            }
            return .joined(object.list(object.value("join"), at: "join", depth: depth), by: separator)
        }
        guard object.has("from"), let words = object.object("words") else {
            problem(key, "must be { from: …, words: { theirs: \"ours\" } } or { join: […], by: \" \" }")
            _ = (object.value("from"), object.value("words"), object.value("other"))
            return nil
        }
        let other = object.has("other") ? object.text("other") : nil
        guard let source = object.read(object.value("from"), at: "from", depth: depth + 1) else { return nil }
        return .words(source, words.wordTable(), other: other)
    }

    /// A table of the user's own keys with texts.
    func wordTable() -> [String: String] {
        var table: [String: String] = [:]
        for (key, value) in members {
            guard let text = ValueSource.text(value) else {
                problem(key, "must be text in quotes")
                continue
            }
            table[key] = text
        }
        return table
    }
}
