public import TrancheColumnar
import TrancheExpressions
public import TranchePipeline

/// `validate amount > 0 as positive else reject, code required`: rules that records must meet.
///
/// All rules see the record as it comes. Of the rules with `reject` or `fail` that a record breaks,
/// the first is told; those with `warn` look at records alone that break none of them.
public struct ValidatePlan: StepPlan {
    public let name = "validate"
    let rules: [ValidationRule]

    /// - Parameter rules: Conditions and types; unique keys are a ``UniquePlan`` each.
    public init(_ rules: [ValidationRule]) {
        self.rules = rules
    }

    /// The steps for some rules: one for all that look at one record, one for each unique key.
    public static func steps(for rules: [ValidationRule]) -> [any StepPlan] {
        var plans: [any StepPlan] = []
        var single: [ValidationRule] = []
        for rule in rules {
            if case .unique(let columns) = rule.check {
                plans.append(UniquePlan(rule, columns))
            } else {
                single.append(rule)
            }
        }
        return single.isEmpty ? plans : [ValidatePlan(single)] + plans
    }

    public var text: String { "validate " + rules.map(\.text).joined(separator: ", ") }
    public var readsTypes: Bool { true }

    public func plan(_ input: Schema, keeping wanted: Set<String>?) throws(JobError) -> any Step {
        var checks: [ValidateStep.TypeCheck] = []
        var conditions: [Int] = []
        for (index, rule) in rules.enumerated() {
            if case .type(let column, let type) = rule.check {
                guard let place = input.index(of: column) else {
                    throw missing(column.text, in: input)
                }
                let field = input.fields[place]
                // A column of the type holds nothing else.
                if field.type == type, field.origin == .declared, type == .bytea { continue }
                checks.append(ValidateStep.TypeCheck(rule: index, column: place, type: type))
            } else {
                conditions.append(index)
            }
        }
        return ValidateStep(
            rules: rules, conditions: conditions, checks: checks,
            compiled: conditions.isEmpty ? nil : try compile(input), output: input)
    }

    private func compile(_ input: Schema) throws(JobError) -> CompiledExpressions {
        var checker = ExpressionChecker(schema: input)
        var expressions: [CheckedExpression] = []
        var last: ExpressionText?
        for rule in rules {
            guard case .condition(let source, let syntax) = rule.check else { continue }
            last = source
            expressions.append(
                try source.explaining { () throws(ExpressionError) in
                    try checker.checkCondition(syntax, in: source.text, of: "validate")
                })
        }
        guard let last else {
            throw JobError(.internalError, "a validation of no conditions was compiled")
        }
        return try last.explaining { () throws(ExpressionError) in
            try checker.compile(expressions)
        }
    }

    public func inputs(for outputs: Set<String>, from input: Schema) -> Set<String> {
        guard let step = try? plan(input, keeping: nil) as? ValidateStep else {
            return outputs.union(input.names)
        }
        let columns = step.compiled?.columns ?? []
        return outputs.union(input.names(of: columns.union(step.checks.map(\.column))))
    }
}

struct ValidateStep: Step {
    /// A rule on the text of a column.
    struct TypeCheck: Sendable {
        var rule: Int
        var column: Int
        var type: DataType
    }

    let name = "validate"
    let rules: [ValidationRule]
    /// The rule of each of the compiled conditions.
    let conditions: [Int]
    let checks: [TypeCheck]
    let compiled: CompiledExpressions?
    let output: Schema

    func apply(_ chunk: Chunk, counts: inout RowCounts) async throws {
        var broken = [[UInt32]](repeating: [], count: rules.count)
        for check in checks { broken[check.rule] = misfits(check, chunk) }
        if let compiled {
            let found = compiled.broken(chunk, evaluationContext(chunk), step: name)
            for (index, rows) in found.enumerated() { broken[conditions[index]] = rows }
        }
        guard broken.contains(where: { !$0.isEmpty }) else { return }
        let rejected = reject(broken, chunk)
        for (index, rows) in broken.enumerated() where rules[index].action == .warn {
            warn(index, rejected.isEmpty ? rows : rows.filter { !rejected.contains($0) }, chunk)
        }
    }

