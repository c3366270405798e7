public import TrancheColumnar
public import TranchePipeline

/// `drop a, b`: all columns but these.
public struct DropPlan: StepPlan {
    public let name = "drop"
    public let columns: [String]

    public init(_ columns: [String]) { self.columns = columns }

    public var text: String { "drop " + columns.map(quotedName).joined(separator: ", ") }

    public func plan(_ input: Schema, keeping wanted: Set<String>?) throws(JobError) -> any Step {
        if wanted == nil {
            for column in columns where input.index(of: column) == nil {
                throw missing(column, in: input)
            }
        }
        let kept = input.fields.indices.filter { !columns.contains(input.fields[$0].name) }
        guard !kept.isEmpty || wanted != nil else {
            throw JobError(
                .pipeline, "step drop: no column is left", hint: "keep at least one column")
        }
        return ProjectionStep(
            name: name, columns: kept, output: Schema(kept.map { input.fields[$0] }))
    }

    public func inputs(for outputs: Set<String>, from input: Schema) -> Set<String> { outputs }
}

/// `rename a as b, c as d`: other names, the same columns.
public struct RenamePlan: StepPlan {
    public let name = "rename"
    public let items: [SelectPlan.Item]

    public init(_ items: [SelectPlan.Item]) { self.items = items }

    public var text: String {
        let parts = items.map { "\(quotedName($0.column)) as \(quotedName($0.alias))" }
        return "rename " + parts.joined(separator: ", ")
    }

    public func plan(_ input: Schema, keeping wanted: Set<String>?) throws(JobError) -> any Step {
        var output = input
        for item in items {
            guard let index = input.index(of: item.column) else {
                if wanted != nil { continue }
                throw missing(item.column, in: input)
            }
            output.fields[index].name = item.alias
        }
        guard Set(output.names).count == output.count else {
            let names = output.names
            let twice = names.first { name in names.filter { $0 == name }.count > 1 } ?? ""
            throw JobError(
                .pipeline, "step rename: two columns would be called \(twice)",
                hint: "choose a name that no other column has, or drop the other one first")
        }
        return ProjectionStep(name: name, columns: Array(input.fields.indices), output: output)
    }

    public func inputs(for outputs: Set<String>, from input: Schema) -> Set<String> {
        Set(outputs.map { output in items.first { $0.alias == output }?.column ?? output })
    }

    public func sensitive(_ marked: Set<String>, from input: Schema) -> Set<String> {
        Set(marked.map { column in items.last { $0.column == column }?.alias ?? column })
    }
}

/// Takes, orders and names columns: once a chunk, no record is touched.
struct ProjectionStep: Step {
    let name: String
    let columns: [Int]
    let output: Schema

    func apply(_ chunk: Chunk, counts: inout RowCounts) async throws {
        let before = chunk.columns
        chunk.columns = columns.map { before[$0] }
    }
}
