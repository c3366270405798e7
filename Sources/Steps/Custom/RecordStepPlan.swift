public import TrancheColumnar
public import TranchePipeline

/// A ``RecordStep`` as part of a job.
public struct RecordStepPlan<Custom: RecordStep>: StepPlan {
    private let custom: Custom

    public init(_ custom: Custom) { self.custom = custom }

    public var name: String { custom.name }
    public var text: String { custom.name }
    public var identity: String { "record step \(custom.name), version \(custom.version)" }

    public func plan(_ input: Schema, keeping wanted: Set<String>?) throws(JobError) -> any Step {
        let keys = try recordKeys(of: Custom.Input.self, step: name)
        for key in keys.found where !key.isOptional && input.index(of: key.name) == nil {
            throw missing(key.name, in: input)
        }
        let made = try Self.made(step: name)
        guard custom.keepsOtherColumns else {
            return RecordStepRun(
                custom, input: input, output: Schema(made), made: made, places: nil)
        }
        var output = input
        let places = made.map { field in
            if let place = output.index(of: field.name) {
                output.fields[place] = field
                return place
            }
            output.fields.append(field)
            return output.count - 1
        }
        return RecordStepRun(custom, input: input, output: output, made: made, places: places)
    }

    /// The declared columns, or those that the output's type writes.
    private static func made(step: String) throws(JobError) -> [Field] {
        if let columns = Custom.columns {
            return columns.map { Field($0.name, $0.type, origin: .declared) }
        }
        return try recordColumns(of: Custom.Output.self, step: step)
    }

    private var madeNames: [String] { ((try? Self.made(step: name)) ?? []).map(\.name) }

    public func makesType(of name: String) -> Bool { madeNames.contains(name) }

    public func inputs(for outputs: Set<String>, from input: Schema) -> Set<String> {
        let others = custom.keepsOtherColumns ? outputs.subtracting(madeNames) : []
        let keys = try? recordKeys(of: Custom.Input.self, step: name)
        // A type that reads on its own terms may ask for any of them.
        guard let keys, keys.isComplete else { return others.union(input.names) }
        return others.union(keys.found.map(\.name).filter { input.index(of: $0) != nil })
    }

    /// What is made of a sensitive value may be that value.
    public func sensitive(_ marked: Set<String>, from input: Schema) -> Set<String> {
        let isReader = !inputs(for: [], from: input).isDisjoint(with: marked)
        let others = custom.keepsOtherColumns ? marked.subtracting(madeNames) : []
        return isReader ? others.union(madeNames) : others
    }
}
