import Core
import Glibc
import HTTPWire
import Media
import Operations
import Runtime

extension MediaVault {
    /// The files of the configured worker, in `media` under its state directory. A worker that keeps nothing has a folder of its own in the
    /// system's place for such things.
    init(_ configuration: WorkerConfiguration, _ caller: CurlCaller) throws {
        let folder = "\(try configuration.stateDirectory ?? Self.passingFolder())/media"
        try Folder.make(for: folder + "/")
        do {
            self.init(
                folder: try MediaFolder(path: folder),
                links: MediaLinks(
                    origin: configuration.publicURL?.text ?? configuration.listen.origin(port: nil),
                    isPublic: configuration.publicURL != nil, key: try LinkKey.load(folder: folder)),
                downloader: caller, settings: MediaSettings(configuration))
        } catch {
            throw ServiceProblem("files of messages cannot be kept: \(error)")
        }
    }

    private static func passingFolder() throws -> String {
        var template = Array("/tmp/parley-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw ServiceProblem("a folder in /tmp cannot be made: \(String(cString: strerror(errno)))")
        }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension MediaSettings {
    fileprivate init(_ configuration: WorkerConfiguration) {
        self.init()
        retention = configuration.media.retention
        linkLife = configuration.media.linkLife
        largestFetched = configuration.media.largestFetched
        largestAttachment = configuration.media.largestAttachment
        namedHosts = configuration.namedHosts
    }
}

extension [ListenPoint] {
    /// How this machine reaches the worker: for links of a worker without a public URL. `port` is the one that the system chose.
    func origin(port: UInt16?) -> String {
        for case .tcp(let host, let configured) in self {
            let name = host == "0.0.0.0" || host == "::" ? "127.0.0.1" : host
            return "http://\(name.contains(":") ? "[\(name)]" : name):\(port ?? configured)"
        }
        return "http://localhost"
    }
}
