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

/// Without `.` and doubled slashes; `..` stays, for a link may stand before it.
private func normalized(_ path: String) -> String {
    "/" + path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
}

/// The cores this process may run on.
let defaultWorkers: Int = max(1, min(64, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
