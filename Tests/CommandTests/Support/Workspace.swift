#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A fresh directory in which the real program runs, with a state store of its own.
///
/// Children run inside `data`, so that a test writes the commands a person would write.
final class Workspace: Sendable {
    let path: String
    /// The working directory of the children.
    let data: String

    init() {
        var template = Array("/tmp/tranche-command-XXXXXX".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) }
                .map { unsafe String(cString: $0) }
        }
        guard let made else { fatalError("no temporary directory") }
        path = made
        data = made + "/data"
        for folder in [data, made + "/state", made + "/io"] { unsafe mkdir(folder, 0o755) }
    }

    deinit { removeTree(path) }

    func file(_ name: String) -> String { data + "/" + name }

    func write(_ name: String, _ bytes: [UInt8]) { writeFile(file(name), bytes) }

    func write(_ name: String, _ text: String) { write(name, Array(text.utf8)) }

    /// Writes a file of the state store's directory.
    func writeState(_ name: String, _ bytes: [UInt8]) {
        unsafe mkdir(path + "/state/tranche", 0o700)
        writeFile(path + "/state/tranche/" + name, bytes)
    }

    func bytes(_ name: String) -> [UInt8]? { readFile(file(name)) }

    func text(_ name: String) -> String? { bytes(name).map { String(decoding: $0, as: UTF8.self) } }

    /// A copy of a database file and its journals, for looking into it without changing it.
    func copy(of database: String) -> String {
        let name = path + "/io/copy.db"
        for suffix in ["", "-journal", "-wal"] {
            unsafe unlink(name + suffix)
            if let bytes = readFile(database + suffix) { writeFile(name + suffix, bytes) }
        }
        return name
    }

    /// The names in the working directory, sorted; those of hidden files among them.
    var names: [String] { fileNames(in: data) }

    /// Starts the program; a test waits for it, or kills it.
    func start(
        _ arguments: [String], input: Child.Input = .nothing, output: Child.Output = .kept,
        environment: [String: String] = [:], program: String = Program.path
    ) -> Child {
        var variables = [
            "XDG_STATE_HOME": path + "/state", "HOME": path, "PATH": "/usr/local/bin:/usr/bin:/bin",
        ]
        variables.merge(environment) { _, new in new }
        return Child(
            [program] + arguments, in: self, input: input, output: output, environment: variables)
    }

    /// Runs the program to its end.
    func tranche(
        _ arguments: String..., input: Child.Input = .nothing, environment: [String: String] = [:]
    ) -> Ended {
        start(arguments, input: input, environment: environment).wait()
    }

    /// Runs a line of the shell, in which `tranche` is the program of this build.
    func shell(_ line: String, environment: [String: String] = [:]) -> Ended {
        let definition = "tranche() { '\(Program.path)' \"$@\"; }\n"
        return start(["-c", definition + line], environment: environment, program: "/bin/bash")
            .wait()
    }
}

func fileNames(in path: String) -> [String] {
    guard let directory = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
        let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
            unsafe String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
}

func removeTree(_ path: String) {
    for name in fileNames(in: path) {
        if unsafe unlink(path + "/" + name) != 0 { removeTree(path + "/" + name) }
    }
    unsafe rmdir(path)
}

/// The whole content of a file; `nil` when there is none.
func readFile(_ path: String) -> [UInt8]? {
    guard let file = unsafe fopen(path, "rbe") else { return nil }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 262_144)
    while true {
        let count = unsafe fread(&block, 1, block.count, file)
        guard count > 0 else { return bytes }
        bytes += block[..<count]
    }
}

func writeFile(_ path: String, _ bytes: [UInt8]) {
    guard let file = unsafe fopen(path, "wbe") else { fatalError("cannot write \(path)") }
    defer { unsafe fclose(file) }
    unsafe fwrite(bytes, 1, bytes.count, file)
}
