public import TrancheColumnar
import TrancheExpressions
public import TranchePipeline

/// The condition of one of several sinks: it gets the records for which it is true.
public struct SinkCondition: Sendable {
    private let source: ExpressionText
    private let syntax: SyntaxNode

    /// - Parameters:
    ///   - condition: A boolean expression.
    ///   - location: Where it stands in a pipeline file, for messages.
    /// - Throws: `JobError(.pipeline)` when it cannot be understood.
    public init(_ condition: String, at location: String? = nil) throws(JobError) {
        let source = ExpressionText(
            step: "when", text: condition, location: location, owner: "when")
        self.source = source
        syntax = try source.explaining { () throws(ExpressionError) in
            try parseExpression(condition)
        }
    }

    /// The condition as it was written.
    public var text: String { source.text }

    func compile(_ input: Schema) throws(JobError) -> CompiledExpressions {
        try source.explaining { () throws(ExpressionError) in
            var checker = ExpressionChecker(schema: input)
            let condition = try checker.checkCondition(syntax, in: source.text, of: "when")
            return try checker.compile([condition])
        }
    }
}

/// Decides which sinks each record goes to, after the last step.
///
/// A record that goes to none is filtered. A record for which a condition has no value, as a division
/// by zero has none, is a reject and goes to no sink.
public struct RouteStep: Step {
    public let name = "when"
    public let output: Schema
    private let sinks: [String]
    private let conditions: [CompiledExpressions?]
    private let routes: SinkRoutes

    public var needs: RecordPlaces {
        conditions.reduce(into: RecordPlaces()) { $0.formUnion($1?.places ?? RecordPlaces()) }
    }

    /// - Parameters:
    ///   - conditions: One for each sink; `nil` takes every record.
    ///   - sinks: The sinks' names.
    ///   - schema: The columns that reach the sinks.
    ///   - routes: Where the decisions go.
    /// - Throws: `JobError(.pipeline)` when a condition names a column that is not there, or is none.
    public init(
        _ conditions: [SinkCondition?], sinks: [String], over schema: Schema, routes: SinkRoutes
    ) throws(JobError) {
        var compiled: [CompiledExpressions?] = []
        for condition in conditions { compiled.append(try condition?.compile(schema)) }
        self.conditions = compiled
        self.sinks = sinks
        self.routes = routes
        output = schema
    }

    public func apply(_ chunk: Chunk, counts: inout RowCounts) async throws {
        var rows = chunk.selection
        var chosen: [Selection?] = []
        for (index, condition) in conditions.enumerated() {
            guard let condition else {
                chosen.append(nil)
                continue
            }
            chunk.selection = rows
            let faults = chunk.faults.count
            _ = condition.filter(chunk, evaluationContext(chunk), step: name)
            for place in faults..<chunk.faults.count { chunk.faults[place].sink = sinks[index] }
            chosen.append(chunk.selection)
            let failed = chunk.faults[faults...].map(\.row)
            rows.remove(failed)
            for earlier in 0..<index { chosen[earlier]?.remove(failed) }
        }
        chunk.selection = rows
        routes.choose(chosen.map { $0 ?? rows }, in: chunk)
        if !chosen.contains(where: { $0 == nil }) {
            counts.filtered += Int64(keepUnion(of: chosen.compactMap(\.self), in: chunk))
        }
    }

    /// Takes the rows out of the selection that are in none of `parts`.
    ///
    /// - Returns: How many.
    private func keepUnion(of parts: [Selection], in chunk: Chunk) -> Int {
        var bits = [UInt64](repeating: 0, count: (chunk.rowCount + 63) / 64)
        for part in parts {
            for position in 0..<part.count {
                let row = part.row(position)
                bits[row >> 6] |= 1 << UInt64(row & 63)
            }
        }
        let before = chunk.selection.count
        unsafe chunk.selection.refine { list in
            var kept = 0
            for position in 0..<list.count {
                let row = unsafe list[position]
                guard bits[Int(row >> 6)] >> UInt64(row & 63) & 1 != 0 else { continue }
                unsafe list[kept] = row
                kept += 1
            }
            return kept
        }
        return before - chunk.selection.count
    }
}
