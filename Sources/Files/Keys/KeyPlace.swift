import TrancheColumnar

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Where a step's keys are kept while a run goes on, and what lies beside them for its time.
// Immutable after init, and system calls on one descriptor need no lock.
final class KeyPlace: Sendable {
    /// For messages.
    let path: String
    let name: String
    /// Whether no later run needs the keys, so that their file has no name.
    let isTemporary: Bool
    /// Held open, so that a renamed directory still has its file.
    let directory: Int32
    /// Keeps the directory of a named place open.
    private let target: OutputTarget?

    /// Beside an output, as `.NAME.WORD.dedupe`, on the disk that has room for it.
    init(beside output: String, word: String) throws(JobError) {
        let target = try OutputTarget(output)
        self.target = target
        directory = target.directory
        name = ".\(target.finalName)\(word.isEmpty ? "" : ".\(word)").dedupe"
        path = String(target.partPath.dropLast(target.partName.count)) + name
        isTemporary = false
    }

    /// In the directory for temporary files.
    init() throws(JobError) {
        let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? ""
        let folder = parent.isEmpty ? "/tmp" : parent
        target = nil
        name = ".tranche-\(hexadecimal(UInt64.random(in: 0 ... .max))).dedupe"
        path = "\(folder)/\(name)"
        isTemporary = true
        directory = openDescriptor(folder, O_RDONLY | O_DIRECTORY)
        if directory < 0 { throw JobError(.createOutput, folder, errno: errno) }
    }

    deinit {
        if target == nil, directory >= 0 { closeDescriptor(directory) }
    }

    /// Makes the file anew; one that lies there, whatever it is, loses its name.
    func create() throws(JobError) -> Int32 {
        let made = try make(name)
        if isTemporary { remove() }
        return made
    }

    /// A file for this run alone, which has no name.
    func createScratch() throws(JobError) -> Int32 {
        let made = try make(name + ".table")
        _ = unsafe unlinkat(directory, name + ".table", 0)
        return made
    }

    private func make(_ name: String) throws(JobError) -> Int32 {
        // Removed and made anew, never truncated: a planted link would lose its content.
        if unsafe unlinkat(directory, name, 0) != 0, errno != ENOENT {
            throw JobError(.createOutput, path, errno: errno)
        }
        let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW
        let made = openDescriptor(name, flags, mode: 0o600, in: directory)
        if made < 0 { throw JobError(.createOutput, path, errno: errno) }
        return made
    }

    /// The file of an earlier run; `nil` when there is none.
    func openExisting() throws(JobError) -> Int32? {
        // O_NONBLOCK: a planted FIFO must not keep the open waiting.
        let opened = openDescriptor(name, O_RDWR | O_NOFOLLOW | O_NONBLOCK, in: directory)
        if opened < 0 {
            if errno == ENOENT { return nil }
            throw JobError(.createOutput, path, errno: errno)
        }
        // Cutting the tail off would cut it off under another name too.
        guard let found = status(of: opened), found.isRegular, found.st_nlink == 1 else {
            closeDescriptor(opened)
            throw JobError(
                .cannotCreate, "is not a regular file of one name", at: path, hint: "remove it")
        }
        return opened
    }

    func remove() { _ = unsafe unlinkat(directory, name, 0) }
}
