import CCurl
import CLinux
import Core
import Glibc

extension CurlCall {
    /// Fills a reset easy handle. Says why it cannot: the URL is not one, or a file is not there.
    func set(up easy: UnsafeMutableRawPointer, _ configuration: CurlConfiguration) -> TransportFailure.Reason? {
        self.easy = easy
        guard parley_curl_set_text(easy, CURLOPT_URL, request.url) == CURLE_OK, hasScheme else { return .badURL }
        setTransport(easy, configuration)
        if let form = request.form {
            guard set(form, on: easy) else { return .file }
        } else {
            setBody(easy)
        }
        setHeaders(easy, configuration)
        setCallbacks(easy)
        return nil
    }

    /// Without a scheme libcurl would guess one.
    private var hasScheme: Bool {
        let url = request.url.prefix(8).lowercased()
        return url.hasPrefix("http://") || url.hasPrefix("https://")
    }

    private func setTransport(_ easy: UnsafeMutableRawPointer, _ configuration: CurlConfiguration) {
        let milliseconds = max(1, due - MonotonicTime.milliseconds())
        _ = parley_curl_set_text(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        _ = parley_curl_set_long(easy, CURLOPT_NOSIGNAL, 1)
        _ = parley_curl_set_long(easy, CURLOPT_FOLLOWLOCATION, 0)
        _ = parley_curl_set_long(easy, CURLOPT_PATH_AS_IS, 1)
        _ = parley_curl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        _ = parley_curl_set_long(easy, CURLOPT_TIMEOUT_MS, Int(clamping: milliseconds))
        _ = parley_curl_set_long(
            easy, CURLOPT_CONNECTTIMEOUT_MS, Int(clamping: min(milliseconds, max(1, configuration.connectDeadline.milliseconds))))
        _ = parley_curl_set_long(easy, CURLOPT_MAXAGE_CONN, Int(clamping: configuration.idleTime.components.seconds))
        // A proxy from the environment would get past the address guard.
        _ = parley_curl_set_text(easy, CURLOPT_PROXY, "")
        if let path = limits.unixSocket { _ = parley_curl_set_text(easy, CURLOPT_UNIX_SOCKET_PATH, path) }
        if let stream {
            _ = parley_curl_set_long(easy, CURLOPT_LOW_SPEED_LIMIT, 1)
            _ = parley_curl_set_long(easy, CURLOPT_LOW_SPEED_TIME, Int(clamping: max(1, stream.silence.components.seconds)))
        }
    }

    private func setBody(_ easy: UnsafeMutableRawPointer) {
        switch request.method {
        case "GET" where request.body.isEmpty: _ = parley_curl_set_long(easy, CURLOPT_HTTPGET, 1)
        case "HEAD": _ = parley_curl_set_long(easy, CURLOPT_NOBODY, 1)
        default:
            if request.body.isEmpty, request.method != "POST", request.method != "PUT", request.method != "PATCH" {
                _ = parley_curl_set_long(easy, CURLOPT_HTTPGET, 1)
            } else {
                // The order matters: the size must be known when the bytes are copied.
                _ = parley_curl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count))
                request.body.withUnsafeBytes {
                    _ = parley_curl_set_pointer(
                        easy, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: $0.baseAddress ?? Self.nothing))
                }
            }
            if request.method != "POST" || request.body.isEmpty { _ = parley_curl_set_text(easy, CURLOPT_CUSTOMREQUEST, request.method) }
        }
    }

    // An empty body needs an address too. Never written to.
    private nonisolated(unsafe) static let nothing = UnsafeRawPointer(UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1))

    private func setHeaders(_ easy: UnsafeMutableRawPointer, _ configuration: CurlConfiguration) {
        var list: UnsafeMutablePointer<curl_slist>?
        // No waiting for 100 Continue, and no media type that the caller did not name.
        if request.headers["Expect"] == nil { list = curl_slist_append(list, "Expect:") }
        if request.headers["Content-Type"] == nil, request.form == nil { list = curl_slist_append(list, "Content-Type:") }
        if request.headers["User-Agent"] == nil { list = curl_slist_append(list, "User-Agent: \(configuration.userAgent)") }
        for field in request.headers.fields where ResponseHead.isSendable(field) {
            // libcurl takes a field without value only with a semicolon.
            list = curl_slist_append(list, field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        headerList = list
        _ = parley_curl_set_list(easy, CURLOPT_HTTPHEADER, list)
    }

    // MARK: Callbacks, all on the curl thread, inside curl_multi_perform

    private func setCallbacks(_ easy: UnsafeMutableRawPointer) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        for option in [CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_OPENSOCKETDATA, CURLOPT_PREREQDATA, CURLOPT_PRIVATE] {
            _ = parley_curl_set_pointer(easy, option, context)
        }
        _ = parley_curl_set_data_callback(easy, CURLOPT_WRITEFUNCTION) { data, size, count, context in
            let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
            return CurlCall.from(context).takeBody(bytes) ? bytes.count : 0
        }
        _ = parley_curl_set_data_callback(easy, CURLOPT_HEADERFUNCTION) { data, size, count, context in
            let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
            return CurlCall.from(context).takeHeadLine(bytes) ? bytes.count : 0
        }
        _ = parley_curl_set_open_socket(easy) { context, _, address in
            guard let address else { return -1 }
            return CurlCall.from(context).openSocket(address)
        }
        _ = parley_curl_set_before_request(easy) { context, address, _, _, _ in
            let text = address.map { String(cString: $0) } ?? ""
            return CurlCall.from(context).connectionReady(address: text) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }
    }

    /// The call behind a callback's context or a handle's private pointer; the loop holds it while its handle is in use.
    static func from(_ context: UnsafeMutableRawPointer?) -> CurlCall {
        Unmanaged<CurlCall>.fromOpaque(context!).takeUnretainedValue()
    }

    private func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        var copy = parley_socket_address()
        let length = min(Int(address.pointee.addrlen), MemoryLayout<parley_socket_address>.size)
        _ = withUnsafeMutableBytes(of: &copy) { room in
            // The address may be longer than the struct's last member says: libcurl lays out `addrlen` bytes there.
            memcpy(room.baseAddress!, UnsafeRawPointer(address) + MemoryLayout<curl_sockaddr>.offset(of: \.addr)!, length)
        }
        guard mayConnect(to: AddressBytes(&copy)) else { return -1 }
        return parley_open_socket(address.pointee.family, address.pointee.socktype, address.pointee.protocol)
    }
}
