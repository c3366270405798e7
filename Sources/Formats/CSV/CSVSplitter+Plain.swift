import TrancheColumnar

extension CSVSplitter {
    /// Splits input that has no quote at all, the most common kind: one store a field.
    ///
    /// Each separator ends a field, whose slice goes straight to its column. Fields that are not
    /// wanted, and the surplus of a record that is too wide, go to a column that nobody reads, so
    /// that no branch depends on what is wanted.
    mutating func splitPlain() {
        let spare = chunk.takeColumn(rows: rowCapacity)
        unsafe withUnsafeTemporaryAllocation(
            of: UnsafeMutablePointer<FieldSlice>.self, capacity: fieldCount + 1
        ) { targets in
            guard let first = targets.baseAddress else { return }
            unsafe aim(first, spare)
            unsafe scanPlain(first, spare)
        }
    }

    /// Points each field at its column; taken anew after the columns grow.
    private func aim(
        _ targets: UnsafeMutablePointer<UnsafeMutablePointer<FieldSlice>>, _ spare: Column
    ) {
        for field in 0...fieldCount { unsafe targets[field] = spare.slices }
        for (index, field) in wanted.enumerated() { unsafe targets[field] = columns[index].slices }
    }

    private mutating func scanPlain(
        _ targets: UnsafeMutablePointer<UnsafeMutablePointer<FieldSlice>>, _ spare: Column
    ) {
        let bytes = unsafe UnsafePointer(chunk.bytes.base)
        let count = chunk.inputCount
        let delimiters = ByteNeedle(dialect.delimiter)
        let lines = ByteNeedle(0x0A)
        let fieldCount = fieldCount
        var starts = unsafe chunk.rowStarts
        var row = 0
        var capacity = rowCapacity
        var field = 0
        var start: UInt32 = 0
        var lineStart: UInt32 = 0
        var place = 0
        while place < count {
            let newlines = unsafe lines.bits(bytes + place)
            var separators = unsafe delimiters.bits(bytes + place) | newlines
            if count &- place < 64 { separators &= (1 &<< UInt64(count &- place)) &- 1 }
            while separators != 0 {
                let bit = separators.trailingZeroBitCount
                separators &= separators &- 1
                let end = UInt32(truncatingIfNeeded: place &+ bit)
                let length = end &- start
                let flag = length == 0 ? FieldSlice.nullFlag : FieldSlice.cleanFlag
                unsafe targets[field < fieldCount ? field : fieldCount][row] =
                    FieldSlice(offset: start, packed: length | flag)
                start = end &+ 1
                field &+= 1
                guard (newlines &>> UInt64(bit)) & 1 != 0 else { continue }
                unsafe starts[row] = lineStart
                if field != fieldCount {
                    self.row = row
                    rejectWidth(field)
                } else if length > 0, unsafe bytes[Int(end) &- 1] == 0x0D {
                    let bare = length &- 1
                    let flag = bare == 0 ? FieldSlice.nullFlag : FieldSlice.cleanFlag
                    unsafe targets[field &- 1][row].packed = bare | flag
                }
                row &+= 1
                field = 0
                lineStart = start
                if row == capacity {
                    self.row = row
                    grow()
                    spare.reserve(rowCapacity)
                    unsafe aim(targets, spare)
                    unsafe starts = chunk.rowStarts
                    capacity = rowCapacity
                }
            }
            place &+= 64
        }
        self.row = row
        chunk.lineCount = row
    }
}
