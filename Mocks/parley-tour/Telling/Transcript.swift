import Core
import Glibc

/// Tells what happens, line by line as it happens.
final class Transcript: Sendable {
    /// Who says or does something.
    enum Actor: String {
        case customer = "customer"
        case whatsapp = "WhatsApp"
        case parley = "Parley"
        case desk = "help desk"
        case agent = "agent"

        fileprivate var colour: String {
            switch self {
            case .customer: "\u{1B}[33m"
            case .whatsapp: "\u{1B}[32m"
            case .parley: "\u{1B}[36m"
            case .desk, .agent: "\u{1B}[35m"
            }
        }
    }

    private static let width = 9

    /// Begins a part of the tour.
    func heading(_ text: String) { Screen.write("\n\(styled("\u{1B}[1m", text))\n") }

    /// Something goes from one to another.
    func line(_ from: Actor, _ to: Actor, _ text: String) {
        Screen.write("  \(time)  \(name(from)) -> \(name(to))  \(text)\n")
    }

    /// Something that one of them knows or decides.
    func line(_ actor: Actor, _ text: String) {
        Screen.write("  \(time)  \(name(actor))    \(String(repeating: " ", count: Self.width))  \(text)\n")
    }

    /// A line below another one.
    func detail(_ text: String) {
        Screen.write("  \(String(repeating: " ", count: 12 + 2 + Self.width + 4 + Self.width))  \(text)\n")
    }

    /// A remark about the tour itself.
    func note(_ text: String) { Screen.write("  \(time)  \(text)\n") }

    /// Text as it is.
    func text(_ text: String) { Screen.write(text) }

    /// What went wrong.
    func problem(_ text: String) { Screen.write("\n\(styled("\u{1B}[1;31m", "The tour failed:")) \(text)\n") }

    /// Gives people the time to read; nobody else waits.
    func pause() async throws {
        try await Task.sleep(for: Screen.isTerminal ? .milliseconds(900) : .zero)
    }

    private func name(_ actor: Actor) -> String {
        styled(actor.colour, actor.rawValue) + String(repeating: " ", count: max(0, Self.width - actor.rawValue.count))
    }

    private func styled(_ style: String, _ text: String) -> String { Screen.isTerminal ? "\(style)\(text)\u{1B}[0m" : text }

    /// `12:04:31.120`, in the machine's own zone.
    private var time: String {
        let now = WallClock.system.now()
        var seconds = time_t(now.seconds)
        var parts = tm()
        localtime_r(&seconds, &parts)
        let fields = [Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec)].map { Self.padded($0, 2) }
        return "\(fields.joined(separator: ":")).\(Self.padded(Int(now.milliseconds % 1000), 3))"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
