public import TrancheColumnar

/// Keeps values of sensitive columns out of what is said and kept of records that fail.
public protocol RecordShield: Sendable {
    /// The fault without a value that may not be shown.
    ///
    /// A fault that has been here already comes out as it went in.
    func shielded(_ fault: RowFault) -> RowFault
    /// A record's bytes without the values that may not be shown.
    func shielded(_ record: [UInt8]) -> [UInt8]
}
