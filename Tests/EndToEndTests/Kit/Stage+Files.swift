import Foundation

extension Stage {
    /// Every file under the state directory, in its folders too, by its path in there.
    func writtenFiles() throws -> [String: Data] {
        var files: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: settings.folder) {
            let place = "\(settings.folder)/\(path)"
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: place, isDirectory: &isFolder), !isFolder.boolValue else { continue }
            files[path] = try Data(contentsOf: URL(fileURLWithPath: place))
        }
        return files
    }
}
