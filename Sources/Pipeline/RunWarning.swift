import TrancheColumnar

/// Records of a run that broke one rule and passed all the same.
public struct RunWarning: Sendable, Hashable {
    /// The step with the rule's name.
    public var step: String
    public var count: Int64
    /// The first of them, up to three: the place and the message of each.
    public var examples: [String] = []
}

/// The warnings of a run, counted in the order of the input.
struct WarningTally {
    private(set) var warnings: [RunWarning] = []

    /// Adds a chunk's; `place` tells where a row stands.
    mutating func add(_ found: [RowWarning], place: (RowFault) -> String) {
        for warning in found {
            let known = warnings.firstIndex { $0.step == warning.step }
            let index = known ?? warnings.count
            if known == nil { warnings.append(RunWarning(step: warning.step, count: 0)) }
            warnings[index].count += Int64(warning.count)
            let room = RowWarning.exampleLimit - warnings[index].examples.count
            for fault in warning.examples.prefix(room) {
                warnings[index].examples.append("\(place(fault)): \(fault.message)")
            }
        }
    }
}
