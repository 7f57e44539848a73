internal import JSONKit

/// A place in JSON: `$` (the whole body) or `@` (the item at hand), then `.name`, `['any name']`, `[0]`, and `[*]` for every element.
struct ValuePath: Hashable, Sendable {
    enum Root: Hashable, Sendable { case body, item }

    enum Step: Hashable, Sendable {
        case key(String)
        case position(Int)
        case every
    }

    /// Deeper places cannot be in a body that is read at all.
    private static let mostSteps = 64

    let root: Root
    let steps: [Step]

    /// Whether it can stand for several values.
    var isList: Bool { steps.contains(.every) }

    /// Reads a path.
    /// - Throws: `PathFault`: what is wrong, as the end of a sentence.
    init(_ text: String) throws(PathFault) {
        switch text.unicodeScalars.first {
        case "$": root = .body
        case "@": root = .item
        default: throw PathFault("must begin with $ (the body) or @ (the item)")
        }
        var rest = text.unicodeScalars.dropFirst()
        var steps: [Step] = []
        while let sign = rest.popFirst() {
            switch sign {
            case ".": steps.append(try Self.name(&rest))
            case "[": steps.append(try Self.bracket(&rest))
            default: throw PathFault("must go on with .name, ['name'], [0] or [*] behind \(steps.count) step(s)")
            }
        }
        guard steps.count <= Self.mostSteps else { throw PathFault("has more than \(Self.mostSteps) steps") }
        self.steps = steps
    }

    private static func name(_ rest: inout Substring.UnicodeScalarView.SubSequence) throws(PathFault) -> Step {
        let name = rest.prefix { $0 != "." && $0 != "[" }
        guard !name.isEmpty else { throw PathFault("has no name behind a full stop") }
        guard !name.contains("]") && !name.contains(" ") else { throw PathFault("has a name that must be written as ['\(String(name))']") }
        rest = rest.dropFirst(name.count)
        return .key(String(String.UnicodeScalarView(name)))
    }

    private static func bracket(_ rest: inout Substring.UnicodeScalarView.SubSequence) throws(PathFault) -> Step {
        let step: Step
        let inner: Substring.UnicodeScalarView.SubSequence
        if let quote = rest.first, quote == "'" || quote == "\"" {
            inner = rest.dropFirst().prefix { $0 != quote }
            rest = rest.dropFirst(inner.count + 2)
            step = .key(String(String.UnicodeScalarView(inner)))
        } else {
            inner = rest.prefix { $0 != "]" }
            rest = rest.dropFirst(inner.count)
            if inner.elementsEqual("*".unicodeScalars) {
                step = .every
            } else if let position = Int(String(String.UnicodeScalarView(inner))), position >= 0 {
                step = .position(position)
            } else {
                throw PathFault("must have a number, * or a name in quotes between [ and ]")
            }
        }
        guard rest.popFirst() == "]" else { throw PathFault("has a [ without its ]") }
        return step
    }

    /// The keys on the way, without positions.
    var keys: [String] {
        steps.compactMap { step in
            if case .key(let key) = step { key } else { nil }
        }
    }
}

/// What is wrong with a path or value, as the end of a sentence that begins with its key.
struct PathFault: Error {
    let words: String

    init(_ words: String) { self.words = words }
}

/// Where paths lead: the body and the item at hand.
struct Scope {
    let body: JSON
    let item: JSON

    /// What stands at a path, the first of several; missing where nothing does.
    func value(_ path: ValuePath) -> JSON { values(path).first ?? .missing }

    /// Everything that stands at a path; a `null` counts as nothing.
    func values(_ path: ValuePath) -> [JSON] { elements(path).filter { !$0.isNull } }

    /// The same, with each `null`.
    func elements(_ path: ValuePath) -> [JSON] {
        var found = [path.root == .body ? body : item]
        for step in path.steps {
            switch step {
            case .key(let key): found = found.map { $0[key] }
            case .position(let position): found = found.map { $0[position] }
            case .every: found = found.flatMap { Array($0.array) }
            }
        }
        return found.filter(\.exists)
    }
}
