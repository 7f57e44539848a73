/// What a provider demands of the values of its templates. Lengths in Unicode scalars; nil where it sets no limit.
package struct TemplateRules: Hashable, Sendable {
    /// Whether a text value may hold line ends and tabs.
    package var allowsLineEnds: Bool
    /// The most spaces in a row in a text value.
    package var longestSpaceRun: Int?
    /// The longest body with its values filled in.
    package var body: Int?
    /// The longest header text with its value filled in.
    package var header: Int?
    /// The longest end of a link.
    package var suffix: Int?
    /// The longest code.
    package var code: Int?
    /// The longest payload of a quick reply.
    package var payload: Int?

    /// Makes rules.
    package init(
        allowsLineEnds: Bool = true, longestSpaceRun: Int? = nil, body: Int? = nil, header: Int? = nil, suffix: Int? = nil,
        code: Int? = nil, payload: Int? = nil
    ) {
        self.allowsLineEnds = allowsLineEnds
        self.longestSpaceRun = longestSpaceRun
        self.body = body
        self.header = header
        self.suffix = suffix
        self.code = code
        self.payload = payload
    }
}
