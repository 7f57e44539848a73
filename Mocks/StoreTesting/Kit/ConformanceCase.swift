import Store

/// One sentence of the store's contract, as a test that any store can be put to.
package struct ConformanceCase: Sendable, CustomStringConvertible {
    /// The sentence: condition and result.
    package let label: String
    private let body: @Sendable (any StoreFixture) async throws -> Void

    private init(label: String, body: @escaping @Sendable (any StoreFixture) async throws -> Void) {
        self.label = label
        self.body = body
    }

    /// A case that opens the database by itself.
    static func reopening(_ label: String, _ body: @escaping @Sendable (any StoreFixture) async throws -> Void) -> ConformanceCase {
        ConformanceCase(label: label, body: body)
    }

    /// A case on one open store, which is closed afterwards.
    init(_ label: String, _ body: @escaping @Sendable (any Store) async throws -> Void) {
        self.label = label
        self.body = { fixture in
            let store = try await fixture.open()
            do { try await body(store) } catch {
                await store.close()
                throw error
            }
            await store.close()
        }
    }

    /// Runs the case.
    /// - Throws: `ConformanceFailure` with the label and what was seen.
    package func run(on fixture: any StoreFixture) async throws {
        do { try await body(fixture) } catch let failure as ConformanceFailure {
            throw ConformanceFailure(label: label, what: failure.what)
        } catch {
            throw ConformanceFailure(label: label, what: "threw \(error)")
        }
    }

    package var description: String { label }
}

/// A store that does not do what the contract says.
package struct ConformanceFailure: Error, CustomStringConvertible {
    /// The case.
    package var label: String
    /// What was seen, and where in the suite.
    package var what: String

    package var description: String { "\(label): \(what)" }
}

/// Every case of the store's contract. SQLite and PostgreSQL pass the same list.
package enum StoreConformance {
    /// All cases.
    package static let all: [ConformanceCase] = [
        writing, isolation, handOver, journal, externals, people, conversations, messages, deliveries, jobs, deadLetters, events, leases,
        settings, documents, counters, windows, media, retention, values, removing, groups,
    ].flatMap { $0 }
}

// MARK: - Checks

func expect(_ condition: Bool, _ what: String, file: StaticString = #fileID, line: UInt = #line) throws {
    if !condition { throw ConformanceFailure(label: "", what: "\(what) (\(file):\(line))") }
}

func expectEqual<Value: Equatable>(_ seen: Value?, _ wanted: Value?, file: StaticString = #fileID, line: UInt = #line) throws {
    if seen != wanted { throw ConformanceFailure(label: "", what: "saw \(words(seen)), wanted \(words(wanted)) (\(file):\(line))") }
}

private func words<Value>(_ value: Value?) -> String { value.map { "\($0)" } ?? "nil" }

/// Runs `body`, which must throw, and returns the store's problem if it is one.
@discardableResult
func expectThrows(file: StaticString = #fileID, line: UInt = #line, _ body: () async throws -> Void) async throws -> StoreProblem? {
    do { try await body() } catch { return error as? StoreProblem }
    throw ConformanceFailure(label: "", what: "did not throw (\(file):\(line))")
}

/// Likewise, and the problem must be `failed`.
func expectFailed(file: StaticString = #fileID, line: UInt = #line, _ body: () async throws -> Void) async throws {
    let problem = try await expectThrows(file: file, line: line, body)
    guard case .failed = problem else {
        throw ConformanceFailure(label: "", what: "threw \(String(describing: problem)), wanted failed (\(file):\(line))")
    }
}
