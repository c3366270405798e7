public import TranchePipeline

extension SQLiteTableSink {
    /// Whether the table is still there; what was done to its rows since is its owner's affair.
    public func isComplete(_ checkpoint: Checkpoint) throws -> Bool {
        try Self.declaredTypes(path: path, table: table) != nil
    }
}
