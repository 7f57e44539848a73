internal import CCurl
package import Core
internal import Glibc

/// Hands mails to an SMTP server through libcurl (RFC 5321), each on a thread of its own while it takes. Nothing of a mail is logged.
package final class SMTPClient: MailServer {
    /// The server and the account there.
    package struct Configuration: Hashable, Sendable {
        /// `smtps://host:465`, or `smtp://host:587`, which goes on with TLS or not at all.
        package var url: String
        package var username: String?
        package var password: Secret?
        /// Whether a server without TLS is spoken with: only for one on this machine itself.
        package var isLocal: Bool
        /// How long one mail may take in all.
        package var deadline: Duration = .seconds(60)

        /// Makes a configuration.
        package init(url: String, username: String? = nil, password: Secret? = nil, isLocal: Bool = false) {
            self.url = url
            self.username = username
            self.password = password
            self.isLocal = isLocal
        }
    }

    /// Mails on their way at once.
    private static let limit = 4

    private let configuration: Configuration
    private let running = Lock(0)

    /// Nil when libcurl cannot be used.
    package init?(_ configuration: Configuration) {
        guard CurlLoop.isLibraryReady else { return nil }
        self.configuration = configuration
    }

    package func send(_ mail: Mail) async -> MailOutcome {
        let isTaken = running.withLock { count in
            guard count < Self.limit else { return false }
            count += 1
            return true
        }
        guard isTaken else { return .later(Failure(.providerUnavailable, detail: "Too many mails are on their way at once.")) }
        defer { running.withLock { $0 -= 1 } }
        let configuration = configuration
        return await withCheckedContinuation { continuation in
            let isStarted = WireThread.start(name: "smtp") {
                continuation.resume(returning: SMTPCall(configuration, mail).run())
            }
            if !isStarted {
                continuation.resume(returning: .later(Failure(.providerUnavailable, detail: "The system has no thread to give.")))
            }
        }
    }
}

/// One mail on its way; used on one thread.
private final class SMTPCall {
    private let configuration: SMTPClient.Configuration
    private let mail: Mail
    /// Bytes that the server was given.
    private var position = 0

    init(_ configuration: SMTPClient.Configuration, _ mail: Mail) {
        self.configuration = configuration
        self.mail = mail
    }

    func run() -> MailOutcome {
        guard let easy = curl_easy_init() else { return .later(Failure(.providerUnavailable, detail: "libcurl gives no handle.")) }
        defer { curl_easy_cleanup(easy) }
        let recipients = curl_slist_append(nil, "<\(mail.recipient)>")
        defer { curl_slist_free_all(recipients) }
        _ = parley_curl_set_text(easy, CURLOPT_URL, configuration.url)
        _ = parley_curl_set_text(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        _ = parley_curl_set_text(easy, CURLOPT_PROXY, "")
        _ = parley_curl_set_long(easy, CURLOPT_NOSIGNAL, 1)
        _ = parley_curl_set_long(easy, CURLOPT_TIMEOUT_MS, Int(clamping: configuration.deadline.milliseconds))
        _ = parley_curl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, 15_000)
        _ = parley_curl_set_long(easy, CURLOPT_USE_SSL, Int((configuration.isLocal ? CURLUSESSL_TRY : CURLUSESSL_ALL).rawValue))
        if let username = configuration.username { _ = parley_curl_set_text(easy, CURLOPT_USERNAME, username) }
        if let password = configuration.password { _ = parley_curl_set_text(easy, CURLOPT_PASSWORD, password.revealText()) }
        _ = parley_curl_set_text(easy, CURLOPT_MAIL_FROM, "<\(mail.sender)>")
        _ = parley_curl_set_list(easy, CURLOPT_MAIL_RCPT, recipients)
        setBody(easy)
        let result = withExtendedLifetime(self) { curl_easy_perform(easy) }
        return outcome(result, answered: parley_curl_get_long(easy, CURLINFO_RESPONSE_CODE))
    }

    private func setBody(_ easy: UnsafeMutableRawPointer) {
        _ = parley_curl_set_long(easy, CURLOPT_UPLOAD, 1)
        _ = parley_curl_set_pointer(easy, CURLOPT_READDATA, Unmanaged.passUnretained(self).toOpaque())
        _ = parley_curl_set_data_callback(easy, CURLOPT_READFUNCTION) { data, size, count, context in
            guard let data, let context else { return 0 }
            return Unmanaged<SMTPCall>.fromOpaque(context).takeUnretainedValue().give(data, size * count)
        }
    }

    private func give(_ room: UnsafeMutablePointer<CChar>, _ size: Int) -> Int {
        let count = min(size, mail.bytes.count - position)
        mail.bytes.withUnsafeBytes { bytes in
            if count > 0 { memcpy(room, bytes.baseAddress! + position, count) }
        }
        position += count
        return count
    }

    /// - Parameter code: the server's last answer; 0 for none.
    private func outcome(_ result: CURLcode, answered code: Int) -> MailOutcome {
        if result == CURLE_OK { return .accepted }
        let words = String(cString: curl_easy_strerror(result))
        let error = ProviderError(code: code == 0 ? "curl \(result.rawValue)" : "\(code)", message: words)
        if result == CURLE_LOGIN_DENIED {
            return .refused(
                Failure(.credentialsInvalid, provider: error, detail: "The mail server does not take the user name and password."))
        }
        if (500..<600).contains(code) {
            return .refused(Failure(.providerRejected, provider: error, detail: "The mail server refused the mail."))
        }
        // 354 is its word to go ahead: all that followed was given, and no answer came.
        if position == mail.bytes.count, code == 354 || code == 250 {
            return .unknown(Failure(.unknownOutcome, provider: error, detail: "The mail server did not say whether it took the mail."))
        }
        return .later(Failure(.providerUnavailable, provider: error, detail: "The mail server could not be used."))
    }
}
