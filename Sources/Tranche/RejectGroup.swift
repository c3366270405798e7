import TrancheColumnar
import TrancheFiles

/// Rejects of one kind: the same step, sink, column and code.
public struct RejectGroup: Sendable, Hashable {
    /// `nil` for the source and the sink.
    public var step: String?
    /// The sink that refused them; `nil` where there is one.
    public var sink: String?
    public var column: String?
    public var code: String
    public var count: Int64 = 0
    /// The first of them, up to three: the place and the message of each.
    public var examples: [String] = []

    /// Reads rejects and groups them.
    ///
    /// - Returns: The groups, the largest first, else in order of their first record.
    /// - Throws: `JobError` when they cannot be read.
    static func groups(in source: RejectsSource) throws -> [RejectGroup] {
        var groups: [RejectGroup] = []
        var places: [[String?]: Int] = [:]
        try source.read { records in
            for record in records {
                let key = [record.step, record.sink, record.column, record.code]
                let place = places[key] ?? groups.count
                if place == groups.count {
                    places[key] = place
                    groups.append(
                        RejectGroup(
                            step: record.step, sink: record.sink, column: record.column,
                            code: record.code))
                }
                groups[place].count += 1
                if groups[place].examples.count < 3 {
                    groups[place].examples.append("\(record.place): \(record.message)")
                }
            }
            return true
        }
        return groups.enumerated().sorted {
            ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
        }.map(\.element)
    }

    /// `7 rejected, step filter, column a, type-mismatch`.
    public var title: String {
        var parts = ["\(count) rejected"]
        if let step { parts.append("step \(step)") }
        if let sink { parts.append("sink \(sink)") }
        if let column { parts.append("column \(column)") }
        return (parts + [code]).joined(separator: ", ")
    }
}

extension RejectedRecord {
    /// `file:line`, or the file and the record where the input has no lines.
    var place: String { line > 0 ? "\(file):\(line)" : "\(file) record \(record)" }
}
