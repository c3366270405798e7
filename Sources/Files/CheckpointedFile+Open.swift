public import TrancheColumnar

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension CheckpointedFile {
    /// Starts a fresh part; one left over from a dead run is removed.
    ///
    /// - Throws: ``JobError``: `.cannotCreate` when the final file exists and the mode is
    ///   `.create`, `.locked` when another run writes the same file.
    public func create() throws(JobError) {
        precondition(descriptor < 0, "a file is opened once")
        try refuseFinalFile()
        while true {
            let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW
            let made = openDescriptor(
                target.partName, flags, mode: replacedMode() ?? 0o666, in: target.directory)
            if made >= 0 {
                if try lock(made) {
                    descriptor = made
                    return
                }
            } else if errno == EEXIST {
                try removeStalePart()
            } else {
                throw JobError(.createOutput, name, errno: errno)
            }
        }
    }

    /// Continues the part of an earlier run: checks what was committed, cuts off what was not.
    ///
    /// - Parameter prefix: What the last durable checkpoint says. An empty one needs no part.
    /// - Throws: ``JobError``: `.data` when the part is missing, too short or changed.
    /// - Complexity: O(*n*) in the bytes committed: they are read and hashed.
    public func resume(_ prefix: CommittedPrefix) throws(JobError) {
        precondition(descriptor < 0, "a file is opened once")
        try refuseFinalFile()
        guard let opened = try openExistingPart() else {
            if prefix.offset == 0 { return try create() }
            throw staleError("is missing, the checkpoint says \(prefix.offset) bytes were written")
        }
        descriptor = opened
        do {
            try verify(prefix)
        } catch {
            close()
            throw error
        }
        offset = prefix.offset
    }

    private func verify(_ prefix: CommittedPrefix) throws(JobError) {
        let found = status(of: descriptor)
        let length = found.map { Int64($0.st_size) } ?? 0
        // Cutting the tail off would cut it off under the other name too.
        if let found, found.st_nlink > 1 { throw staleError("has a second name (a hard link)") }
        if length < prefix.offset {
            throw staleError("has \(length) bytes, the checkpoint says \(prefix.offset)")
        }
        try hashFile(descriptor, 0..<prefix.offset, into: hash, path: target.partPath)
        if hash.digest != prefix.digest {
            throw staleError("changed in its first \(prefix.offset) bytes since the checkpoint")
        }
        while ftruncate(descriptor, off_t(prefix.offset)) != 0 {
            if errno != EINTR { throw JobError(.writeOutput, target.partPath, errno: errno) }
        }
    }

    private func staleError(_ message: String) -> JobError {
        JobError(.data, message, at: target.partPath, hint: "start over with --fresh")
    }

    private func refuseFinalFile() throws(JobError) {
        guard let found = status(at: target.finalName, in: target.directory, followLinks: false)
        else { return }
        if found.isDirectory {
            throw JobError(
                .cannotCreate, "is a directory", at: name,
                hint: "add a file name, as in '\(name)/out.csv'")
        }
        if !found.isRegular {
            throw JobError(
                .cannotCreate, "is not a regular file", at: name,
                hint: "write to it as a stream, or choose another name")
        }
        if mode == .create { throw existsError() }
    }

    func existsError() -> JobError {
        JobError(
            .cannotCreate, "exists already", at: name,
            hint: "choose another name, or replace it with --mode replace")
    }

    /// The permission bits of the file to be replaced; `nil` when there is none.
    func replacedMode() -> mode_t? {
        status(at: target.finalName, in: target.directory, followLinks: false)
            .map { $0.st_mode & 0o777 }
    }

    private func removeStalePart() throws(JobError) {
        guard let stale = try openExistingPart() else { return }
        // Removed and made anew, never truncated: a planted hard link would lose its content.
        let failed = unsafe unlinkat(target.directory, target.partName, 0) != 0 && errno != ENOENT
        let reason = errno
        closeDescriptor(stale)
        if failed { throw JobError(.createOutput, target.partPath, errno: reason) }
    }

    /// Opens and locks the part that lies there; `nil` when there is none.
    private func openExistingPart() throws(JobError) -> Int32? {
        while true {
            // O_NONBLOCK: a planted FIFO must not keep the open waiting.
            let flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK
            let opened = openDescriptor(target.partName, flags, in: target.directory)
            if opened < 0 {
                if errno == ENOENT { return nil }
                throw JobError(.createOutput, target.partPath, errno: errno)
            }
            guard let found = status(of: opened), found.isRegular else {
                closeDescriptor(opened)
                throw JobError(
                    .cannotCreate, "is not a regular file", at: target.partPath,
                    hint: "remove it")
            }
            if try lock(opened) { return opened }
        }
    }

    /// Takes the lock on an open part; closes it when that fails.
    ///
    /// - Returns: Whether the part still has its name; a run that ended meanwhile has moved or
    ///   removed it, and the caller tries again.
    private func lock(_ opened: Int32) throws(JobError) -> Bool {
        while flock(opened, LOCK_EX | LOCK_NB) != 0 {
            let reason = errno
            if reason == EINTR { continue }
            // File systems without flock: the lock on the job keeps two runs apart.
            if reason == ENOLCK || reason == ENOSYS || reason == ENOTSUP { break }
            closeDescriptor(opened)
            if reason == EWOULDBLOCK {
                throw JobError(
                    .locked, "another run writes this file", at: name,
                    hint: "wait until it ends, or choose another name")
            }
            throw JobError(.createOutput, target.partPath, errno: reason)
        }
        if let mine = status(of: opened),
            let named = status(at: target.partName, in: target.directory, followLinks: false),
            mine.isSameFile(as: named)
        {
            return true
        }
        closeDescriptor(opened)
        return false
    }
}

/// Adds the bytes of `range` of an open file to a hash.
func hashFile(
    _ descriptor: Int32, _ range: Range<Int64>, into hash: RunningHash, path: String
) throws(JobError) {
    let room = ByteBuffer(capacity: Int(min(Int64(256 << 10), Int64(range.count))))
    var position = range.lowerBound
    while position < range.upperBound {
        let wanted = Int(min(range.upperBound - position, Int64(room.capacity)))
        let taken = unsafe pread(descriptor, room.base, wanted, off_t(position))
        if taken < 0 {
            if errno == EINTR { continue }
            throw JobError(.readInput, path, errno: errno)
        }
        if taken == 0 {
            throw JobError(
                .data, "ended at byte \(position) while it was read", at: path,
                hint: "start over with --fresh")
        }
        unsafe hash.update(room.base, count: taken)
        position += Int64(taken)
    }
}
