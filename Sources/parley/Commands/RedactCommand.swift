import Glibc
import Redaction

/// `parley redact`: masks card numbers in what is piped through it.
enum RedactCommand: Command {
    static let name = "redact"
    static let summary = "Mask card numbers in text, from standard input to standard output."
    static let help = """
          --jsonl  each line is {"id":…, "text":…}, or {"id":…, "messages":[…]} with the consecutive messages of one sender

        Without --jsonl the input is text and comes out with card numbers, and the expiry dates and security codes beside them, masked.
        With it each line is answered by {"id":…, "spans":[[start,end],…], "text":…}, or by spans of [message,start,end] and "messages".
        Offsets count Unicode scalars; a span runs from the first digit of a card to behind its last. A line that cannot be read is named
        on standard error and left out, and the exit code is 1. Needs no configuration and no memory to speak of, however long the input.
        """
    static let options: Set<String> = []
    static let flags: Set<String> = ["jsonl"]

    static func run(_ arguments: Arguments) async -> ExitCode {
        guard arguments.words.isEmpty else {
            Terminal.error("parley redact: the text comes from standard input; see 'parley redact --help'")
            return .usage
        }
        return arguments.flags.contains("jsonl") ? filter(RedactingLines()) : filter(RedactingStream())
    }

    /// Pipes `input` through `filter` to `output`. Reading blocks the thread: there is nothing else to do in this process.
    static func filter(
        _ filter: some RedactingFilter, input: Int32 = 0, output: Int32 = 1,
        complain: (String) -> Void = { Terminal.error("parley redact: \($0)") }
    ) -> ExitCode {
        var filter = filter
        var isClean = true
        var masked: [UInt8] = []
        var problems: [String] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(input, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            if count < 0 {
                complain("standard input cannot be read: \(String(cString: strerror(errno)))")
                isClean = false
            }
            if count > 0 {
                piece.withUnsafeBufferPointer {
                    filter.consume(UnsafeBufferPointer(rebasing: $0[..<count]), into: &masked, problems: &problems)
                }
            } else {
                filter.finish(into: &masked, problems: &problems)
            }
            problems.forEach(complain)
            isClean = isClean && problems.isEmpty
            problems.removeAll()
            guard Terminal.write(masked, to: output) else {
                complain("standard output cannot be written")
                return .failed
            }
            masked.removeAll(keepingCapacity: masked.capacity < 1 << 20)
            if count <= 0 { return isClean ? .ok : .failed }
        }
    }
}
