import PropertyTesting
import Testing
import TrancheColumnar

@Suite("Casts of columns in place")
struct CastsTests {
    /// A chunk with one column of `values`; `nil` is NULL.
    private func chunk(_ values: [String?]) -> (Chunk, Column) {
        let chunk = Chunk()
        let column = chunk.takeColumn(rows: values.count)
        for (row, value) in values.enumerated() {
            guard let value else {
                unsafe column.slices[row] = .null
                continue
            }
            unsafe column.slices[row] = FieldSlice(
                offset: chunk.bytes.count, length: value.utf8.count)
            chunk.bytes.append(value)
        }
        chunk.columns = [column]
        chunk.setRowCount(values.count)
        return (chunk, column)
    }

    private func text(_ column: Column, _ row: Int, in chunk: Chunk) -> String? {
        let slice = unsafe column.slices[row]
        return slice.isNull ? nil : chunk.bytes.string(slice.start..<slice.end)
    }

    @Test("Integers are cast with their NULLs, and what is none is returned")
    func integers() {
        let (chunk, column) = chunk(["5", nil, "x", "-7", "007", "9223372036854775808", ""])
        #expect(castToInt64(column, in: chunk, lenient: false) == [2, 4, 5, 6])
        #expect(column.representation == .int64)
        unsafe #expect(column.int64s[0] == 5)
        unsafe #expect(column.int64s[3] == -7)
        #expect(column.hasNulls)
        #expect((0..<7).map(column.isNull) == [false, true, false, false, false, false, false])
        #expect(text(column, 2, in: chunk) == "x")
    }

    @Test("Lenient casts read PostgreSQL's spellings")
    func lenient() {
        let (integers, column) = chunk(["+007", " 5 ", "1.0"])
        #expect(castToInt64(column, in: integers, lenient: true) == [2])
        unsafe #expect(column.int64s[0] == 7)
        let (doubles, other) = chunk([" .5", "NaN", "1e400"])
        #expect(castToDouble(other, in: doubles, lenient: true) == [2])
        unsafe #expect(other.doubles[0] == 0.5)
        let (strict, third) = chunk([" .5", "NaN", "1e400", "1.5"])
        #expect(castToDouble(third, in: strict, lenient: false) == [0, 1, 2])
        unsafe #expect(third.doubles[3] == 1.5)
    }

    @Test("Rows that are not selected are left alone")
    func selection() {
        let (chunk, column) = chunk(["1", "x", nil, "4", "y"])
        chunk.selection.remove([1, 2])
        #expect(castToInt64(column, in: chunk, lenient: false) == [4])
        #expect(text(column, 1, in: chunk) == "x")
        #expect(!column.hasNulls)
        unsafe #expect(column.int64s[3] == 4)
    }

    @Test("A cast to the type the column has changes nothing; integers widen to doubles")
    func widening() {
        let (chunk, column) = chunk(["1", nil, "-3"])
        #expect(castToInt64(column, in: chunk, lenient: false).isEmpty)
        #expect(castToInt64(column, in: chunk, lenient: false).isEmpty)
        unsafe #expect(column.int64s[2] == -3)
        #expect(castToDouble(column, in: chunk, lenient: false).isEmpty)
        #expect(castToDouble(column, in: chunk, lenient: false).isEmpty)
        #expect(column.representation == .double)
        unsafe #expect(column.doubles[2] == -3)
        #expect(column.isNull(1))
    }

    @Test("Integers come back as the text they were, with the flags asked for")
    func integerRoundTrip() {
        forAll("cast there and back", Gen<Int64>.int.optional.array(0...200)) { values in
            let (chunk, column) = chunk(values.map { $0?.description })
            guard castToInt64(column, in: chunk, lenient: false).isEmpty else { return false }
            castToText(column, in: chunk, flags: FieldSlice.cleanFlag)
            let isClean = values.indices.allSatisfy {
                unsafe column.slices[$0].isClean == (values[$0] != nil)
            }
            return try isClean && column.representation == .slices
                && same(
                    values.indices.map { text(column, $0, in: chunk) },
                    values.map { $0?.description })
        }
    }

    @Test("Doubles come back as the shortest text")
    func doubleRoundTrip() {
        let (chunk, column) = chunk(["1.50", "1e3", nil, "0.1"])
        #expect(castToDouble(column, in: chunk, lenient: false).isEmpty)
        castToText(column, in: chunk)
        #expect((0..<4).map { text(column, $0, in: chunk) } == ["1.5", "1000", nil, "0.1"])
    }
}
