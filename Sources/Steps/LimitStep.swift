public import TrancheColumnar
public import TranchePipeline

/// `limit n offset m`: the first *n* records that come this far after the first *m*; reading ends
/// with the last of them.
public struct LimitPlan: StepPlan {
    public let name = "limit"
    public let limit: Int64
    public let offset: Int64

    /// - Parameters:
    ///   - limit: Records to let through, 0 or more.
    ///   - offset: Records to pass over first, 0 or more.
    public init(_ limit: Int64, offset: Int64 = 0) {
        precondition(limit >= 0 && offset >= 0, "a limit below 0")
        self.limit = limit
        self.offset = offset
    }

    public var text: String { offset == 0 ? "limit \(limit)" : "limit \(limit) offset \(offset)" }

    public func plan(_ input: Schema, keeping wanted: Set<String>?) throws(JobError) -> any Step {
        LimitStep(limit: limit, offset: offset, output: input)
    }

    public func inputs(for outputs: Set<String>, from input: Schema) -> Set<String> { outputs }
}

/// Remembers how many records came to it.
struct LimitStep: OrderedStep {
    let name = "limit"
    let limit: Int64
    let offset: Int64
    let output: Schema
    let initialState: Int64 = 0

    func hasEnded(_ state: Int64) -> Bool {
        let (end, isOver) = limit.addingReportingOverflow(offset)
        return limit == 0 || (!isOver && state >= end)
    }

    func apply(_ chunk: Chunk, state: inout Int64, counts: inout RowCounts) throws {
        let selected = chunk.selection.count
        let skipped = Int(min(Int64(selected), max(0, offset - state)))
        // Taken together, both may exceed what a number holds; the records of a chunk never do.
        let kept = Int(min(Int64(selected - skipped), limit - max(0, state - offset)))
        chunk.selection.truncate(to: skipped + kept)
        chunk.selection.removeFirst(skipped)
        counts.limited += Int64(selected - kept)
        state += Int64(skipped + kept)
        if hasEnded(state) { counts.limited += Int64(dropFaults(behind: kept, chunk)) }
    }

    /// Forgets what is wrong with records behind the last one: in smaller chunks they would never
    /// have been read, and the result must not depend on the size of chunks.
    private func dropFaults(behind kept: Int, _ chunk: Chunk) -> Int {
        let last = kept > 0 ? chunk.selection.row(kept - 1) : -1
        let before = chunk.faults.count
        chunk.faults.removeAll { $0.row > last }
        return before - chunk.faults.count
    }
}
