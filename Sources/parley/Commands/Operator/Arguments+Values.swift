import Core
import JSONKit

/// Values of the command line, read by their kind. Every problem names the option or word.
extension Arguments {
    /// An identifier; nil if the option was not given.
    func id(_ option: String) throws(Problem) -> ID? {
        guard let text = self[option] else { return nil }
        guard let id = ID(text) else { throw Problem(text: "--\(option) must be 24 characters 0-9 a-f") }
        return id
    }

    /// Text that is not empty; nil if the option was not given.
    func text(_ option: String) throws(Problem) -> String? {
        guard let text = self[option] else { return nil }
        guard !text.isEmpty else { throw Problem(text: "--\(option) must not be empty") }
        return text
    }

    /// A whole number; nil if the option was not given.
    func number(_ option: String, _ range: ClosedRange<Int>) throws(Problem) -> Int? {
        guard let text = self[option] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw Problem(text: "--\(option) must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// One of the words of an enum; nil if the option was not given.
    func choice<Choice: RawRepresentable<String>>(_ option: String, _ choices: [Choice]) throws(Problem) -> Choice? {
        guard let text = self[option] else { return nil }
        guard let choice = choices.first(where: { $0.rawValue == text }) else {
            throw Problem(text: "--\(option) must be one of: \(choices.map(\.rawValue).joined(separator: ", "))")
        }
        return choice
    }

    /// The options besides those that say how to reach the worker must be among these.
    func allowOnly(_ allowed: Set<String>, with action: String) throws(Problem) {
        let other = values.keys.filter { !allowed.contains($0) && !WorkerAccess.options.contains($0) }.min()
        if let other { throw Problem(text: "--\(other) does not go with '\(action)'") }
    }

    /// No word may follow.
    func noWords() throws(Problem) {
        if let word = words.first { throw Problem(text: "'\(PlainText.line(word))' is not understood") }
    }

    /// The identifier that must follow as word `position`, the last one.
    func lastWordID(_ position: Int, of thing: String) throws(Problem) -> ID {
        guard words.count > position else { throw Problem(text: "ID of the \(thing) is missing") }
        guard words.count == position + 1 else { throw Problem(text: "'\(PlainText.line(words[position + 1]))' is not understood") }
        guard let id = ID(words[position]) else { throw Problem(text: "ID of the \(thing) must be 24 characters 0-9 a-f") }
        return id
    }
}

/// Which part of a list is asked for.
struct ListPart: Hashable, Sendable {
    static let options: Set<String> = ["limit", "after"]
    static let help = """
          --limit N               at most so many, 1 to 100 (default 25)
          --after ID              those after this one: to go on with a long list
        """

    let limit: Int?
    let after: ID?

    init(_ arguments: Arguments) throws(Arguments.Problem) {
        limit = try arguments.number("limit", 1...100)
        after = try arguments.id("after")
    }

    /// The parameters of the call.
    var query: [(String, String)] {
        [limit.map { ("page[size]", "\($0)") }, after.map { ("page[after]", "\($0)") }].compactMap { $0 }
    }

    /// The line that tells how to go on; none at the end of the list.
    static func more(_ answer: WorkerAnswer) -> [String] {
        guard answer.root["meta"]["hasMore"].bool == true, let cursor = answer.root["meta"]["afterCursor"].string else { return [] }
        return ["", "There is more: --after \(PlainText.line(cursor))"]
    }
}
