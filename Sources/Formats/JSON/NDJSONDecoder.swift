public import TrancheColumnar

/// Reads one JSON object a line into columns.
///
/// A cell is a slice of the input: a string's text between its quotes, a number or `true` as it
/// stands, an array or object with all its bytes. Strings with escapes are decoded behind the
/// input. NULL and a missing key are both NULL. Blank lines are no records, though they are
/// lines.
///
/// A line that is not one object, a key that is no column or stands twice, a value that does not
/// fit an inferred type, invalid UTF-8 and NUL become faults, and the row leaves the selection.
///
/// - SeeAlso: RFC 8259; lines end with LF or CR LF.
public struct NDJSONDecoder: ChunkDecoder {
    /// The keys that may occur, in the order in which they are likely to.
    public let fields: [Field]
    /// Which fields become columns, by position in `fields`, in the chunk's order.
    public let wanted: [Int]
    private let keys: JSONKeyTable
    private let expected: [[UInt8]]
    private let unknownKeyHint: @Sendable (String) -> String
    /// Off in tests, to compare with parsing every record on its own.
    var predicts = true

    /// - Parameters:
    ///   - fields: The keys.
    ///   - wanted: Those that become columns; `nil` for all.
    ///   - unknownKeyHint: What to do about a key that is none of them.
    /// - Precondition: names are unique, and every position in `wanted` is one of `fields`, once.
    public init(
        fields: [Field], wanted: [Int]? = nil,
        unknownKeyHint: @escaping @Sendable (String) -> String = { key in
            "add the column with --types \(key):text, or name all with --columns"
        }
    ) {
        self.unknownKeyHint = unknownKeyHint
        self.fields = fields
        self.wanted = wanted ?? Array(fields.indices)
        keys = JSONKeyTable(fields.map(\.name))
        expected = fields.enumerated().map { number, field in
            jsonKey(field.name, after: number == 0 ? "{" : ",")
        }
    }

    public func decode(_ chunk: Chunk) throws(JobError) {
        let count = chunk.inputCount
        guard count <= FieldSlice.maximumLength else {
            throw JobError(
                .data, "found a chunk of \(count) bytes, wanted at most 512 MiB",
                hint: "check that records end with a line feed")
        }
        let survey = unsafe JSONSurvey(chunk.bytes.base, count: count)
        // What is decoded is never longer than what it is decoded from, and a line feed behind
        // the input stops every loop there.
        chunk.bytes.reserve(count + 1 + (survey.hasBackslash ? count : 0))
        unsafe chunk.bytes.base[count] = 0x0A
        let isPartial = unsafe count > 0 && chunk.bytes.base[count - 1] != 0x0A
        chunk.lineCount = survey.lineFeeds + (isPartial ? 1 : 0)
        chunk.reserveRows(chunk.lineCount)
        chunk.hasLinePerRow = true
        var cells = unsafe [UnsafeMutablePointer<FieldSlice>?](repeating: nil, count: fields.count)
        for field in wanted {
            let column = chunk.takeColumn(rows: chunk.lineCount)
            chunk.columns.append(column)
            unsafe cells[field] = column.slices
        }
        let isSuspect = unsafe firstInvalidText(chunk.bytes.base, count) != nil
        var parser = unsafe RecordParser(
            chunk.bytes.base, end: count, fields: fields, keys: keys, cells: cells)
        parser.unknownKeyHint = unknownKeyHint
        if predicts { parser.expect(expected) }
        parser.parse(chunk, isSuspect: isSuspect, predicts: predicts)
        chunk.bytes.count = parser.decoded
        chunk.setRowCount(parser.rows)
        chunk.selection.remove(parser.rejected)
    }
}

/// The bytes of `name` as a key: `opening`, the name in quotes with its escapes, a colon.
func jsonKey(_ name: String, after opening: String) -> [UInt8] {
    var text = Array(opening.utf8) + [0x22]
    for byte in name.utf8 {
        if let short = shortEscape(byte) {
            text += [0x5C, short]
        } else if byte < 0x20 {
            text +=
                Array("\\u00".utf8) + [hexadecimalDigit(byte &>> 4), hexadecimalDigit(byte & 15)]
        } else {
            text.append(byte)
        }
    }
    return text + [0x22, 0x3A]
}

/// The letter after the backslash for a byte that has a short escape.
@inline(__always)
func shortEscape(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x22, 0x5C: byte
    case 0x08: 0x62
    case 0x0C: 0x66
    case 0x0A: 0x6E
    case 0x0D: 0x72
    case 0x09: 0x74
    default: nil
    }
}

@inline(__always)
func hexadecimalDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 &+ value : 0x57 &+ value }
