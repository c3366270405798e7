public import TrancheColumnar
import TrancheExpressions
public import TranchePipeline

/// `validate unique (a, b)`: of the records with one key the first passes; a key with NULL passes.
public struct UniquePlan: StepPlan {
    public let name = "validate"
    private let rule: ValidationRule
    private let columns: [Name]

    init(_ rule: ValidationRule, _ columns: [Name]) {
        self.rule = rule
        self.columns = columns
    }

    public var text: String { "validate \(rule.text)" }

    public func plan(_ input: Schema, keeping wanted: Set<String>?) throws(JobError) -> any Step {
        var parts: [KeyMaker.Part] = []
        for column in columns {
            guard let index = input.index(of: column) else { throw missing(column.text, in: input) }
            let field = input.fields[index]
            let isValue = field.origin == .declared && comparesByValue(field.type)
            parts.append(KeyMaker.Part(column: index, type: isValue ? field.type : nil))
        }
        return UniqueStep(
            rule: rule, maker: KeyMaker(parts: parts), columns: parts.map(\.column), output: input)
    }

    public func inputs(for outputs: Set<String>, from input: Schema) -> Set<String> {
        outputs.union(stored(from: input))
    }

    public func stored(from input: Schema) -> Set<String> {
        Set(
            columns.map { name in input.index(of: name).map { input.fields[$0].name } ?? name.text }
        )
    }
}

struct UniqueStep: KeyedStep {
    let name = "validate"
    let rule: ValidationRule
    let maker: KeyMaker
    let columns: [Int]
    let output: Schema
    let initialState: Int64 = 0
    var keys: (any KeyStore)?

    func hasEnded(_ state: Int64) -> Bool { false }

    func prepare(_ chunk: Chunk) throws {
        let store = try store
        maker.makeKeys(of: chunk, in: batch(of: chunk, store), seed: store.seed)
    }

    func apply(_ chunk: Chunk, state: inout Int64, counts: inout RowCounts) throws {
        let store = try store
        let batch = batch(of: chunk, store)
        let added = try store.insert(batch)
        state += Int64(added)
        guard added < batch.count else { return }
        let rows = (0..<batch.count).filter { unsafe !batch.isNew[$0] }
            .map { chunk.selection.row($0) }
            .filter { row in !columns.contains { chunk.columns[$0].isNull(row) } }
        guard !rows.isEmpty else { return }
        let only = columns.count == 1 ? columns[0] : nil
        let faults = rows.map { row in
            rule.fault(
                row: row, found: only.flatMap { found(chunk.columns[$0], row, chunk) },
                column: only.map { output.fields[$0].name })
        }
        if rule.action == .warn {
            chunk.warnings.append(
                RowWarning(
                    step: rule.step, count: rows.count,
                    examples: Array(faults.prefix(RowWarning.exampleLimit))))
        } else {
            for fault in faults { chunk.reject(fault) }
            chunk.selection.remove(rows)
        }
    }

    private func found(_ column: Column, _ row: Int, _ chunk: Chunk) -> String? {
        guard column.representation == .slices else { return nil }
        return "\(chunk.excerpt(unsafe column.slices[row])) once more"
    }
}
