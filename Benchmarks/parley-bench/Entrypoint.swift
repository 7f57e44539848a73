import Glibc

@main
enum Entrypoint {
    static func main() {
        signal(SIGPIPE, SIG_IGN)
        do {
            let options = try Options(Array(CommandLine.arguments.dropFirst()))
            if options.wantsHelp {
                print(Options.help, terminator: "")
            } else {
                try Bench(options).run()
            }
        } catch {
            fputs("parley-bench: \(error)\n", stderr())
            exit(1)
        }
    }

    /// The C variable cannot be named in Swift 6.
    private static func stderr() -> UnsafeMutablePointer<FILE>? { fdopen(2, "w") }
}
