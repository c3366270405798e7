public import TrancheColumnar
public import TranchePipeline

/// The steps that have to stand before all others, so that `steps` know where records stand.
///
/// They count in order, so that only jobs that ask for a place pay for it.
public func placeSteps(for steps: [any Step], on input: Schema) -> [any Step] {
    let places = steps.reduce(into: RecordPlaces()) { $0.formUnion($1.needs) }
    var found: [any Step] = []
    if places.contains(.number) { found.append(RecordNumberStep(output: input)) }
    if places.contains(.line) { found.append(LineNumberStep(output: input)) }
    return found
}

/// Tells each chunk the records before it, which is what it remembers.
struct RecordNumberStep: OrderedStep {
    let name = "record_number"
    let output: Schema
    let initialState: Int64 = 0

    func hasEnded(_ state: Int64) -> Bool { false }

    func apply(_ chunk: Chunk, state: inout Int64, counts: inout RowCounts) throws {
        chunk.origin.recordsBefore = state
        state += Int64(chunk.recordCount)
    }
}

/// Tells each chunk the lines of its file before it.
///
/// Remembers the file's number and, in the lower bits, its lines so far.
struct LineNumberStep: OrderedStep {
    let name = "source_line"
    let output: Schema
    let initialState: Int64 = 0

    private static let lineBits: Int64 = 40

    func hasEnded(_ state: Int64) -> Bool { false }

    func apply(_ chunk: Chunk, state: inout Int64, counts: inout RowCounts) throws {
        let file = Int64(chunk.origin.file) << Self.lineBits
        let lines = state >> Self.lineBits == file >> Self.lineBits ? state - file : 0
        chunk.origin.linesBefore = lines
        state = file + lines + Int64(chunk.lineCount)
    }
}
