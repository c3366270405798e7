import TrancheColumnar

extension CSVSplitter {
    /// Splits input without quotes, the most common kind; from the first record with one on, hands
    /// over to ``splitQuoted(from:)``.
    ///
    /// The ends of all fields of a batch of blocks are listed first. Where as many line feeds as
    /// records stand at the ends of the records, and so nowhere else, four fields at a time become
    /// slices, without a branch for each.
    mutating func split() {
        // The last block is looked at as a whole; blanks there mean nothing.
        unsafe (chunk.bytes.base + chunk.inputCount).update(repeating: 0x20, count: 64)
        let spare = chunk.takeColumn(rows: rowCapacity)
        var targets = FieldTargets(fieldCount, wanted)
        aim(&targets, spare)
        let room = fieldCount + 64 * (SeparatorScanner.blockLimit + 1)
        let quoted = unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: room) { ends in
            guard let list = ends.baseAddress else { return chunk.inputCount }
            return unsafe splitPlain(list, &targets, spare)
        }
        guard quoted < chunk.inputCount else { return }
        isPlain = false
        hasOnlyASCII = false
        splitQuoted(from: quoted)
    }

    /// Points each field at its column; done anew after the columns grow.
    private func aim(_ targets: inout FieldTargets, _ spare: Column) {
        spare.reserve(rowCapacity)
        for field in 0..<targets.count { unsafe targets.columns[field] = spare.slices }
        for (index, field) in wanted.enumerated() {
            unsafe targets.columns[field] = columns[index].slices
        }
    }

    /// Splits up to the first record with a quote.
    ///
    /// The list has room for the ends of one record and of a batch; its first entry is one before
    /// the batch's first record.
    ///
    /// - Returns: Where that record begins; the input's count when there is none.
    private mutating func splitPlain(
        _ list: UnsafeMutablePointer<UInt32>, _ targets: inout FieldTargets, _ spare: Column
    ) -> Int {
        let bytes = unsafe UnsafePointer(chunk.bytes.base)
        let count = chunk.inputCount
        var scanner = SeparatorScanner(delimiter: dialect.delimiter)
        var record = PartialRecord()
        unsafe list[0] = ~0
        var place = 0
        while place < count {
            let end = min(count, place &+ 64 &* SeparatorScanner.blockLimit)
            scanner.clear()
            let found = unsafe listSeparators(
                bytes, place, end, list + 1 + record.listed, &scanner)
            if scanner.hasQuote { return unsafe Int(list[0] &+ 1) }
            isPlain = isPlain && !scanner.hasEscapes
            hasOnlyASCII = hasOnlyASCII && !scanner.hasHighBytes
            place = end
            let total = record.listed &+ found
            let rows = scanner.lineFeedCount
            if row &+ rows > rowCapacity {
                while row &+ rows > rowCapacity { grow() }
                aim(&targets, spare)
            }
            let isRegular = unsafe record.surplus == 0 && areRegular(list, total, rows, bytes)
            let taken =
                unsafe isRegular
                ? rows &* fieldCount : storeIrregular(list, total, bytes, &record, targets)
            if isRegular { unsafe storeRows(list, rows, bytes, targets) }
            record.carry(total &- taken, of: fieldCount)
            unsafe list.update(from: list + taken, count: record.listed &+ 1)
        }
        chunk.lineCount = row
        return count
    }

    /// Whether the list's records are all of the right width.
    private func areRegular(
        _ list: UnsafePointer<UInt32>, _ total: Int, _ rows: Int, _ bytes: UnsafePointer<UInt8>
    ) -> Bool {
        guard total / fieldCount == rows else { return false }
        var end = unsafe list + fieldCount
        for _ in 0..<rows {
            guard unsafe bytes[Int(end.pointee)] == 0x0A else { return false }
            unsafe end += fieldCount
        }
        return true
    }

    /// Makes slices of records of the right width; the list is one before the first record, then
    /// the ends of the fields.
    @inline(__always)
    private mutating func storeRows(
        _ list: UnsafePointer<UInt32>, _ rows: Int, _ bytes: UnsafePointer<UInt8>,
        _ targets: borrowing FieldTargets
    ) {
        let fieldCount = fieldCount
        let last = unsafe targets.columns[fieldCount &- 1]
        let starts = unsafe chunk.rowStarts
        let (columns, groups, groupCount) = unsafe (
            UnsafePointer(targets.columns), targets.groups, targets.groupCount
        )
        var ends = unsafe list
        var row = row
        let end = row &+ rows
        // Two rows at a time take half of the stores.
        while row &+ 1 < end {
            let next = unsafe ends + fieldCount
            unsafe starts[row] = ends[0] &+ 1
            unsafe starts[row &+ 1] = next[0] &+ 1
            for index in 0..<groupCount {
                let field = unsafe groups[index]
                unsafe FourSlices(ends + field).store(
                    with: FourSlices(next + field), columns + field, row)
            }
            unsafe cutCarriageReturn(next, last + row, bytes)
            unsafe ends = next + fieldCount
            unsafe cutCarriageReturn(ends, last + row + 1, bytes)
            row &+= 2
        }
        if row < end {
            unsafe starts[row] = ends[0] &+ 1
            for index in 0..<groupCount {
                let field = unsafe groups[index]
                unsafe FourSlices(ends + field).store(columns + field, row)
            }
            unsafe cutCarriageReturn(ends + fieldCount, last + row, bytes)
        }
        self.row = end
    }

    /// Takes a CR off the last field of a record, which `end` is the end of.
    @inline(__always)
    private func cutCarriageReturn(
        _ end: UnsafePointer<UInt32>, _ cell: UnsafeMutablePointer<FieldSlice>,
        _ bytes: UnsafePointer<UInt8>
    ) {
        let start = unsafe end[-1] &+ 1
        let feed = unsafe end[0]
        if feed != start, unsafe bytes[Int(feed) &- 1] == 0x0D {
            unsafe cell.pointee = Self.slice(start, feed &- 1)
        }
    }

    @inline(__always)
    private static func slice(_ start: UInt32, _ end: UInt32) -> FieldSlice {
        let flag = start == end ? FieldSlice.nullFlag : FieldSlice.cleanFlag
        return FieldSlice(offset: start, packed: (end &- start) | flag)
    }

    /// Makes slices of records some of which are too wide or too narrow, which become faults.
    ///
    /// - Returns: How many of the `total` ends belong to records that end in the list.
    @inline(never)
    private mutating func storeIrregular(
        _ list: UnsafePointer<UInt32>, _ total: Int, _ bytes: UnsafePointer<UInt8>,
        _ record: inout PartialRecord, _ targets: borrowing FieldTargets
    ) -> Int {
        var taken = 0
        for index in 1..<(total &+ 1) where unsafe bytes[Int(list[index])] == 0x0A {
            let fields = index &- taken &+ record.surplus
            if fields == fieldCount {
                unsafe storeRows(list + taken, 1, bytes, targets)
            } else {
                unsafe chunk.rowStarts[row] = list[taken] &+ 1
                rejectWidth(fields)
            }
            taken = index
            record.surplus = 0
        }
        return taken
    }
}

