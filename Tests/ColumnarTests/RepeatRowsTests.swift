import Testing
import TrancheColumnar

@Suite("Rows that are made of others")
struct RepeatRowsTests {
    /// Records `0`, `1` … of one byte and a line end each, with a typed column of every third NULL.
    private func chunk(_ count: Int) -> Chunk {
        let chunk = Chunk()
        chunk.reserveRows(count)
        let texts = chunk.takeColumn(rows: count)
        let numbers = chunk.takeColumn(rows: count)
        numbers.representation = .int64
        numbers.setAllValid(count)
        for row in 0..<count {
            unsafe chunk.rowStarts[row] = UInt32(chunk.bytes.count)
            unsafe texts.slices[row] = FieldSlice(offset: chunk.bytes.count, length: 1)
            chunk.bytes.append("\(row)\n")
            unsafe numbers.int64s[row] = Int64(row * 10)
            if row % 3 == 2 { numbers.setNull(row) }
        }
        unsafe chunk.rowStarts[count] = UInt32(chunk.bytes.count)
        chunk.inputCount = chunk.bytes.count
        chunk.columns = [texts, numbers, texts]
        chunk.setRowCount(count)
        return chunk
    }

    @Test("Each selected row is there as often as asked, a row at fault once and unselected")
    func repeats() {
        let chunk = chunk(6)
        chunk.reject(RowFault(row: 4, code: .expression, message: "late"))
        chunk.reject(RowFault(row: 1, code: .expression, message: "early"))
        chunk.selection.remove([1, 3, 4])
        chunk.repeatRows([2, 1, 3])
        let rows = (0..<chunk.selection.count).map { chunk.selection.row($0) }
        #expect(rows.map { chunk.record(of: $0) } == [0, 0, 2, 5, 5, 5])
        #expect(chunk.faults.map { chunk.record(of: $0.row) } == [1, 4])
        #expect(chunk.faults.map(\.row) == [2, 4] && chunk.rowCount == 8 && chunk.recordCount == 6)
        #expect(chunk.columns[0] === chunk.columns[2])
        let numbers = chunk.columns[1]
        #expect(rows.map { numbers.isNull($0) } == [false, false, true, true, true, true])
        #expect(unsafe numbers.int64s[rows[1]] == 0)
        for row in rows + chunk.faults.map(\.row) {
            #expect(chunk.bytes.string(chunk.rawRange(of: row)) == "\(chunk.record(of: row))")
        }
    }

    @Test("Repeated again, and emptied, a chunk still knows its records")
    func twice() {
        let chunk = chunk(3)
        chunk.repeatRows([2, 0, 1])
        chunk.repeatRows([0, 2, 2])
        #expect((0..<4).map { chunk.record(of: $0) } == [0, 0, 2, 2])
        chunk.reset()
        chunk.setRowCount(2)
        #expect((0..<2).map { chunk.record(of: $0) } == [0, 1] && chunk.recordCount == 2)
    }
}
