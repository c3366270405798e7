/// How text is written as bytes; records are UTF-8 inside, whatever came in.
public enum TextEncoding: String, Sendable, CaseIterable {
    /// A byte order mark is dropped; the bytes are not checked here.
    case utf8 = "utf-8"
    /// ISO 8859-1: byte values are code points.
    case latin1 = "latin-1"
    /// The byte order mark decides; without one, little endian.
    case utf16 = "utf-16"
    /// Big endian, unless a byte order mark says otherwise.
    case utf16BigEndian = "utf-16be"

    /// The encoding of that name in any letter case, `latin1` or `iso-8859-1` for latin-1 among
    /// them; `nil` when there is none.
    public init?(name: String) {
        let bare = name.lowercased().filter { $0 != "-" && $0 != "_" }
        switch bare {
        case "utf8": self = .utf8
        case "latin1", "iso88591": self = .latin1
        case "utf16", "utf16le": self = .utf16
        case "utf16be": self = .utf16BigEndian
        default: return nil
        }
    }
}
