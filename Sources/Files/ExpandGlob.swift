public import TrancheColumnar

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The files a pattern names, sorted by the bytes of their paths.
///
/// `*`, `?` and `[a-z]` match as in the shell: not across `/`, and no leading dot. A path that
/// exists is taken as it is, whatever characters it holds, and so is `-`.
///
/// - SeeAlso: POSIX glob(3).
/// - Parameter pattern: A path, a pattern, or `-`.
/// - Returns: At least one path.
/// - Throws: ``JobError``: `.inputMissing` when nothing matches, `.permission` when a directory
///   cannot be read.
public func expandGlob(_ pattern: String) throws(JobError) -> [String] {
    if pattern == "-" || status(at: pattern, followLinks: false) != nil { return [pattern] }
    let isPattern = pattern.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
    guard isPattern || pattern.utf8.contains(UInt8(ascii: "[")) else {
        throw JobError(.openInput, pattern, errno: ENOENT)
    }
    var found = unsafe glob_t()
    let result = unsafe glob(pattern, GLOB_ERR | GLOB_NOSORT, nil, &found)
    let reason = errno
    defer { unsafe globfree(&found) }
    switch result {
    case 0: break
    case GLOB_NOMATCH:
        throw JobError(
            .inputMissing, "no file matches", at: pattern,
            hint: "check the pattern; a relative one starts at the current directory")
    default:
        let number = result == GLOB_NOSPACE ? ENOMEM : reason
        throw JobError(.openInput, pattern, errno: number)
    }
    var paths: [String] = []
    for index in unsafe 0..<Int(found.gl_pathc) {
        if let path = unsafe found.gl_pathv[index] { unsafe paths.append(String(cString: path)) }
    }
    return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}
