extension JSON {
    /// Calls `body` for each string and number in document order, and for each key before its value when `keys` is true.
    ///
    /// Nothing is allocated per leaf. Values under a key that is there twice are all visited.
    package func forEachLeaf(keys: Bool = false, _ body: (borrowing JSONPath, JSONLeaf) -> Void) {
        var walk = JSONLeafWalk(tape, includesKeys: keys)
        walk.visit(index) { _, path, leaf in body(path, leaf) }
        withExtendedLifetime(document) {}
    }

    /// The value as compact JSON with those leaves replaced for which `transform` returns a text in UTF-8; nil when it did for none.
    ///
    /// A replaced number becomes a string. With `keys`, keys are offered too. Bytes that are not UTF-8 become U+FFFD.
    package func rewritingStrings(
        keys: Bool = false, _ transform: (borrowing JSONPath, JSONLeaf) -> [UInt8]?
    ) -> [UInt8]? {
        var replacements: [JSONCopy.Replacement] = []
        var walk = JSONLeafWalk(tape, includesKeys: keys)
        walk.visit(index) { index, path, leaf in
            if let utf8 = transform(path, leaf) { replacements.append(JSONCopy.Replacement(index: index, utf8: utf8)) }
        }
        guard !replacements.isEmpty else { return nil }
        var copy = JSONCopy(tape: tape, replacements: replacements)
        var json = JSONWriter(capacity: 1024)
        copy.value(index, to: &json)
        withExtendedLifetime(document) {}
        return json.finish()
    }
}
