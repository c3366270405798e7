public import TrancheColumnar

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension CheckpointedFile {
    /// Gives the whole file its final name, durably, and closes it.
    ///
    /// The permission bits of a file that is replaced are kept.
    ///
    /// - Throws: ``JobError``: `.cannotCreate` when the mode is `.create` and the final file came
    ///   into being meanwhile. The part is then kept.
    public func publish() throws(JobError) {
        let isModeChanged = try takeReplacedMode()
        // The last commit has mostly just done it, and a synchronization costs more than a small job.
        if isModeChanged || !isSynchronized { try synchronizePart(whole: true) }
        var failure = faults.error(.rename, name)
        if failure == 0 { failure = mode == .replace ? renameOver() : renameBeside() }
        if failure == EEXIST { throw existsError() }
        if failure != 0 { throw JobError(.publishOutput, name, errno: failure) }
        try target.synchronizeDirectory()
        close()
    }

    /// Gives the part the permission bits of the file that it replaces.
    ///
    /// - Returns: Whether it had others.
    private func takeReplacedMode() throws(JobError) -> Bool {
        guard mode == .replace, let bits = replacedMode(),
            status(of: descriptor).map({ $0.st_mode & 0o777 }) != bits
        else { return false }
        if fchmod(descriptor, bits) != 0 {
            throw JobError(.publishOutput, name, errno: errno)
        }
        return true
    }

    private func renameOver() -> Int32 {
        let (directory, part, final) = (target.directory, target.partName, target.finalName)
        return unsafe renameat(directory, part, directory, final) == 0 ? 0 : errno
    }

    /// Renames without ever replacing a file; 0, or the `errno` of the failure.
    private func renameBeside() -> Int32 {
        let (directory, part, final) = (target.directory, target.partName, target.finalName)
        // link(2) refuses an existing name in one step, on every POSIX system.
        if unsafe linkat(directory, part, directory, final, 0) == 0 {
            return unsafe unlinkat(directory, part, 0) == 0 ? 0 : errno
        }
        if errno != EPERM && errno != ENOTSUP && errno != ENOSYS { return errno }
        // A file system without hard links: look first, which leaves a moment's gap.
        if status(at: final, in: directory, followLinks: false) != nil { return EEXIST }
        return renameOver()
    }

    /// Whether the final file is exactly what the checkpoint says, as after a crash between the
    /// rename and the record of it.
    ///
    /// The directory is synchronized before the answer is yes, since that run did not get to it.
    public func isPublished(_ prefix: CommittedPrefix) throws(JobError) -> Bool {
        let opened = openDescriptor(
            target.finalName, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, in: target.directory)
        if opened < 0 { return false }
        defer { closeDescriptor(opened) }
        guard let found = status(of: opened), found.isRegular, found.st_size == prefix.offset
        else { return false }
        let content = RunningHash()
        try hashFile(opened, 0..<prefix.offset, into: content, path: name)
        guard content.digest == prefix.digest else { return false }
        removeLinkedPart(of: found)
        try target.synchronizeDirectory()
        return true
    }

    /// Removes the part when it is the final file itself: a run died between link and unlink.
    private func removeLinkedPart(of final: stat) {
        let part = status(at: target.partName, in: target.directory, followLinks: false)
        if let part, part.isSameFile(as: final) {
            _ = unsafe unlinkat(target.directory, target.partName, 0)
        }
    }

    /// Removes the part and closes it; the final file, if any, stays as it is.
    public func discard() {
        guard descriptor >= 0 else { return }
        _ = unsafe unlinkat(target.directory, target.partName, 0)
        close()
    }
}
