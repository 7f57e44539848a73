import Glibc

/// The folder of the worker's data.
enum Folder {
    /// Makes the folder that `file` lies in, and those above it, for this user alone. What exists already stays as it is.
    static func make(for file: String) throws {
        for end in file.indices where file[end] == "/" && end != file.startIndex {
            let folder = String(file[..<end])
            guard mkdir(folder, 0o700) == 0 || access(folder, F_OK) == 0 else {
                throw ServiceProblem("the folder \(folder) cannot be made: \(String(cString: strerror(errno)))")
            }
        }
    }
}
