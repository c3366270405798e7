import TrancheColumnar

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension CheckpointedFile {
    /// Starts a fresh part with all that the final file holds, so that writing goes on behind it.
    ///
    /// The final file stays as it is until ``publish()`` puts the longer one in its place.
    ///
    /// - Throws: ``JobError``: `.data` when there is no final file, else as ``create()``.
    /// - Complexity: O(*n*) in the bytes of the final file: they are copied.
    func extend() throws(JobError) {
        let opened = openDescriptor(
            target.finalName, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, in: target.directory)
        guard opened >= 0 else {
            guard errno == ENOENT else { throw JobError(.openInput, name, errno: errno) }
            throw JobError(
                .data, "is gone, so nothing can be added to it", at: name,
                hint: "put the file back where the run has written it")
        }
        defer { closeDescriptor(opened) }
        try create()
        let room = ByteBuffer(capacity: 256 << 10)
        while true {
            let taken = unsafe systemRead(opened, room.base, room.capacity)
            if taken < 0 {
                if errno == EINTR { continue }
                throw JobError(.readInput, name, errno: errno)
            }
            if taken == 0 { return }
            unsafe try write(UnsafePointer(room.base), count: taken)
        }
    }
}

/// read(2), under a name that no method hides.
private func systemRead(_ descriptor: Int32, _ room: UnsafeMutableRawPointer, _ count: Int) -> Int {
    unsafe read(descriptor, room, count)
}
