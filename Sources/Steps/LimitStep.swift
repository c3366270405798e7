public import TrancheColumnar
public import TranchePipeline

/// `limit n`: the first *n* records that come this far; reading ends with the last of them.
public struct LimitPlan: StepPlan {
    public let name = "limit"
    public let limit: Int64

    /// - Parameter limit: Records to let through, 0 or more.
    public init(_ limit: Int64) {
        precondition(limit >= 0, "a limit below 0")
        self.limit = limit
    }

    public var text: String { "limit \(limit)" }

    public func plan(_ input: Schema, keeping wanted: Set<String>?) throws(JobError) -> any Step {
        LimitStep(limit: limit, output: input)
    }

    public func inputs(for outputs: Set<String>, from input: Schema) -> Set<String> { outputs }
}

/// Remembers how many records it let through.
struct LimitStep: OrderedStep {
    let name = "limit"
    let limit: Int64
    let output: Schema
    let initialState: Int64 = 0

    func hasEnded(_ state: Int64) -> Bool { state >= limit }

    func apply(_ chunk: Chunk, state: inout Int64, counts: inout RowCounts) throws {
        let selected = chunk.selection.count
        let kept = Int(min(Int64(selected), limit - state))
        chunk.selection.truncate(to: kept)
        counts.limited += Int64(selected - kept)
        state += Int64(kept)
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
