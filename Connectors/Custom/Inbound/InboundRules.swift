internal import ConnectorKit
internal import Core
internal import JSONKit

/// What the provider's webhooks mean: `inbound` of the configuration.
struct InboundRules: Sendable {
    /// Where the items are; without any the whole body is one.
    var lists: [ValuePath] = []
    /// The first that fits an item is used.
    var rules: [InboundRule] = []

    /// Which leaves of a body masking leaves alone.
    var identifiers: IdentifierFields {
        var (identifiers, text): (Set<String>, Set<String>) = ([], [])
        for rule in rules {
            for (path, use) in rule.leaves {
                for key in keys(of: path) where !key.isEmpty {
                    switch use {
                    case .identifier: identifiers.insert(key)
                    case .text: text.insert(key)
                    }
                }
            }
        }
        return IdentifierFields(identifiers, text: text)
    }

    /// The keys from the root to where a path leads, once for each list that its item can come from.
    private func keys(of path: ValuePath) -> [String] {
        let own = path.keys
        if path.root == .body || lists.isEmpty { return [own.joined(separator: ".")] }
        return lists.map { ($0.keys + own).joined(separator: ".") }
    }
}

/// One rule: which items it is for, and where everything is in them.
struct InboundRule: Sendable {
    /// What must hold of an item.
    struct Condition: Hashable, Sendable {
        enum Expectation: Hashable, Sendable {
            case oneOf([String])
            case present(Bool)
        }

        var path: ValuePath
        var expectation: Expectation

        func holds(in scope: Scope) -> Bool {
            let found = scope.values(path)
            switch expectation {
            case .present(let isWanted): return found.isEmpty != isWanted
            case .oneOf(let words): return found.contains { json in ValueSource.text(json).map { words.contains($0) } ?? false }
            }
        }
    }

    /// Files of a message.
    struct Files: Sendable {
        /// Where they are; nil: the item holds one.
        var list: ValuePath?
        var url: ValueSource
        var type: ValueSource?
        var name: ValueSource?
        var size: ValueSource?
        var kind: ValueSource?
    }

    /// The place of a message.
    struct Place: Sendable {
        var latitude: ValueSource
        var longitude: ValueSource
        var name: ValueSource?
        var address: ValueSource?
    }

    var conditions: [Condition] = []
    var event: EventKind
    var fields: [EventField: ValueSource] = [:]
    var timeFormat: TimeFormat = .iso8601
    /// Ours for the provider's words; `ignored` for states on the way.
    var states: [String: StatusWord] = [:]
    /// The country of numbers that are written without it, in digits.
    var countryCode: String?
    var files: Files?
    var place: Place?

    func fits(_ scope: Scope) -> Bool { conditions.allSatisfy { $0.holds(in: scope) } }

    enum Use { case identifier, text }

    /// What is read, and how masking has to treat it.
    var leaves: [(ValuePath, Use)] {
        var leaves: [(ValuePath, Use)] = []
        for (field, source) in fields {
            if field.isIdentifier { leaves += source.paths.map { ($0, .identifier) } }
            if field.isText { leaves += source.paths.map { ($0, .text) } }
        }
        guard let files else { return leaves }
        for path in files.url.paths {
            let inner = path.root == .item ? files.list.map { ValuePath(path, within: $0) } ?? path : path
            leaves.append((inner, .identifier))
        }
        return leaves
    }
}

/// What can become of a message, in our words.
enum StatusWord: String, Hashable, Sendable, CaseIterable {
    case sent, delivered, read, failed, ignored
}

extension ValuePath {
    /// A path of an element, seen from where its list is.
    init(_ path: ValuePath, within list: ValuePath) { self.init(root: list.root, steps: list.steps + path.steps) }

    init(root: Root, steps: [Step]) {
        self.root = root
        self.steps = steps
    }
}
