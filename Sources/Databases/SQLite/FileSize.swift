#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The file's bytes; `nil` when there is none.
func fileSize(_ path: String) -> Int64? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? Int64(status.st_size) : nil
}

func removeIfEmpty(_ path: String) {
    if fileSize(path) == 0 { unsafe unlink(path) }
}
