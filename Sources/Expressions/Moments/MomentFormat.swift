public struct MomentFormat: Sendable {
    public init(_ t: String) throws(EvalFault) {}
    func string(timestamp: Int64) -> String? { nil }
    func string(timestamptz: Int64) -> String? { nil }
    func string(interval: Interval) throws(EvalFault) -> String? { nil }
    func date(_ t: String) throws(EvalFault) -> Int64 { 0 }
    func timestamptz(_ t: String) throws(EvalFault) -> Int64 { 0 }
}
