import TrancheColumnar

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Parses the lines of one chunk: predicted records fast, every other one member by member.
@safe struct RecordParser: ~Copyable {
    let base: UnsafeMutablePointer<UInt8>
    let end: Int
    let fields: [Field]
    let keys: JSONKeyTable
    let targets: UnsafeMutablePointer<JSONTarget>
    var scanner: JSONScanner
    var layout: RecordLayout
    /// Where the next decoded value goes, behind the input.
    var decoded: Int
    /// The row (from 1) that has last had each field.
    let stamps: UnsafeMutablePointer<UInt32>
    /// Where the texts before the current record's values begin and end, and their fields.
    let trail: UnsafeMutablePointer<(start: Int, end: Int, field: Int)>
    var unknownKeyHint: @Sendable (String) -> String = { _ in "" }
    /// Records that did not look like the layout.
    var unpredicted = 0
    private(set) var rows = 0
    private(set) var rejected: [Int] = []

    /// - Precondition: `base[end]` is a line feed, and behind it there is room for every decoded
    ///   value, so that `base` stays where it is.
    init(
        _ base: UnsafeMutablePointer<UInt8>, end: Int, fields: [Field], keys: JSONKeyTable,
        cells: [UnsafeMutablePointer<FieldSlice>?]
    ) {
        unsafe self.base = base
        self.end = end
        self.fields = fields
        self.keys = keys
        decoded = end + 1
        scanner = unsafe JSONScanner(base, end: end, allowsLineFeeds: false)
        layout = RecordLayout(fields: fields.count)
        unsafe targets = .allocate(capacity: fields.count)
        unsafe stamps = .allocate(capacity: fields.count)
        unsafe trail = .allocate(capacity: fields.count)
        unsafe stamps.initialize(repeating: 0, count: fields.count)
        for (number, field) in fields.enumerated() {
            let target = unsafe JSONTarget(field, number: number, cells: cells[number])
            unsafe (targets + number).initialize(to: target)
        }
    }

    deinit {
        unsafe targets.deallocate()
        unsafe stamps.deallocate()
        unsafe trail.deallocate()
    }

    /// Begins with a layout of the keys in order, written without blanks.
    mutating func expect(_ texts: [[UInt8]]) {
        guard !texts.isEmpty else { return }
        for (number, text) in texts.enumerated() {
            unsafe text.withUnsafeBufferPointer { bytes in
                guard let start = bytes.baseAddress else { return }
                unsafe layout.append(start, bytes.count, targets[number])
            }
        }
        let closing: StaticString = "}\n"
        unsafe layout.complete(closing.utf8Start, closing.utf8CodeUnitCount, targets[0])
    }

    /// Parses every line; a blank one is no record.
    ///
    /// - Parameters:
    ///   - chunk: Takes the row starts and the faults.
    ///   - isSuspect: Whether the chunk holds a NUL, or bytes that are not UTF-8, somewhere.
    ///   - predicts: Whether to compare records with the layout of earlier ones.
    mutating func parse(_ chunk: Chunk, isSuspect: Bool, predicts: Bool) {
        let starts = unsafe chunk.rowStarts
        var place = 0
        // Records to parse one by one before two at a time are tried again.
        var singles = 0
        while place < end {
            if singles == 0, !isSuspect, predicts, layout.isComplete {
                let decodedBefore = decoded
                let second = nextLine(place)
                let next = second < end ? predictedPair(place, second, rows) : -1
                if next >= 0 {
                    unsafe starts[rows] = UInt32(truncatingIfNeeded: place)
                    unsafe starts[rows &+ 1] = UInt32(truncatingIfNeeded: second)
                    rows &+= 2
                    place = next
                    continue
                }
                decoded = decodedBefore
                singles = 8
            }
            singles = max(0, singles &- 1)
            if unsafe base[place] <= 0x20 {
                let text = scanner.skipBlanks(place)
                if text == end { break }
                if unsafe base[text] == 0x0A {
                    place = text &+ 1
                    continue
                }
            }
            unsafe starts[rows] = UInt32(truncatingIfNeeded: place)
            let decodedBefore = decoded
            var next = -1
            if !isSuspect, predicts, layout.isComplete { next = predictedRecord(place, rows) }
            if next < 0 {
                decoded = decodedBefore
                next = isSuspect && !isText(place) ? -1 : record(place, rows, predicts: predicts)
            }
            if next < 0 {
                chunk.reject(fault(place, rows))
                rejected.append(rows)
                next = lineEnd(place) + 1
            }
            place = next
            rows &+= 1
        }
        unsafe starts[rows] = UInt32(truncatingIfNeeded: min(place, end))
    }

