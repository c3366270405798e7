import TrancheColumnar

/// How the values of one column become JSON when each is judged on its own.
enum JSONStyle: UInt8 {
    case string, integer, number, boolean, json, bytes
    /// Typed values instead of slices.
    case int64s, doubles, truths

    /// Raw values from here on are the styles of typed columns.
    static let firstTyped: UInt8 = 6

    init(_ field: Field, _ column: Column) {
        switch (column.representation, field.type) {
        case (.int64, .boolean): self = .truths
        case (.int64, _): self = .int64s
        case (.double, _): self = .doubles
        case (.slices, _) where field.origin == .untyped && field.type == .text: self = .string
        case (.slices, .bigint): self = .integer
        case (.slices, .numeric), (.slices, .doublePrecision): self = .number
        case (.slices, .boolean): self = .boolean
        case (.slices, .json): self = .json
        case (.slices, .bytea): self = .bytes
        case (.slices, .text), (.slices, .date), (.slices, .timestamp), (.slices, .timestamptz),
            (.slices, .uuid):
            self = .string
        }
    }
}

/// What the row loop has to do for a cell, settled once a chunk by a look at the whole column.
enum JSONCellPath: UInt8 {
    /// Copy at most 16 bytes of prefix and at most 8 of the value.
    case short
    /// Copy the prefix and at most 31 bytes of the value.
    case medium
    /// Copy at most 31 bytes, perhaps in quotes, or write `null`.
    case nullable
    /// Judge the value by its style.
    case judged
    /// End the record: there is a prefix, which stands behind the last value, but no cells.
    case closing
}

/// One column as the row loop needs it.
@safe struct JSONColumn {
    var path: JSONCellPath
    /// Whether this one and the next are short; not told of the second one of a pair.
    var opensPair = false
    var doubt: JSONDoubt
    let style: JSONStyle
    /// Whether a nullable value is a string: 1 or 0.
    let quotes: UInt8
    let cells: UnsafePointer<FieldSlice>
    /// The text before the value, to the quote of a string that is only copied; 32 bytes behind
    /// its end are readable.
    let prefix: UnsafePointer<UInt8>
    let prefixLength: Int
    /// The prefix's first sixteen bytes.
    let head: SixteenBytes

    @safe init(
        _ check: JSONColumnCheck, _ column: Column,
        prefix: UnsafePointer<UInt8>, prefixLength: Int
    ) {
        path = check.path
        doubt = check.doubt
        style = check.style
        quotes = check.style == .string ? 1 : 0
        unsafe cells = UnsafePointer(column.slices)
        unsafe self.prefix = prefix
        self.prefixLength = prefixLength
        head = unsafe SixteenBytes(prefix)
    }
}

/// The columns of one chunk, made ready for the row loop.
@safe struct JSONColumns: ~Copyable {
    /// One of each field, and one that ends the record.
    let columns: UnsafeMutablePointer<JSONColumn>
    let count: Int
    /// `null`, with 32 bytes readable.
    let null: UnsafePointer<UInt8>
    let bounds = DigitBounds(areEmptyGood: false)
    let nullableBounds = DigitBounds(areEmptyGood: true)
    private let texts: UnsafeMutablePointer<UInt8>

    /// - Parameters:
    ///   - chunk: The chunk, whose columns are those of `fields`.
    ///   - fields: What the columns hold; at least one.
    ///   - keys: The text before each value, from `{` or the comma to the colon.
    ///   - ending: What ends a record, at most 8 bytes.
    init(_ chunk: Chunk, _ fields: [Field], keys: [[UInt8]], ending: [UInt8]) {
        let room = keys.reduce(64) { $0 + $1.count + 2 } + 64
        let texts = UnsafeMutablePointer<UInt8>.allocate(capacity: room)
        unsafe texts.initialize(repeating: 0, count: room)
        unsafe self.texts = texts
        unsafe columns = .allocate(capacity: fields.count + 1)
        count = fields.count
        var used = 0
        func put(_ bytes: some Collection<UInt8>) {
            for byte in bytes {
                unsafe texts[used] = byte
                used += 1
            }
        }
        put("null".utf8)
        unsafe null = UnsafePointer(texts)
        var isOpen = false
        for (index, field) in fields.enumerated() {
            let start = used
            if isOpen { put([0x22]) }
            put(keys[index])
            let check = JSONColumnCheck(
                chunk, field, chunk.columns[index], prefixLength: used - start)
            isOpen = check.style == .string && check.path.rawValue <= JSONCellPath.medium.rawValue
            if isOpen { put([0x22]) }
            let column = unsafe JSONColumn(
                check, chunk.columns[index], prefix: texts + start, prefixLength: used - start)
            unsafe (columns + index).initialize(to: column)
        }
        let start = used
        if isOpen { put([0x22]) }
        put(ending)
        let end = unsafe JSONColumn(
            .closing, chunk.columns[0], prefix: texts + start, prefixLength: used - start)
        unsafe (columns + count).initialize(to: end)
        pairUp()
    }

    /// Finds out which columns are the first of two short ones, which are written together.
    func pairUp() {
        var index = 0
        while index < count {
            // Behind the last column is one that is not short.
            let isPair = unsafe columns[index].path == .short && columns[index + 1].path == .short
            unsafe columns[index].opensPair = isPair
            index += isPair ? 2 : 1
        }
    }

    deinit {
        unsafe columns.deallocate()
        bounds.deallocate()
        nullableBounds.deallocate()
        unsafe texts.deallocate()
    }
}
