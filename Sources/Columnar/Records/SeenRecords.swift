/// Lets each content of a library's own records pass once.
///
/// The hashes of all contents are in memory; the step `dedupe` is what does it for a whole job.
///
/// ```swift
/// struct Reading: RecordHashable, Serializable {
///     var sensor: String
///     var value: Double
///     var dictionary: [String: RecordValue] {
///         ["sensor": RecordValue(sensor), "value": RecordValue("\(value)", .doublePrecision)]
///     }
/// }
/// var seen = SeenRecords()
/// seen.process(Reading(sensor: "a", value: 1))  // its dictionary
/// seen.process(Reading(sensor: "a", value: 1))  // nil
/// ```
public struct SeenRecords: Sendable {
    private var hashes: Set<RecordHash> = []

    public init() {}

    /// How many different contents have come.
    public var count: Int { hashes.count }

    /// Takes a record in.
    ///
    /// - Returns: Its dictionary form; `nil` when one of the same content has come before.
    public mutating func process(
        _ record: some RecordHashable & Serializable
    ) -> [String: RecordValue]? {
        hashes.insert(record.contentHash).inserted ? record.dictionary : nil
    }
}
