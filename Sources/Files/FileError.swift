import TrancheColumnar

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What was being done when a system call failed; it decides what kind of error this is.
enum FileAction {
    case openInput
    case readInput
    case createOutput
    case writeOutput
    case publishOutput

    /// The words after the path, as in `x.csv: cannot open: No such file or directory`.
    var words: String {
        switch self {
        case .openInput: "cannot open"
        case .readInput: "cannot read"
        case .createOutput: "cannot create"
        case .writeOutput: "cannot write"
        case .publishOutput: "cannot move into place"
        }
    }

    var makesAFile: Bool { self == .createOutput || self == .publishOutput }
}

extension JobError {
    /// The error for a failed system call on `path`, with the system's own text and one hint.
    init(_ action: FileAction, _ path: String, errno number: Int32) {
        self.init(
            Self.code(for: number, during: action), "\(action.words): \(systemText(number))",
            at: path, hint: Self.hint(for: number, during: action))
    }

    private static func code(for number: Int32, during action: FileAction) -> Code {
        switch number {
        case EACCES, EPERM: return .permission
        case EPIPE: return .brokenPipe
        case ENOSPC, EDQUOT, EFBIG, EIO: return .inputOutput
        case ENOENT, ENOTDIR, ELOOP:
            if action == .openInput { return .inputMissing }
        default: break
        }
        return action.makesAFile ? .cannotCreate : .inputOutput
    }

    private static func hint(for number: Int32, during action: FileAction) -> String? {
        switch number {
        case EACCES, EPERM: "check the permissions of the file and of the directories above it"
        case ENOENT where action.makesAFile, ENOTDIR where action.makesAFile:
            "create the directory first, or check its name"
        case ENOENT, ENOTDIR: "check the path; a relative one starts at the current directory"
        case ENOSPC: "make room on this disk and run the same command again"
        case EDQUOT: "make room in this quota and run the same command again"
        case EFBIG: "raise the limit on file sizes (ulimit -f) and run the same command again"
        case EIO: "look for disk errors in the system log, then run the same command again"
        case EROFS: "choose a directory that is not mounted read-only"
        case ENAMETOOLONG: "choose a shorter file name"
        case EMFILE, ENFILE: "raise the limit on open files (ulimit -n)"
        case EPIPE: nil
        default: "run the same command again once the cause is removed"
        }
    }
}

/// The system's text for an `errno` value.
func systemText(_ number: Int32) -> String {
    var room = [CChar](repeating: 0, count: 256)
    guard unsafe strerror_r(number, &room, room.count) == 0 else { return "error \(number)" }
    return String(decoding: room.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
