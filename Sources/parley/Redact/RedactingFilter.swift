import JSONKit
import Redaction

/// What `parley redact` does with its input, piece by piece, in bounded memory.
protocol RedactingFilter {
    /// Takes in a piece and appends what is done to `output`, and complaints about the input to `problems`.
    mutating func consume(_ piece: UnsafeBufferPointer<UInt8>, into output: inout [UInt8], problems: inout [String])
    /// The input has ended.
    mutating func finish(into output: inout [UInt8], problems: inout [String])
}

extension RedactingStream: RedactingFilter {
    mutating func consume(_ piece: UnsafeBufferPointer<UInt8>, into output: inout [UInt8], problems: inout [String]) {
        consume(piece, into: &output)
    }

    mutating func finish(into output: inout [UInt8], problems: inout [String]) { finish(into: &output) }
}

/// `parley redact --jsonl`: one answer for each line. A line that cannot be taken is complained of and left out.
struct RedactingLines: RedactingFilter {
    /// The longest line, in bytes.
    static let longestLine = JSONLimits.standard.bytes

    private var line: [UInt8] = []
    private var number = 1
    private var isTooLong = false

    mutating func consume(_ piece: UnsafeBufferPointer<UInt8>, into output: inout [UInt8], problems: inout [String]) {
        var rest = piece[...]
        while let end = rest.firstIndex(of: 0x0A) {
            take(rest[..<end])
            endLine(into: &output, problems: &problems)
            rest = rest[(end + 1)...]
        }
        take(rest)
    }

    mutating func finish(into output: inout [UInt8], problems: inout [String]) {
        if !line.isEmpty || isTooLong { endLine(into: &output, problems: &problems) }
    }

    private mutating func take(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
        if isTooLong { return }
        if line.count + bytes.count > Self.longestLine {
            isTooLong = true
            line = []
        } else {
            line.append(contentsOf: bytes)
        }
    }

    private mutating func endLine(into output: inout [UInt8], problems: inout [String]) {
        defer {
            line.removeAll(keepingCapacity: line.capacity < 1 << 16)
            isTooLong = false
            number += 1
        }
        if isTooLong { return problems.append("line \(number): it is longer than \(Self.longestLine) bytes") }
        if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return }
        do throws(RedactionRequest.Problem) {
            output += try RedactionRequest(line).answer()
            output.append(0x0A)
        } catch {
            problems.append("line \(number): \(error.text)")
        }
    }
}
