/// What some of a chunk's records have in common that is worth a word, although they pass.
public struct RowWarning: Sendable, Equatable {
    /// The most records that are told of one by one.
    public static let exampleLimit = 3

    /// The step that found it, by which warnings are counted together.
    public var step: String
    public var count: Int
    /// The first records, at least one and at most ``exampleLimit``, in order.
    public var examples: [RowFault]

    public init(step: String, count: Int, examples: [RowFault]) {
        self.step = step
        self.count = count
        self.examples = examples
    }
}
