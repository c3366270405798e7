/// The rows of a chunk that are still to be written, in ascending order.
///
/// While every row is selected no list is kept: `indices` is `nil` and loops run over `0..<count`.
public struct Selection {
    /// Selected rows.
    public private(set) var count = 0
    /// True when the selected rows are exactly `0..<count`.
    public private(set) var isDense = true
    private var list: [UInt32] = []

    public init() {}

    mutating func reset() {
        count = 0
        isDense = true
    }

    /// Selects the rows `0..<rows`.
    public mutating func selectAll(_ rows: Int) {
        count = rows
        isDense = true
    }

    /// Keeps the first `limit` selected rows.
    public mutating func truncate(to limit: Int) {
        count = min(count, limit)
    }

    /// Takes the first `rows` selected rows out.
    public mutating func removeFirst(_ rows: Int) {
        guard rows > 0 else { return }
        materialize()
        list.removeFirst(min(rows, count))
        count -= min(rows, count)
    }

    /// The row at `position` of the selection.
    @inlinable
    public func row(_ position: Int) -> Int {
        isDense ? position : listed(position)
    }

    @usableFromInline
    func listed(_ position: Int) -> Int { Int(list[position]) }

    /// Takes `rows`, ascending, out of the selection.
    ///
    /// - Complexity: O(*n*) in the selected rows.
    public mutating func remove(_ rows: [Int]) {
        guard !rows.isEmpty else { return }
        materialize()
        var next = 0
        var kept = 0
        for position in 0..<count {
            let row = list[position]
            while next < rows.count, rows[next] < Int(row) { next += 1 }
            if next < rows.count, rows[next] == Int(row) { continue }
            list[kept] = row
            kept += 1
        }
        count = kept
    }

    /// Runs `body` on the list of selected rows, which it may compact in place.
    ///
    /// - Parameter body: Gets `count` row numbers, ascending; returns how many it kept in front.
    public mutating func refine(_ body: (UnsafeMutableBufferPointer<UInt32>) throws -> Int) rethrows
    {
        materialize()
        let selected = count
        count = unsafe try list.withUnsafeMutableBufferPointer { buffer in
            try unsafe body(UnsafeMutableBufferPointer(rebasing: buffer[0..<selected]))
        }
    }

    /// Runs `body` on the selected rows, or on `nil` when they are `0..<count`.
    public func withRows<Result>(_ body: (UnsafePointer<UInt32>?, Int) throws -> Result) rethrows
        -> Result
    {
        guard !isDense else { return try body(nil, count) }
        return unsafe try list.withUnsafeBufferPointer { try unsafe body($0.baseAddress, count) }
    }

    private mutating func materialize() {
        guard isDense else { return }
        if list.count < count {
            list = Array(0..<UInt32(count))
        } else {
            for row in 0..<count { list[row] = UInt32(row) }
        }
        isDense = false
    }
}
