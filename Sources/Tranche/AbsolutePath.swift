#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The path from the root, links unresolved; a path that cannot be made absolute stays.
func absolutePath(_ path: String) -> String {
    guard !path.hasPrefix("/") else { return normalized(path) }
    var buffer = [CChar](repeating: 0, count: 4096)
    guard unsafe getcwd(&buffer, buffer.count) != nil else { return path }
    let directory = String(
        decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return normalized("\(directory)/\(path)")
}

/// The one path of a file under all its spellings: from the root, links resolved, also where the
/// file itself is not there yet.
func canonicalPath(_ path: String) -> String {
    if let resolved = resolved(path) { return resolved }
    let whole = absolutePath(path)
    guard let slash = whole.lastIndex(of: "/"), slash > whole.startIndex,
        let directory = resolved(String(whole[..<slash]))
    else { return whole }
    return directory + whole[slash...]
}

/// What realpath(3) says; `nil` when a part of the path is missing.
private func resolved(_ path: String) -> String? {
    guard let text = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(text) }
    return unsafe String(cString: text)
}

/// Without `.` and doubled slashes; `..` stays, for a link may stand before it.
private func normalized(_ path: String) -> String {
    "/" + path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
}

/// The cores this process may run on.
let defaultWorkers: Int = max(1, min(64, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
