/// Some rows of a chunk in ascending order: a list of them, or `0..<count`.
///
/// A view: the list must outlive it.
@safe struct Rows {
    /// The rows; `nil` when they are `0..<count`.
    let list: UnsafePointer<UInt32>?
    let count: Int

    init(_ list: UnsafePointer<UInt32>?, _ count: Int) {
        unsafe self.list = list
        self.count = count
    }

    /// Calls `body` with each row.
    @inline(__always)
    func forEach(_ body: (Int) -> Void) {
        if let list = unsafe list {
            for position in 0..<count { unsafe body(Int(list[position])) }
        } else {
            for row in 0..<count { body(row) }
        }
    }

    /// One more than the last row, 0 when there is none.
    var end: Int {
        guard count > 0 else { return 0 }
        return unsafe list.map { unsafe Int($0[count - 1]) + 1 } ?? count
    }
}

/// Room for lists of rows, kept from chunk to chunk; taken and given back in the manner of a stack.
@safe final class RowLists {
    private var free: [UnsafeMutablePointer<UInt32>]
    private var all: [UnsafeMutablePointer<UInt32>]
    private var capacity = 0

    init() {
        unsafe free = []
        unsafe all = []
    }

    deinit { releaseAll() }

    /// Makes every list large enough for `rows`; none may be out.
    func prepare(rows: Int) {
        guard rows > capacity else { return }
        releaseAll()
        capacity = max(rows, capacity * 2)
    }

    private func releaseAll() {
        for unsafe list in unsafe all { unsafe list.deallocate() }
        unsafe all.removeAll()
        unsafe free.removeAll()
    }

    /// Runs `body` with a list that has room for every row of the chunk.
    @inline(__always)
    func with<Result>(_ body: (UnsafeMutablePointer<UInt32>) -> Result) -> Result {
        let list: UnsafeMutablePointer<UInt32>
        if let last = unsafe free.popLast() {
            unsafe list = last
        } else {
            unsafe list = .allocate(capacity: capacity + 1)
            unsafe all.append(list)
        }
        defer { unsafe free.append(list) }
        return unsafe body(list)
    }
}
