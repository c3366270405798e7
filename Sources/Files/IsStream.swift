#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Whether `path` is there and cannot be replaced by a rename: a device, a FIFO, a socket.
public func isStream(_ path: String) -> Bool {
    guard let found = status(at: path, followLinks: true) else { return false }
    return !found.isRegular && !found.isDirectory
}
