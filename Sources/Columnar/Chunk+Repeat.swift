extension Chunk {
    /// Makes several rows of one: the selected row at each position becomes that many rows, one
    /// behind the other.
    ///
    /// A row at fault keeps one row, which is not selected, so that its place among the others
    /// stays known; every other row that is not selected is forgotten.
    ///
    /// - Parameter copies: How many rows the selected row at each position becomes; 0 for none.
    public func repeatRows(_ copies: [Int]) {
        precondition(copies.count == selection.count, "a count for each selected row")
        faults.sort { $0.row < $1.row }
        var parents: [UInt32] = []
        parents.reserveCapacity(copies.reduce(faults.count, +))
        var unselected: [Int] = []
        func keepFaults(before row: Int) {
            while unselected.count < faults.count, faults[unselected.count].row < row {
                let index = unselected.count
                unselected.append(parents.count)
                parents.append(UInt32(faults[index].row))
                faults[index].row = parents.count - 1
            }
        }
        for position in copies.indices {
            let row = selection.row(position)
            keepFaults(before: row)
            for _ in 0..<copies[position] { parents.append(UInt32(row)) }
        }
        keepFaults(before: .max)
        let before = columns
        for index in before.indices {
            if let twin = before.firstIndex(where: { $0 === before[index] }), twin < index {
                columns[index] = columns[twin]
                continue
            }
            let column = takeColumn(rows: parents.count)
            column.gather(before[index], parents)
            columns[index] = column
        }
        setRows(from: parents)
        selection.remove(unselected)
    }
}
