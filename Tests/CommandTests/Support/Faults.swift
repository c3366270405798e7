#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Meets the calls of the program under test that change its files, counted from 1, with a fault.
///
/// The real program runs: the C library's calls are caught by a library that is preloaded.
enum Faults {
    enum Kind {
        /// The process is killed just before the call.
        case kill
        /// The process is killed when half of a write is done; before a call that writes nothing.
        case tear
        /// The call fails with this `errno`.
        case failure(Int32)
        /// The call, and all later ones that take room, fail with this `errno`.
        case lasting(Int32)

        var isLasting: Bool { if case .lasting = self { true } else { false } }

        /// The `errno`; 0 where the process is killed.
        var number: Int32 {
            switch self {
            case .kill, .tear: 0
            case .failure(let number), .lasting(let number): number
            }
        }
    }

    /// A counted call.
    struct Call {
        var name: String
        var path: String
    }

    /// Whether such a library can be made and loaded here.
    static var isAvailable: Bool { library != nil }

    /// The library, compiled when it is first asked for and removed when the tests end.
    private static let library: String? = {
        #if os(Linux)
        atexit { removeTree(Faults.place.path) }
        let source = Program.root + "/Tests/CommandTests/Shim/faults.c"
        let made = place.shell(
            "cc -O1 -shared -fPIC -o faults.so '\(source)' -ldl "
                + "|| clang -O1 -shared -fPIC -o faults.so '\(source)' -ldl")
        return made.status == 0 ? place.file("faults.so") : nil
        #else
        return nil
        #endif
    }()

    private static let place = Workspace()

    /// The environment in which the call with this number in a workspace meets a fault; 0 is none.
    ///
    /// Each call is logged to ``calls(in:)``.
    static func environment(_ workspace: Workspace, at number: Int, _ kind: Kind) -> [String:
        String]
    {
        let path = workspace.path
        var variables = [
            "LD_PRELOAD": library ?? "", "FAULT_ROOTS": "\(path)/data:\(path)/state",
            "FAULT_LOG": path + "/io/calls", "FAULT_READS": path + "/io/reads",
            "FAULT_AT": "\(number)",
        ]
        switch kind {
        case .kill: variables["FAULT_KIND"] = "kill"
        case .tear: variables["FAULT_KIND"] = "torn"
        case .failure(let number): variables["FAULT_KIND"] = "\(number)"
        case .lasting(let number):
            variables["FAULT_KIND"] = "\(number)"
            variables["FAULT_STAYS"] = "1"
        }
        return variables
    }

    /// The calls of the runs of a workspace since this was last asked.
    static func calls(in workspace: Workspace) -> [Call] {
        let log = workspace.path + "/io/calls"
        let text = String(decoding: readFile(log) ?? [], as: UTF8.self)
        unsafe unlink(log)
        return text.split(separator: "\n").map { line in
            let words = line.split(separator: " ", maxSplits: 2)
            return Call(name: String(words[1]), path: String(words[2]))
        }
    }

    /// The bytes of input that the runs of a workspace have read since this was last asked.
    static func bytesRead(in workspace: Workspace) -> Int {
        let log = workspace.path + "/io/reads"
        let text = String(decoding: readFile(log) ?? [], as: UTF8.self)
        unsafe unlink(log)
        return text.split(separator: "\n").reduce(0) { sum, line in
            let words = line.split(separator: " ", maxSplits: 1)
            return sum + (words[1].hasSuffix("csv") ? Int(words[0]) ?? 0 : 0)
        }
    }
}
