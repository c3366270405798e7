import TrancheColumnar

/// The bytes of text in the selected rows of a column of slices: what an encoder must have room for.
///
/// - Complexity: O(*n*), about one instruction a row; it saves the encoders a check a value.
func textLength(_ column: Column, _ rows: UnsafePointer<UInt32>?, _ count: Int) -> Int {
    let cells = unsafe UnsafePointer(column.slices)
    var total: UInt64 = 0
    if let rows = unsafe rows {
        for position in 0..<count {
            total &+= unsafe UInt64(truncatingIfNeeded: cells[Int(rows[position])].length)
        }
    } else {
        for row in 0..<count {
            total &+= unsafe UInt64(truncatingIfNeeded: cells[row].length)
        }
    }
    return Int(truncatingIfNeeded: total)
}
