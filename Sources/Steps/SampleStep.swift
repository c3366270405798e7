public import TrancheColumnar
public import TranchePipeline

/// `sample p% seed n`: each record that comes this far with this probability.
///
/// Which ones is decided by the seed and the record's number, so that every run and every resume
/// takes the same.
public struct SamplePlan: StepPlan {
    public let name = "sample"
    public let percent: Double
    public let seed: UInt64

    /// - Parameters:
    ///   - percent: 0...100.
    ///   - seed: Which sample of that size.
    public init(percent: Double, seed: UInt64 = 0) {
        precondition((0...100).contains(percent), "a share of \(percent) %")
        self.percent = percent
        self.seed = seed
    }

    public var text: String { "sample \(percent)% seed \(seed)" }

    public func plan(_ input: Schema, keeping wanted: Set<String>?) throws(JobError) -> any Step {
        SampleStep(share: percent / 100, seed: seed, output: input)
    }

    public func inputs(for outputs: Set<String>, from input: Schema) -> Set<String> { outputs }
}

/// Remembers how many records came to it.
struct SampleStep: OrderedStep {
    let name = "sample"
    let share: Double
    let seed: UInt64
    let output: Schema
    let initialState: Int64 = 0

    func hasEnded(_ state: Int64) -> Bool { false }

    func apply(_ chunk: Chunk, state: inout Int64, counts: inout RowCounts) throws {
        let before = chunk.selection.count
        let first = UInt64(bitPattern: state)
        // 53 bits: what a double tells apart between 0 and 1.
        let limit = UInt64(share * 0x1p53)
        unsafe chunk.selection.refine { rows in
            var kept = 0
            for position in 0..<rows.count {
                let number = first &+ UInt64(truncatingIfNeeded: position)
                unsafe rows[kept] = rows[position]
                kept &+= mixed(seed &+ number &* 0x9E37_79B9_7F4A_7C15) &>> 11 < limit ? 1 : 0
            }
            return kept
        }
        state += Int64(before)
        counts.filtered += Int64(before - chunk.selection.count)
    }

    /// The finalizer of SplitMix64 (Steele, Lea, Flood 2014).
    private func mixed(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z &>> 31)
    }
}
