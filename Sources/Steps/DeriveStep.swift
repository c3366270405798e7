public import TrancheColumnar
import TrancheExpressions
public import TranchePipeline

/// `derive a = expression, b = expression`: new columns, or new values for columns there are.
///
/// Later expressions see the columns that earlier ones made.
public struct DerivePlan: StepPlan {
    /// The two steps that assign.
    public enum Kind: String, Sendable {
        case derive
        /// `fill a = expression`: the value only where the column is NULL.
        case fill
    }

    public var name: String { kind.rawValue }
    private let kind: Kind
    private let source: ExpressionText
    private let assignments: [Assignment]

    /// - Parameters:
    ///   - text: The assignments, separated by commas.
    ///   - kind: Whether they replace values, or fill in for NULL.
    ///   - location: Where they stand in a pipeline file, for messages.
    /// - Throws: `JobError(.pipeline)` when they cannot be understood.
    public init(_ text: String, _ kind: Kind = .derive, at location: String? = nil)
        throws(JobError)
    {
        let source = ExpressionText(step: kind.rawValue, text: text, location: location)
        self.kind = kind
        self.source = source
        assignments = try source.explaining { () throws(ExpressionError) in
            try parseAssignments(text).map { assignment throws(ExpressionError) in
                guard kind == .fill else { return assignment }
                let column = SyntaxNode(.column(assignment.name), at: assignment.name.place)
                let value = SyntaxNode(
                    .call(
                        Name("coalesce", at: assignment.value.place), [column, assignment.value]),
                    at: assignment.value.place)
                return Assignment(assignment.name, value)
            }
        }
    }

    public var text: String { "\(name) \(source.text)" }
    public var readsTypes: Bool { true }

    /// The names that are assigned to, as the input spells them when it has them.
    private func targets(_ input: Schema) -> [String] {
        assignments.map { assignment in
            let name = assignment.name.text
            if input.index(of: name) != nil || assignment.name.isQuoted { return name }
            let similar = input.names.filter { $0.lowercased() == name }
            return similar.count == 1 ? similar[0] : spelling(assignment.name)
        }
    }

    /// A new column keeps the capitals it was written with.
    private func spelling(_ name: Name) -> String {
        let bytes = Array(source.text.utf8)
        guard name.place.upperBound <= bytes.count else { return name.text }
        let written = String(decoding: bytes[name.place], as: UTF8.self)
        return written.lowercased() == name.text ? written : name.text
    }

    public func plan(_ input: Schema, keeping wanted: Set<String>?) throws(JobError) -> any Step {
        try check(input)
        let names = targets(input)
        let compiled = try compile(input, names)
        var output = input
        var places: [Int] = []
        for (index, name) in names.enumerated() {
            let field = Field(name, compiled.types[index].columnType, origin: .declared)
            if let place = output.index(of: name) {
                output.fields[place] = field
                places.append(place)
            } else {
                output.fields.append(field)
                places.append(output.count - 1)
            }
        }
        return DeriveStep(name: name, values: compiled, places: places, output: output)
    }

    /// Only a column that is there can have NULLs to fill.
    private func check(_ input: Schema) throws(JobError) {
        guard kind == .fill else { return }
        for name in targets(input) where input.index(of: name) == nil {
            throw missing(name, in: input)
        }
    }

    private func compile(_ input: Schema, _ names: [String]) throws(JobError) -> CompiledExpressions
    {
        try source.explaining { () throws(ExpressionError) in
            var checker = ExpressionChecker(schema: input)
            var values: [CheckedExpression] = []
            for (index, assignment) in assignments.enumerated() {
                let value = try checker.check(assignment.value, in: source.text)
                checker.define(names[index], value)
                values.append(value)
            }
            return try checker.compile(values)
        }
    }

    public func makesType(of name: String) -> Bool {
        assignments.contains { $0.name.text.lowercased() == name.lowercased() }
    }

    public func inputs(for outputs: Set<String>, from input: Schema) -> Set<String> {
        let names = targets(input)
        guard let compiled = try? compile(input, names) else { return outputs }
        // A value that fails rejects its record whether or not the column is wanted later.
        return outputs.subtracting(names).union(input.names(of: compiled.columns))
    }

    public func sensitive(_ marked: Set<String>, from input: Schema) -> Set<String> {
        let names = targets(input)
        var checker = ExpressionChecker(schema: input)
        var output = marked
        for (index, assignment) in assignments.enumerated() {
            // What cannot be understood is not known to be harmless.
            var isMade = true
            if let value = try? checker.check(assignment.value, in: source.text) {
                checker.define(names[index], value)
                if let compiled = try? checker.compile([value]) {
                    isMade = !input.names(of: compiled.columns).isDisjoint(with: marked)
                }
            }
            if isMade { output.insert(names[index]) } else { output.remove(names[index]) }
        }
        return output
    }
}

struct DeriveStep: Step {
    let name: String
    let values: CompiledExpressions
    /// Where each value goes among the output's columns.
    let places: [Int]
    let output: Schema
    var needs: RecordPlaces { values.places }

    func apply(_ chunk: Chunk, counts: inout RowCounts) async throws {
        let columns = values.evaluate(chunk, evaluationContext(chunk), step: name)
        for (index, column) in columns.enumerated() {
            if places[index] < chunk.columns.count {
                chunk.columns[places[index]] = column
            } else {
                chunk.columns.append(column)
            }
        }
    }
}