/// Lists where the separators of `place..<end` stand, up to 63 bytes behind it included.
///
/// - Returns: How many there are; up to 15 entries behind them are written.
@inline(__always)
private func listSeparators(
    _ bytes: UnsafePointer<UInt8>, _ place: Int, _ end: Int, _ list: UnsafeMutablePointer<UInt32>,
    _ scanner: inout SeparatorScanner
) -> Int {
    var local = scanner
    var place = place
    var next = unsafe list
    while place < end {
        let (all, found) = unsafe local.separators(bytes + place)
        var bits = all
        let base = UInt32(truncatingIfNeeded: place)
        unsafe listEight(&bits, base, next)
        if found > 8 {
            unsafe listEight(&bits, base, next + 8)
            var more = unsafe next + 16
            while bits != 0 {
                unsafe more[0] = base &+ UInt32(truncatingIfNeeded: bits.trailingZeroBitCount)
                bits &= bits &- 1
                unsafe more += 1
            }
        }
        unsafe next += found
        place &+= 64
    }
    scanner = local
    return unsafe next - list
}

/// Lists the first eight bits, or as many as there are and something behind them.
@inline(__always)
private func listEight(
    _ bits: inout UInt64, _ base: UInt32, _ list: UnsafeMutablePointer<UInt32>
) {
    for index in 0..<8 {
        unsafe list[index] = base &+ UInt32(truncatingIfNeeded: bits.trailingZeroBitCount)
        bits &= bits &- 1
    }
}

/// A record that goes on in the next batch.
private struct PartialRecord {
    /// Its fields' ends that are kept.
    private(set) var listed = 0
    /// The ends beyond the right number, which are only counted.
    var surplus = 0

    mutating func carry(_ ends: Int, of fieldCount: Int) {
        listed = min(ends, fieldCount)
        surplus &+= ends &- listed
    }
}

/// Where the slices of each field go, in groups of four fields.
///
/// Fields that are not wanted, and those that only fill the last group, go to a column that nobody
/// reads; groups without a wanted field are left out.
@safe private struct FieldTargets: ~Copyable {
    /// A multiple of four.
    let count: Int
    let columns: UnsafeMutablePointer<UnsafeMutablePointer<FieldSlice>>
    /// The first fields of the groups with a wanted field.
    let groups: UnsafeMutablePointer<Int>
    let groupCount: Int

    init(_ fieldCount: Int, _ wanted: [Int]) {
        count = (fieldCount + 3) & ~3
        unsafe columns = .allocate(capacity: count)
        unsafe groups = .allocate(capacity: count / 4)
        var used = 0
        for field in wanted where unsafe used == 0 || groups[used - 1] != field & ~3 {
            unsafe groups[used] = field & ~3
            used += 1
        }
        groupCount = used
    }

    deinit {
        unsafe columns.deallocate()
        unsafe groups.deallocate()
    }
}