    /// Parses a record that looks like the one before; -1 when it does not, or is faulty.
    @inline(__always)
    private mutating func predictedRecord(_ start: Int, _ row: Int) -> Int {
        let members = unsafe layout.members
        let patterns = unsafe UnsafePointer(layout.patterns)
        let count = layout.count
        let base = unsafe UnsafePointer(self.base)
        let end = self.end
        var place = start
        var index = 0
        while index < count {
            let member = unsafe members[index]
            guard unsafe RecordLayout.matches(member, patterns, base, place, end) else {
                return -1
            }
            place = value(place &+ member.length, member.target, row)
            if place < 0 { return -1 }
            index &+= 1
        }
        let last = unsafe members[count]
        guard unsafe RecordLayout.matches(last, patterns, base, place, end) else { return -1 }
        if count < fields.count {
            for field in 0..<fields.count where unsafe layout.following[field] > count {
                unsafe targets[field].cells?[row] = .missing
            }
        }
        return place &+ last.length
    }

    /// Parses two records that both look like the one before; -1 when one does not, or is faulty.
    ///
    /// Where a value begins is known only when the one before it has been looked at. The two chains
    /// do not wait for each other, and take little longer than one.
    @inline(__always)
    private mutating func predictedPair(_ first: Int, _ second: Int, _ row: Int) -> Int {
        let members = unsafe layout.members
        let patterns = unsafe UnsafePointer(layout.patterns)
        let count = layout.count
        let base = unsafe UnsafePointer(self.base)
        let end = self.end
        var (one, two) = (first, second)
        for index in 0..<count {
            let member = unsafe members[index]
            guard unsafe RecordLayout.matches(member, patterns, base, one, end),
                unsafe RecordLayout.matches(member, patterns, base, two, end)
            else { return -1 }
            one = value(one &+ member.length, member.target, row)
            two = value(two &+ member.length, member.target, row &+ 1)
            if one | two < 0 { return -1 }
        }
        let last = unsafe members[count]
        guard unsafe RecordLayout.matches(last, patterns, base, one, end),
            unsafe RecordLayout.matches(last, patterns, base, two, end),
            one &+ last.length == second
        else { return -1 }
        if count < fields.count {
            for field in 0..<fields.count where unsafe layout.following[field] > count {
                unsafe targets[field].cells?[row] = .missing
                unsafe targets[field].cells?[row &+ 1] = .missing
            }
        }
        return two &+ last.length
    }

    /// Where the line behind the one that holds `place` begins.
    @inline(__always)
    private func nextLine(_ place: Int) -> Int {
        // SAFETY: a line feed stands at `end`.
        let feed = unsafe memchr(base + place, 0x0A, end &- place &+ 1)
        return unsafe feed.map { unsafe UnsafeRawPointer($0) - UnsafeRawPointer(base) &+ 1 } ?? end
    }

    /// Where the line that holds `place` ends: at its line feed.
    func lineEnd(_ place: Int) -> Int {
        var place = place
        while unsafe base[place] != 0x0A { place += 1 }
        return place
    }

    /// Whether the line that begins at `start` is UTF-8; if not, says so in the flaw.
    private mutating func isText(_ start: Int) -> Bool {
        let flaw = unsafe firstInvalidText(base + start, lineEnd(start) - start)
        guard let flaw else { return true }
        return scanner.fail(.notUTF8, start + flaw) >= 0
    }
}
