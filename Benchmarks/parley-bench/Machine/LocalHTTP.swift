import CLinux
import Glibc
import JSONKit

/// One call at a time to a program on this machine.
enum LocalHTTP {
    struct Answer {
        let status: Int
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
        func json() throws -> JSON { try JSONDocument.parse(body).root }
    }

    /// Makes a call on a connection of its own.
    ///
    /// - Parameter source: as for `LocalSocket.connect`.
    static func call(
        _ method: String, _ port: UInt16, _ path: String, headers: [String] = [], body: [UInt8] = [], from source: UInt32? = nil
    ) throws -> Answer {
        let file = try LocalSocket.connect(to: port, from: source)
        defer { close(file) }
        send(requestBytes(method, path, headers: headers + ["Connection: close"], body: body), to: file)
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(file, &buffer, buffer.count)
            guard count > 0 else { break }
            answer += buffer[..<count]
        }
        guard let head = HTTPAnswerHead(answer[...]), head.length <= answer.count else {
            throw BenchProblem("\(method) \(path) was not answered")
        }
        return Answer(status: head.status, body: Array(answer[head.bodyStart..<head.length]))
    }

    /// Makes a call and expects 2xx.
    static func succeed(
        _ method: String, _ port: UInt16, _ path: String, headers: [String] = [], body: [UInt8] = [], from source: UInt32? = nil
    ) throws -> Answer {
        let answer = try call(method, port, path, headers: headers, body: body, from: source)
        guard answer.status / 100 == 2 else { throw BenchProblem("\(method) \(path) was answered \(answer.status): \(answer.text)") }
        return answer
    }

    /// The bytes of a request.
    static func requestBytes(_ method: String, _ path: String, headers: [String], body: [UInt8]) -> [UInt8] {
        let lines = ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1"] + headers + (body.isEmpty ? [] : ["Content-Length: \(body.count)"])
        return Array(lines.joined(separator: "\r\n").utf8) + Array("\r\n\r\n".utf8) + body
    }

    /// Writes all of `bytes` to a blocking socket.
    static func send(_ bytes: [UInt8], to file: Int32) {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            start += count
        }
    }
}
