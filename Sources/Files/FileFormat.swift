import TrancheColumnar
public import TrancheFormats

/// How the records of a file are written.
public enum FileFormat: Sendable, Hashable {
    case csv(CSVDialect)
    /// One JSON object a line.
    case ndjson
    /// One JSON array of objects.
    case json
    /// The messages of one stream of a Singer tap.
    case singer

    /// The format's word on the command line.
    public var name: String {
        switch self {
        case .csv(let dialect): dialect.delimiter == 0x09 ? "tsv" : "csv"
        case .ndjson: "ndjson"
        case .json: "json"
        case .singer: "singer"
        }
    }

    /// Whether a record of JSON stands on each line.
    var hasLinePerRecord: Bool { self == .ndjson || self == .singer }

    /// The words that ``init(name:)`` knows.
    public static let names = ["csv", "tsv", "ndjson", "jsonl", "json", "singer"]

    /// The format of that name; `nil` when there is none.
    public init?(name: String) {
        switch name.lowercased() {
        case "csv": self = .csv(.comma)
        case "tsv", "tab": self = .csv(.tab)
        case "ndjson", "jsonl": self = .ndjson
        case "json": self = .json
        case "singer": self = .singer
        default: return nil
        }
    }

    /// The format that a file name's suffix tells, without `.gz` and `.zst`; `nil` when it does not.
    public init?(path: String) {
        let name = uncompressedName(path)
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return nil }
        let suffix = name[name.index(after: dot)...]
        if suffix.lowercased() == "txt" { return nil }
        self.init(name: String(suffix))
    }
}
