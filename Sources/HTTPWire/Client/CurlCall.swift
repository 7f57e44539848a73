import CCurl
import Core
import Glibc

/// One call on its way through the client.
// @unchecked: made by the caller, then handed to the curl thread, which alone touches its variables.
final class CurlCall: @unchecked Sendable {
    let id: UInt64
    let request: OutboundRequest
    let limits: CallLimits
    /// For a streamed answer: takes its bytes as they come and says how long silence may last.
    let stream: StreamSink?
    /// Takes the body of a success instead of `body`.
    let file: DownloadFile?
    let headLimit: Int
    private let finish: @Sendable (TransportOutcome) -> Void

    /// What a streamed answer needs.
    struct StreamSink: Sendable {
        let silence: Duration
        let onBytes: @Sendable ([UInt8]) -> Void
    }

    /// Scheme and authority of the URL: what connections are counted by.
    let host: String
    /// When the call must have ended, in monotonic milliseconds. Set when the curl thread takes it.
    var due: Int64 = 0
    /// Whether the call waits for a connection of its own; it has no handle then.
    var isWaiting = false
    var easy: UnsafeMutableRawPointer?
    var headerList: UnsafeMutablePointer<curl_slist>?
    /// The request's form, which libcurl reads while it sends.
    var mime: OpaquePointer?

    private(set) var status = 0
    private(set) var headers = HTTPFields()
    private(set) var body: [UInt8] = []
    private var headSize = 0
    /// Whether the empty line after the final head came: libcurl takes a head that ends with the connection for a whole one.
    private(set) var isHeadComplete = false

    /// Whether a connection was ready and the request about to be written: from then on bytes may have left.
    private(set) var wasReady = false
    private(set) var isForbidden = false
    private(set) var isBodyTooLarge = false
    private(set) var isRepeatRefused = false

    init(
        id: UInt64, request: OutboundRequest, limits: CallLimits, stream: StreamSink? = nil, path: String? = nil, headLimit: Int,
        finish: @escaping @Sendable (TransportOutcome) -> Void
    ) {
        self.id = id
        self.request = request
        host = Self.host(of: request.url)
        self.limits = limits
        self.stream = stream
        file = path.map { DownloadFile(path: $0, limit: limits.maximumBody) }
        self.headLimit = headLimit
        self.finish = finish
    }

    /// Ends the call. Called once.
    func end(_ outcome: TransportOutcome) {
        if let file {
            if case .answered = outcome { file.finish(isWhole: isSuccess) } else { file.finish(isWhole: false) }
        }
        finish(outcome)
    }

    private var isSuccess: Bool { (200..<300).contains(status) }

    /// The answer collected so far.
    var response: HTTPResponse { HTTPResponse(status: status, headers: headers, body: body) }

    // MARK: What libcurl tells

    /// A connection is ready for the request; called again when libcurl wants to repeat the request on another one.
    ///
    /// libcurl repeats by itself when a reused connection died without an answer. A request that may have an effect must not be written
    /// twice, so it is refused once any byte of the first writing has left.
    ///
    /// - Returns: whether the request may be written.
    func connectionReady(address: String) -> Bool {
        if !limits.trustedHost, !(AddressBytes(address).map(AddressGuard.isPublic) ?? false) {
            isForbidden = true
            return false
        }
        if hasSentBytes, request.method != "GET", request.method != "HEAD" {
            isRepeatRefused = true
            return false
        }
        wasReady = true
        return true
    }

    /// Whether a socket to this address may be opened.
    func mayConnect(to address: AddressBytes?) -> Bool {
        if limits.trustedHost { return true }
        guard let address, AddressGuard.isPublic(address) else {
            isForbidden = true
            return false
        }
        return true
    }

    /// Whether any byte of the request was taken by the kernel or the TLS layer.
    var hasSentBytes: Bool {
        guard let easy else { return false }
        return parley_curl_get_long(easy, CURLINFO_REQUEST_SIZE) > 0 || parley_curl_get_offset(easy, CURLINFO_SIZE_UPLOAD_T) > 0
    }

    /// One line of the answer's head. False when it is larger than is taken.
    func takeHeadLine(_ line: UnsafeRawBufferPointer) -> Bool {
        headSize += line.count
        guard headSize <= headLimit else { return false }
        if line.starts(with: "HTTP/".utf8) {
            // A new head: after 100 Continue, or on a repeat.
            headers = HTTPFields()
            body = []
            file?.restart()
            status = Self.status(line)
            isHeadComplete = false
            return true
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
            if line.allSatisfy({ $0 == 0x0D || $0 == 0x0A }) { isHeadComplete = true }
            return true
        }
        headers.append(Self.trimmed(line[..<colon]), Self.trimmed(line[(colon + 1)...]))
        return true
    }

    /// A piece of the answer's body. False when the body is larger than is taken.
    func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if let stream {
            stream.onBytes(Array(bytes))
            return true
        }
        if let file { return takeBody(bytes, into: file) }
        guard body.count + bytes.count <= limits.maximumBody else {
            isBodyTooLarge = true
            return false
        }
        body.append(contentsOf: bytes.bindMemory(to: UInt8.self))
        return true
    }

    private func takeBody(_ bytes: UnsafeRawBufferPointer, into file: DownloadFile) -> Bool {
        if isSuccess { return file.append(bytes) }
        body.append(contentsOf: bytes.prefix(DownloadFile.otherBodyLimit - body.count))
        return true
    }

    private static func host(of url: String) -> String {
        let scheme = url.prefix { $0 != ":" }
        let authority = url.dropFirst(scheme.count + 3).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return "\(scheme)://\(authority)".lowercased()
    }

    private static func status(_ line: UnsafeRawBufferPointer) -> Int {
        guard let space = line.firstIndex(of: 0x20), line.count >= space + 4 else { return 0 }
        return line[(space + 1)..<(space + 4)].reduce(0) { $1 >= 0x30 && $1 <= 0x39 ? $0 * 10 + Int($1 - 0x30) : $0 }
    }

    private static func trimmed(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        var bytes = bytes
        while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