    /// The rows whose text does not fit the type.
    private func misfits(_ check: TypeCheck, _ chunk: Chunk) -> [UInt32] {
        let column = chunk.columns[check.column]
        // Numbers that are numbers already fit each type of numbers that holds them.
        guard column.representation == .slices else {
            return column.representation == .int64 ? [] : doublesThatMisfit(check, column, chunk)
        }
        var found: [UInt32] = []
        for position in 0..<chunk.selection.count {
            let row = chunk.selection.row(position)
            let slice = unsafe column.slices[row]
            if slice.isNull { continue }
            let text = unsafe UnsafePointer(chunk.bytes.base + slice.start)
            if unsafe matches(check.type, text, slice.length, lenient: true) { continue }
            found.append(UInt32(truncatingIfNeeded: row))
        }
        return found
    }

    private func doublesThatMisfit(_ check: TypeCheck, _ column: Column, _ chunk: Chunk)
        -> [UInt32]
    {
        guard check.type == .bigint else { return [] }
        return (0..<chunk.selection.count).map { chunk.selection.row($0) }.filter { row in
            unsafe !column.isNull(row) && Int64(exactly: column.doubles[row]) == nil
        }.map { UInt32(truncatingIfNeeded: $0) }
    }

    /// Sets the rows aside that break a rule with `reject` or `fail`.
    private func reject(_ broken: [[UInt32]], _ chunk: Chunk) -> Set<UInt32> {
        var first: [UInt32: Int] = [:]
        // Rows that have no value for a condition are faults already.
        let gone = Set(chunk.faults.map { UInt32(truncatingIfNeeded: $0.row) })
        for (index, rows) in broken.enumerated() where rules[index].action != .warn {
            for row in rows where !gone.contains(row) {
                // The run fails, whatever else is wrong with the record.
                let isFirst = first[row].map { rules[$0].action != .fail } ?? true
                if isFirst, first[row] == nil || rules[index].action == .fail {
                    first[row] = index
                }
            }
        }
        let rows = first.sorted { $0.key < $1.key }
        for (row, rule) in rows { chunk.reject(fault(rule, Int(row), chunk)) }
        chunk.selection.remove(rows.map { Int($0.key) })
        return gone.union(first.keys)
    }

    private func warn(_ rule: Int, _ rows: [UInt32], _ chunk: Chunk) {
        guard !rows.isEmpty else { return }
        chunk.warnings.append(
            RowWarning(
                step: rules[rule].step, count: rows.count,
                examples: rows.prefix(RowWarning.exampleLimit).map {
                    fault(rule, Int($0), chunk)
                }))
    }

    private func fault(_ rule: Int, _ row: Int, _ chunk: Chunk) -> RowFault {
        guard let column = column(of: rule) else {
            return rules[rule].fault(row: row, found: nil, column: nil)
        }
        return rules[rule].fault(
            row: row, found: found(chunk.columns[column], row, chunk),
            column: output.fields[column].name)
    }

    /// The one column that a rule is about.
    private func column(of rule: Int) -> Int? {
        if let check = checks.first(where: { $0.rule == rule }) { return check.column }
        return conditions.firstIndex(of: rule).flatMap { compiled?.onlyColumn(of: $0) }
    }

    private func found(_ column: Column, _ row: Int, _ chunk: Chunk) -> String {
        if column.isNull(row) { return "NULL" }
        switch column.representation {
        case .slices: return chunk.excerpt(unsafe column.slices[row])
        case .int64: return "\(unsafe column.int64s[row])"
        case .double: return "\(unsafe column.doubles[row])"
        }
    }
}
