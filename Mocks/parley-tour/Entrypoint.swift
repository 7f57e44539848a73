import Core
import Glibc

/// `parley-tour`: a worker, the mock providers and a small help desk on this machine, and a conversation between them.
@main
enum Entrypoint {
    static func main() {
        // Not an async `main`: its runtime starts a thread before the first line here, and that thread would take the signals.
        StopSignals.block()
        let options = readOptions()
        Task.detached { exit(await run(options)) }
        while true { pause() }
    }

    private static func readOptions() -> Options {
        do throws(Options.Problem) {
            let options = try Options(Array(CommandLine.arguments.dropFirst()))
            guard options.wantsHelp else { return options }
            Screen.write(Options.help)
            exit(0)
        } catch {
            Screen.error("parley-tour: \(error.text)")
            exit(2)
        }
    }

    private static func run(_ options: Options) async -> Int32 {
        let stop = StopSignals.wait()
        let sandbox: Sandbox
        do {
            sandbox = try Sandbox(folder: options.state)
        } catch {
            Screen.error("parley-tour: \(error)")
            return 1
        }
        let code = await play(sandbox, options, stop)
        await sandbox.close()
        return code
    }

    private static func play(_ sandbox: Sandbox, _ options: Options, _ stop: StopSignals) async -> Int32 {
        let transcript = Transcript()
        let tour = Task { try await Tour(sandbox, transcript).play() }
        let ending = await stop.first(or: tour)
        switch ending {
        case .stopped:
            tour.cancel()
            _ = await tour.result
            transcript.note("Stopped before the end of the tour.")
            return 1
        case .failed(let problem):
            transcript.problem(problem)
            return 1
        case .played(let next):
            if options.once { return 0 }
            transcript.text(next + "\n\nEvents that reach the help desk are shown below. Ctrl-C stops everything.\n")
            let live = Task { await sandbox.desk.show(on: transcript) }
            await stop.wait()
            live.cancel()
            transcript.note("Stopping.")
            return 0
        }
    }
}
