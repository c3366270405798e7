/// How many records went which way.
///
/// Where there are several sinks a record still counts once: as filtered when it goes to none of
/// them, as rejected when any of them refuses it, else as written, also when a sink has it already;
/// ``SinkProgress`` tells what became of it in each.
public struct RowCounts: Sendable, Hashable {
    public var read: Int64 = 0
    public var written: Int64 = 0
    public var filtered: Int64 = 0
    public var rejected: Int64 = 0
    public var duplicate: Int64 = 0
    public var limited: Int64 = 0
    /// Rows that steps have made beyond one a record.
    public var added: Int64 = 0

    public init() {}

    /// Whether every record that was read, and every row made of it, is accounted for, exactly once.
    public var isConserved: Bool { read + added == outcomes }

    /// Rows that have come to their end, one way or another.
    public var outcomes: Int64 { written + filtered + rejected + duplicate + limited }

    public static func += (total: inout RowCounts, part: RowCounts) {
        total.read += part.read
        total.written += part.written
        total.filtered += part.filtered
        total.rejected += part.rejected
        total.duplicate += part.duplicate
        total.limited += part.limited
        total.added += part.added
    }
}
