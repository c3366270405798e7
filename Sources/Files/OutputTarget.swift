import TrancheColumnar

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Where a final file lies: its directory, held open, and the names of it and its part in there.
// Immutable after init, and system calls on one descriptor need no lock.
final class OutputTarget: Sendable {
    /// As the user wrote it, for messages.
    let path: String
    let partPath: String
    let finalName: String
    let partName: String
    /// Held open, so that a renamed directory still gets its file.
    let directory: Int32

    init(_ path: String) throws(JobError) {
        self.path = path
        let real = try Self.followLinks(path)
        let (parent, name) = splitPath(real)
        guard !name.isEmpty, name != ".", name != ".." else {
            throw JobError(
                .cannotCreate, "names a directory, not a file", at: path,
                hint: "add a file name, as in '\(path)/out.csv'")
        }
        finalName = name
        partName = ".\(name).part"
        partPath = parent == "." ? partName : (parent == "/" ? "/" : parent + "/") + partName
        directory = openDescriptor(parent, O_RDONLY | O_DIRECTORY)
        if directory < 0 { throw JobError(.createOutput, path, errno: errno) }
    }

    deinit {
        if directory >= 0 { close(directory) }
    }

    /// The path behind any symbolic links of the last component, also when it does not exist yet.
    private static func followLinks(_ path: String) throws(JobError) -> String {
        var current = path
        // Linux gives up after 40 links as well.
        for _ in 0..<40 {
            guard let found = status(at: current, followLinks: false), found.isLink else {
                return current
            }
            var room = [CChar](repeating: 0, count: Int(PATH_MAX))
            let length = unsafe readlink(current, &room, room.count)
            if length < 0 { throw JobError(.createOutput, path, errno: errno) }
            let bytes = room[..<length].map { UInt8(bitPattern: $0) }
            let next = String(decoding: bytes, as: UTF8.self)
            current = next.hasPrefix("/") ? next : splitPath(current).parent + "/" + next
        }
        throw JobError(.createOutput, path, errno: ELOOP)
    }

    func synchronizeDirectory() throws(JobError) {
        let failure = synchronize(directory, whole: true)
        // Some file systems cannot synchronize a directory; then there is nothing left to do.
        if failure != 0 && failure != EINVAL && failure != ENOTSUP {
            throw JobError(.writeOutput, path, errno: failure)
        }
    }
}

/// The directory and the last name of a path; `.` when it has no slash.
func splitPath(_ path: String) -> (parent: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
    let parent = String(path[..<slash])
    return (parent.isEmpty ? "/" : parent, String(path[path.utf8.index(after: slash)...]))
}
