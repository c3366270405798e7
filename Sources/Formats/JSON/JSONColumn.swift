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
    /// Copy a few bytes that fit into one store of sixteen with all that stands before them.
    case joined
    /// Copy a few bytes that fit into eight with what stands before them beyond sixteen.
    case tailed
    /// Copy at most 15 bytes.
    case short
    /// Copy at most 31 bytes.
    case medium
    /// Copy at most 31 bytes, perhaps in quotes, or write `null`.
    case nullable
    /// Judge the value by its style.
    case judged
}

/// One column as the row loop needs it.
@safe struct JSONColumn {
    let path: JSONCellPath
    let style: JSONStyle
    /// Whether a nullable value is a string: 1 or 0.
    let quotes: UInt8
    let cells: UnsafePointer<FieldSlice>
    /// The text before the value, to the quote of a string that is only copied; 32 bytes behind
    /// its end are readable.
    let prefix: UnsafePointer<UInt8>
    let prefixLength: Int
    /// The prefix's first eight bytes, and those in the word that a joined or tailed value shares.
    let head: UInt64
    let tail: UInt64

    @safe init(
        _ check: JSONColumnCheck, _ column: Column, prefix: UnsafePointer<UInt8>,
        prefixLength: Int
    ) {
        path = check.path
        style = check.style
        quotes = check.style == .string ? 1 : 0
        unsafe cells = UnsafePointer(column.slices)
        unsafe self.prefix = prefix
        self.prefixLength = prefixLength
        let raw = unsafe UnsafeRawPointer(prefix)
        head = unsafe raw.loadUnaligned(as: UInt64.self)
        let word = unsafe raw.loadUnaligned(fromByteOffset: prefixLength & ~7, as: UInt64.self)
        tail = word.littleEndian & ((1 &<< (8 &* UInt64(prefixLength % 8))) &- 1)
    }
}

/// The columns of one chunk, made ready for the row loop.
@safe struct JSONColumns: ~Copyable {
    let columns: UnsafeMutablePointer<JSONColumn>
    /// `null`, with 32 bytes readable.
    let null: UnsafePointer<UInt8>
    /// What stands behind the last value, perhaps with a string's quote before it.
    let closing: UnsafePointer<UInt8>
    let closingLength: Int
    private let texts: UnsafeMutablePointer<UInt8>

    /// - Parameters:
    ///   - chunk: The chunk, whose columns are those of `fields`.
    ///   - fields: What the columns hold.
    ///   - keys: The text before each value, from `{` or the comma to the colon.
    ///   - ending: What ends a record, at most 8 bytes.
    init(_ chunk: Chunk, _ fields: [Field], keys: [[UInt8]], ending: [UInt8]) {
        let room = keys.reduce(64) { $0 + $1.count + 2 } + 64
        let texts = UnsafeMutablePointer<UInt8>.allocate(capacity: room)
        unsafe texts.initialize(repeating: 0, count: room)
        unsafe self.texts = texts
        unsafe columns = .allocate(capacity: fields.count)
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
        unsafe closing = UnsafePointer(texts + start)
        closingLength = used - start
    }

    deinit {
        unsafe columns.deallocate()
        unsafe texts.deallocate()
    }
}
