import Core

/// Collects what threads of a store hand over.
final class Recorder<Value: Sendable>: Sendable {
    private let list = Lock<[Value]>([])

    var values: [Value] { list.withLock { $0 } }

    func add(_ value: Value) { list.withLock { $0.append(value) } }
}
