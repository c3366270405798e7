/// How an output file is compressed.
public enum Compression: String, Sendable, CaseIterable {
    case none
    case gzip
    case zstd

    /// The suffix of such a file, with its dot.
    public var suffix: String {
        switch self {
        case .none: ""
        case .gzip: ".gz"
        case .zstd: ".zst"
        }
    }
}

/// How an input is compressed.
public enum InputCompression: String, Sendable, CaseIterable {
    /// The first bytes tell, also those of standard input.
    case automatic
    case none
    case gzip
    case zstd
}

/// The compression that a file name asks for: `.gz` and `.zst` in any letter case.
public func compression(forPath path: String) -> Compression {
    let lower = path.lowercased()
    return [.gzip, .zstd].first { lower.hasSuffix($0.suffix) } ?? .none
}

/// The path without its compression suffix: `x.csv` for `x.csv.gz`.
public func uncompressedName(_ path: String) -> String {
    String(path.dropLast(compression(forPath: path).suffix.count))
}
