import Core

/// Where the benchmark runs: a folder, and the programs of this build.
struct Setting {
    let folder: String
    private let programs: String

    init(folder: String) throws {
        self.folder = try Files.makeFolder(folder)
        programs = try Files.programFolder()
    }

    var database: String { "\(folder)/parley.db" }

    /// Starts the worker on the database that is there.
    /// - Parameter provider: the port of what stands in for Meta.
    func startWorker(provider: UInt16) throws -> Worker {
        let port = try LocalSocket.freePort()
        let path = "\(folder)/parley.json5"
        try Files.write(configuration(port: port, provider: provider), to: path)
        let process = try ChildProcess(
            "\(programs)/parley", ["serve", "--config", path, "--log-format", "plain"], log: "\(folder)/worker.log")
        let worker = Worker(process: process, port: port)
        try wait(for: "the worker's start") {
            try process.checkRuns()
            return (try? LocalHTTP.call("GET", port, "/readyz").status) == 200
        }
        return worker
    }

    /// Starts the mock provider so that it only counts, accepts everything at once and reports no statuses.
    func startMock() throws -> Mock {
        let port = try LocalSocket.freePort()
        let process = try ChildProcess("\(programs)/parley-mocks", ["--listen", "127.0.0.1:\(port)"], log: "\(folder)/mocks.log")
        try wait(for: "the mock's start") {
            try process.checkRuns()
            return (try? LocalHTTP.call("GET", port, "/_mock/").status) == 200
        }
        let settings = """
            {"numbers":[{"phoneNumberId":"\(Account.phoneNumberID)","wabaId":"\(Account.businessAccountID)",
            "accessToken":"\(Account.accessToken)"}],"window":"off","pairRate":false,"throughput":null,"statuses":false,"ledger":"counts"}
            """
        _ = try LocalHTTP.succeed("POST", port, "/_mock/whatsapp/configure", body: Array(settings.utf8))
        return Mock(process: process, port: port)
    }

    /// Starts nginx with one worker that answers every request with an empty 200: the most that this machine can do.
    func startNginx() throws -> Nginx {
        let port = try LocalSocket.freePort()
        let path = "\(folder)/nginx.conf"
        try Files.write(nginxConfiguration(port: port), to: path)
        let process = try ChildProcess("nginx", ["-c", path, "-p", folder, "-e", "\(folder)/nginx.log"], log: "\(folder)/nginx.out")
        try wait(for: "the start of nginx") {
            try process.checkRuns()
            return (try? LocalHTTP.call("GET", port, "/").status) == 200
        }
        return Nginx(process: process, port: port)
    }

    private func configuration(port: UInt16, provider: UInt16) -> String {
        """
        {
          sandbox: true,
          listen: "127.0.0.1:\(port)",
          publicURL: "http://127.0.0.1:\(port)",
          store: "sqlite:\(database)",
          logLevel: "warning",
          apps: [{
            id: "\(Account.app)",
            displayName: "Bench",
            keys: [{ id: "\(Account.key)", secret: "\(Account.keySecret)" }],
            integrations: [{
              id: "\(Account.integration)",
              type: "whatsapp",
              displayName: "Bench",
              baseURL: "http://127.0.0.1:\(provider)/graph",
              phoneNumberId: "\(Account.phoneNumberID)",
              wabaId: "\(Account.businessAccountID)",
              accessToken: "\(Account.accessToken)",
              appSecret: "\(Account.appSecret)",
              verifyToken: "\(Account.verifyToken)",
              messagesPerSecond: 100000,
            }, { id: "\(Account.webChat)", type: "web", displayName: "Bench", userSecret: "\(Account.webChatSecret)" }],
          }],
        }

        """
    }

    private func nginxConfiguration(port: UInt16) -> String {
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path \(folder)/nginx-temp;" }
        return """
            daemon off; master_process off; worker_processes 1; pid \(folder)/nginx.pid; error_log \(folder)/nginx.log;
            events { worker_connections 1024; }
            http {
              access_log off; keepalive_requests 100000000; client_body_buffer_size 64k; \(temporary.joined(separator: " "))
              server { listen 127.0.0.1:\(port); location / { return 200; } }
            }

            """
    }
}

/// A running nginx.
struct Nginx {
    let process: ChildProcess
    let port: UInt16
}
