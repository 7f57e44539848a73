import API
import Core

/// Keeps what is written, and hands it out when enough is there.
final class StreamRecorder: StreamSink {
    private struct State {
        var text = ""
        var isEnded = false
        var onClose: (@Sendable () -> Void)?
        var waiting: [(until: @Sendable (String, Bool) -> Bool, resume: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Lock(State())

    func send(_ bytes: [UInt8]) -> Bool {
        let isOpen = state.withLock { state in
            guard !state.isEnded else { return false }
            state.text += String(decoding: bytes, as: UTF8.self)
            return true
        }
        settle()
        return isOpen
    }

    func finish() {
        state.withLock { $0.isEnded = true }
        settle()
    }

    func onClose(_ action: @escaping @Sendable () -> Void) {
        let hasEnded = state.withLock { state in
            if !state.isEnded { state.onClose = action }
            return state.isEnded
        }
        if hasEnded { action() }
    }

    /// The client goes away.
    func hangUp() {
        let action = state.withLock { state in
            state.isEnded = true
            return state.onClose
        }
        action?()
    }

    private func settle() {
        let ready = state.withLock { state in
            let ready = state.waiting.filter { $0.until(state.text, state.isEnded) }
            state.waiting.removeAll { $0.until(state.text, state.isEnded) }
            return ready
        }
        for wait in ready { wait.resume.resume() }
    }

    private func wait(_ until: @escaping @Sendable (String, Bool) -> Bool) async -> String {
        await withCheckedContinuation { continuation in
            state.withLock { $0.waiting.append((until, continuation)) }
            settle()
        }
        return state.withLock { $0.text }
    }

    /// The text once it holds `count` frames with data.
    func frames(_ count: Int) async -> [String] {
        let text = await wait { text, isEnded in isEnded || Self.frames(in: text).count >= count }
        return Self.frames(in: text)
    }

    func text(containing part: String) async -> String { await wait { text, isEnded in isEnded || text.contains(part) } }

    func untilEnded() async { _ = await wait { _, isEnded in isEnded } }

    private static func frames(in text: String) -> [String] {
        text.split(separator: "\n\n").map { String($0) }.filter { $0.contains("data:") }
    }
}
