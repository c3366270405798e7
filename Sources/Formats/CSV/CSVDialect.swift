/// How delimited text is written: the delimiter, and what stands for NULL.
///
/// Quotes are `"`, doubled inside quoted fields; records end with LF or CRLF (RFC 4180 §2).
public struct CSVDialect: Sendable, Hashable {
    /// One byte that is neither a quote nor a line end nor part of a character beyond ASCII.
    public var delimiter: UInt8
    /// Unquoted texts that mean NULL besides the empty one.
    public var nullTokens: [[UInt8]]

    public static let comma = CSVDialect(delimiter: 0x2C)
    public static let tab = CSVDialect(delimiter: 0x09)

    public init(delimiter: UInt8, nullTokens: [[UInt8]] = []) {
        precondition(Self.isDelimiter(delimiter), "a byte that cannot delimit")
        self.delimiter = delimiter
        self.nullTokens = nullTokens
    }

    /// Whether `byte` may stand between fields.
    public static func isDelimiter(_ byte: UInt8) -> Bool {
        byte < 0x80 && byte != 0x22 && byte != 0x0A && byte != 0x0D && byte != 0
    }
}
