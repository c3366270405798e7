public import TrancheColumnar
public import TranchePipeline

/// A ``ChunkStep`` as part of a job.
public struct ChunkStepPlan<Custom: ChunkStep>: StepPlan {
    private let custom: Custom

    public init(_ custom: Custom) { self.custom = custom }

    public var name: String { custom.name }
    public var text: String { custom.name }
    public var identity: String { "chunk step \(custom.name), version \(custom.version)" }
    /// Columns of integers and doubles are read from text as they are asked for.
    public var readsTypes: Bool { false }

    public func plan(_ input: Schema, keeping wanted: Set<String>?) throws(JobError) -> any Step {
        for column in custom.reads + (wanted == nil ? custom.drops : [])
        where input.index(of: column) == nil {
            throw missing(column, in: input)
        }
        var kept = input.fields.indices.filter { !custom.drops.contains(input.fields[$0].name) }
        var output = Schema(kept.map { input.fields[$0] })
        var places: [Int] = []
        for made in custom.makes {
            let field = Field(made.name, made.type, origin: .declared)
            if let place = output.index(of: field.name) {
                output.fields[place] = field
                places.append(place)
            } else {
                output.fields.append(field)
                kept.append(-1)
                places.append(output.count - 1)
            }
        }
        return ChunkStepRun(custom, input: input, output: output, kept: kept, places: places)
    }

    private var madeNames: [String] { custom.makes.map(\.name) }

    public func makesType(of name: String) -> Bool { madeNames.contains(name) }

    public func inputs(for outputs: Set<String>, from input: Schema) -> Set<String> {
        outputs.subtracting(madeNames).union(custom.reads)
    }

    /// What is made of a sensitive value may be that value.
    public func sensitive(_ marked: Set<String>, from input: Schema) -> Set<String> {
        let isReader = !marked.isDisjoint(with: custom.reads)
        let others = marked.subtracting(madeNames).subtracting(custom.drops)
        return isReader ? others.union(madeNames) : others
    }
}

/// A planned ``ChunkStep``.
final class ChunkStepRun<Custom: ChunkStep>: Step {
    let output: Schema
    private let custom: Custom
    private let input: Schema
    /// The input's column at each place of the output; -1 for a new one.
    private let kept: [Int]
    /// Where each made column goes among the output's.
    private let places: [Int]

    init(_ custom: Custom, input: Schema, output: Schema, kept: [Int], places: [Int]) {
        self.custom = custom
        self.input = input
        self.output = output
        self.kept = kept
        self.places = places
    }

    var name: String { custom.name }

    func apply(_ chunk: Chunk, counts: inout RowCounts) async throws {
        var view = ChunkView(
            chunk, step: name, input: input, reads: custom.reads, makes: custom.makes)
        try custom.apply(&view)
        let before = chunk.columns
        var columns = kept.map { $0 < 0 ? nil : before[$0] }
        for (index, place) in places.enumerated() {
            guard let made = view.made[index] else {
                throw JobError(
                    .pipeline,
                    "step \(name): column \(custom.makes[index].name) was declared and not made",
                    hint: "make it in apply(_:), or leave it out of makes")
            }
            columns[place] = made
        }
        view.finish()
        counts.filtered += view.filtered
        chunk.columns = columns.compactMap { $0 }
    }
}
