import TrancheColumnar

/// What one worker needs to evaluate a program: its vectors, its texts and what went wrong.
///
/// Kept from chunk to chunk; one task uses it at a time.
@safe public final class Frame {
    /// A row whose expression has no value.
    struct Failure {
        var row: Int
        var fault: EvalFault
        /// The node that failed.
        var place: Range<Int>
        /// Which of the program's expressions it stands in, by position.
        var expression: Int
        /// The column whose text does not fit its type; `nil` for other reasons.
        var column: Int?
    }

    let vectors: [Vector]
    let texts = TextArena()
    let lists = RowLists()
    /// Where a function builds the text of one row before it is kept.
    let scratch = ByteBuffer(capacity: 1024)
    /// Where regular expressions put down what they find.
    lazy var regexScratch = RegexScratch()
    private(set) var failures: [Failure] = []
    private var failed: [UInt64] = []
    /// Texts on their way into the chunk's bytes.
    let gathered = ByteBuffer()
    /// What the run adds to the chunk.
    private(set) var context = EvaluationContext()
    /// The columns of the chunk that is evaluated.
    private(set) var chunk: Chunk?
    /// The node whose kernel runs, for failures.
    var place: Range<Int> = 0..<0
    var expression = 0

    private var computed: [ComputedRows]

    init(vectors: [Vector]) {
        self.vectors = vectors
        computed = Array(repeating: ComputedRows(), count: vectors.count)
    }

    /// Forgets the chunk before and makes room for this one.
    func begin(_ chunk: Chunk, _ context: EvaluationContext) {
        self.chunk = chunk
        self.context = context
        scratch.count = 0
        texts.reset()
        lists.prepare(rows: chunk.rowCount)
        for vector in vectors { vector.reserve(chunk.rowCount) }
        for index in computed.indices { computed[index].forget() }
        if !failures.isEmpty {
            failures.removeAll(keepingCapacity: true)
            failed.removeAll(keepingCapacity: true)
        }
    }

    /// Lets go of the chunk; vectors keep their values until the next ``begin(_:)``.
    func end() { chunk = nil }

    /// Takes down that `row` has no value; the first reason counts.
    func fail(_ row: Int, _ fault: EvalFault, column: Int? = nil) {
        if failed.isEmpty {
            failed = Array(repeating: 0, count: ((chunk?.rowCount ?? row + 1) + 63) / 64)
        }
        let bit = UInt64(1) << UInt64(row & 63)
        guard failed[row >> 6] & bit == 0 else { return }
        failed[row >> 6] |= bit
        failures.append(
            Failure(
                row: row, fault: fault, place: place, expression: expression, column: column))
    }

    /// Takes down that the text of a column does not fit the column's type.
    func failColumn(_ row: Int, _ column: Int) {
        fail(row, EvalFault(.invalidText, ""), column: column)
    }

    func hasFailed(_ row: Int) -> Bool {
        !failed.isEmpty && failed[row >> 6] >> UInt64(row & 63) & 1 == 1
    }

    /// Runs `body` with those of `rows` for which `slot` has no value yet in this chunk, and takes
    /// down that they have one now.
    func withPending(_ slot: Int, _ rows: Rows, _ body: (Rows) -> Void) {
        let vector = vectors[slot]
        if computed[slot].isEmpty {
            vector.setAllValid(below: chunk?.rowCount ?? rows.end)
            computed[slot].add(rows, of: chunk?.rowCount ?? rows.end)
            body(rows)
            return
        }
        guard !computed[slot].hasAll else { return }
        unsafe lists.with { list in
            var count = 0
            rows.each { row in
                guard !computed[slot].contains(row) else { return }
                unsafe list[count] = UInt32(truncatingIfNeeded: row)
                count += 1
                vector.setValid(row)
            }
            guard count > 0 else { return }
            let pending = unsafe Rows(UnsafePointer(list), count)
            computed[slot].add(pending, of: chunk?.rowCount ?? rows.end)
            body(pending)
        }
    }
}

/// Which rows of a chunk a shared value has been calculated for.
private struct ComputedRows {
    private(set) var isEmpty = true
    /// Every row of the chunk.
    private(set) var hasAll = false
    private var words: [UInt64] = []

    mutating func forget() {
        isEmpty = true
        hasAll = false
    }

    func contains(_ row: Int) -> Bool {
        hasAll || words[row >> 6] >> UInt64(row & 63) & 1 == 1
    }

    mutating func add(_ rows: Rows, of total: Int) {
        if isEmpty {
            isEmpty = false
            if rows.count == total {
                hasAll = true
                return
            }
            let count = (total + 63) / 64
            if words.count == count {
                for index in words.indices { words[index] = 0 }
            } else {
                words = Array(repeating: 0, count: count)
            }
        }
        rows.each { words[$0 >> 6] |= 1 << UInt64($0 & 63) }
    }
}
