import Core
import HTTPWire
import Operations

/// A command that asks the running worker over its own HTTP API.
protocol OperatorCommand: Command {
    /// What the command line asks for, read and checked before anything is called.
    associatedtype Order: Sendable

    /// Options and help of its own; those that say how to reach the worker are added.
    static var ownOptions: Set<String> { get }
    static var ownFlags: Set<String> { get }
    static var ownHelp: String { get }

    /// Reads the command line. Every problem names the option or word.
    static func order(_ arguments: Arguments) throws(Arguments.Problem) -> Order

    /// Does it and prints what came of it.
    static func carryOut(_ order: Order, _ worker: WorkerClient, _ console: Console) async throws(WorkerProblem) -> ExitCode
}

extension OperatorCommand {
    static var ownFlags: Set<String> { [] }
    static var options: Set<String> { ownOptions.union(WorkerAccess.options) }
    static var flags: Set<String> { ownFlags.union(["json"]) }
    static var help: String { ownHelp + "\n" + WorkerAccess.help }

    static func run(_ arguments: Arguments) async throws(Arguments.Problem) -> ExitCode { try await run(arguments, .system()) }

    static func run(_ arguments: Arguments, _ surroundings: Surroundings) async throws(Arguments.Problem) -> ExitCode {
        let order = try order(arguments)
        let console = surroundings.console(wantsJSON: arguments.flags.contains("json"))
        do throws(AccessProblem) {
            let access = try WorkerAccess(arguments, surroundings.environment)
            guard let caller = surroundings.makeCaller() else { throw .failed("libcurl cannot be used") }
            return await work(order, WorkerClient(access, caller), console)
        } catch {
            switch error {
            case .usage(let text): throw Arguments.Problem(text: text)
            case .configuration(let text):
                console.complain("parley \(name): \(text)")
                return .configuration
            case .failed(let text):
                console.complain("parley \(name): \(text)")
                return .failed
            }
        }
    }

    private static func work(_ order: Order, _ worker: WorkerClient, _ console: Console) async -> ExitCode {
        do throws(WorkerProblem) {
            return try await carryOut(order, worker, console)
        } catch {
            console.complain("parley \(name): \(PlainText.line(error.text))")
            return .failed
        }
    }
}

/// What a command needs of the machine: values, so that tests need no machine.
struct Surroundings: Sendable {
    let environment: ConfigurationEnvironment
    let clock: WallClock
    /// Nil when there can be none.
    let makeCaller: @Sendable () -> (any HTTPCaller)?
    let print: @Sendable (String) -> Void
    let complain: @Sendable (String) -> Void

    /// Where systemd keeps the service's credentials while it runs; root may read them.
    private static let serviceCredentials = "/run/credentials/parley.service"

    /// The real ones. Secrets that the service gets by `LoadCredential=` are read where the running service has them.
    static func system() -> Surroundings {
        var variables = Environment.variables
        if variables["CREDENTIALS_DIRECTORY"] == nil, Environment.fileExists(serviceCredentials) {
            variables["CREDENTIALS_DIRECTORY"] = serviceCredentials
        }
        return Surroundings(
            environment: .system(variables: variables), clock: .system, makeCaller: { CurlCaller() }, print: { Terminal.print($0) },
            complain: { Terminal.error($0) })
    }

    func console(wantsJSON: Bool) -> Console { Console(wantsJSON: wantsJSON, clock: clock, print: print, complain: complain) }
}

/// Where a command writes, and in which form.
struct Console: Sendable {
    /// Whether the worker's own answer is wanted.
    let wantsJSON: Bool
    let clock: WallClock
    /// Writes lines to standard output.
    let print: @Sendable (String) -> Void
    /// Writes lines to standard error.
    let complain: @Sendable (String) -> Void

    /// Prints an answer: as it came, or the words for it.
    func show(_ answer: WorkerAnswer, _ lines: () -> [String]) {
        print(wantsJSON ? answer.text : lines().joined(separator: "\n"))
    }
}
