import PropertyTesting
import TrancheColumnar
import TrancheFormats

/// What a decoder made of one row: its texts, or `nil` for a record that is a fault.
typealias DecodedRow = [String?]?

extension Chunk {
    /// A chunk that was filled with `text` as a source does it: the last record gets its line end.
    static func filled(_ input: [UInt8]) -> Chunk {
        let chunk = Chunk()
        for byte in input { chunk.bytes.append(byte) }
        if let last = input.last, last != 0x0A { chunk.bytes.append(UInt8(0x0A)) }
        chunk.inputCount = chunk.bytes.count
        return chunk
    }

    /// A chunk with columns of texts that stand anywhere in its bytes; `nil` is NULL.
    static func holding(_ rows: [[String?]]) -> Chunk {
        let chunk = Chunk()
        chunk.columns = (rows.first ?? []).map { _ in chunk.takeColumn(rows: rows.count) }
        for (row, values) in rows.enumerated() {
            for (column, value) in values.enumerated() {
                let start = chunk.bytes.count
                chunk.bytes.append(value ?? "")
                unsafe chunk.columns[column].slices[row] =
                    value == nil
                    ? .null : FieldSlice(offset: start, length: chunk.bytes.count - start)
            }
        }
        chunk.setRowCount(rows.count)
        return chunk
    }

    /// The text of one cell; `nil` for NULL.
    func text(_ column: Int, _ row: Int) -> String? {
        let slice = unsafe columns[column].slices[row]
        return slice.isNull ? nil : bytes.string(slice.start..<slice.end)
    }

    /// Every record of the chunk, in order.
    var decodedRows: [DecodedRow] {
        var rows = [DecodedRow](repeating: nil, count: rowCount)
        for position in 0..<selection.count {
            let row = selection.row(position)
            rows[row] = columns.indices.map { text($0, row) }
        }
        return rows
    }

    var outputText: String { output.string(0..<output.count) }
    var outputBytes: [UInt8] {
        unsafe Array(UnsafeBufferPointer(start: output.base, count: output.count))
    }
}

/// Decodes `input` as a whole.
func decodeCSV(
    _ input: [UInt8], _ dialect: CSVDialect = .comma, fields: Int, wanted: [Int]? = nil
) throws -> Chunk {
    let chunk = Chunk.filled(input)
    let decoder = CSVDecoder(
        dialect: dialect, fieldCount: fields, wanted: wanted ?? Array(0..<fields))
    try decoder.decode(chunk)
    return chunk
}

func decodeCSV(_ text: String, _ dialect: CSVDialect = .comma, fields: Int, wanted: [Int]? = nil)
    throws -> Chunk
{
    try decodeCSV(Array(text.utf8), dialect, fields: fields, wanted: wanted)
}

/// What a chunk's selected rows are as delimited text.
func encodeCSV(
    _ chunk: Chunk, _ dialect: CSVDialect = .comma, types: [DataType]? = nil,
    source: CSVDialect? = nil
) throws -> [UInt8] {
    let fields = chunk.columns.indices.map { Field("c\($0)", types?[$0] ?? .text) }
    let encoder = CSVEncoder(
        dialect: dialect, schema: Schema(fields), hasHeader: false, source: source)
    chunk.output.count = 0
    try encoder.encode(chunk)
    return chunk.outputBytes
}

/// The plain twin of the splitter: one byte after the other, no lanes, no shortcuts.
struct PlainSplitter {
    var delimiter: UInt8
    var fields: Int
    var wanted: [Int]

    func rows(_ input: [UInt8]) -> [DecodedRow] {
        var input = input
        if let last = input.last, last != 0x0A { input.append(0x0A) }
        var rows: [DecodedRow] = []
        var record: [UInt8] = []
        var isInside = false
        for byte in input {
            if byte == 0x22 { isInside.toggle() }
            if byte == 0x0A && !isInside {
                rows.append(row(record))
                record = []
            } else {
                record.append(byte)
            }
        }
        if !record.isEmpty { rows.append(nil) }
        return rows
    }

    private func row(_ record: [UInt8]) -> DecodedRow {
        guard String(validating: record, as: UTF8.self) != nil, !record.contains(0) else {
            return nil
        }
        var record = record
        if record.last == 0x0D { record.removeLast() }
        var parts: [[UInt8]] = [[]]
        var isInside = false
        for byte in record {
            if byte == 0x22 { isInside.toggle() }
            if byte == delimiter && !isInside {
                parts.append([])
            } else {
                parts[parts.count - 1].append(byte)
            }
        }
        guard parts.count == fields else { return nil }
        var values: [String?] = []
        for part in parts {
            guard let value = value(part) else { return nil }
            values.append(value)
        }
        return wanted.map { values[$0] }
    }

    /// The text of one field, `nil` inside for NULL; `nil` when its quotes are malformed.
    private func value(_ part: [UInt8]) -> String?? {
        if part.isEmpty { return .some(nil) }
        guard part[0] == 0x22 else {
            if part.contains(0x22) { return .none }
            return .some(String(decoding: part, as: UTF8.self))
        }
        guard part.count >= 2, part.last == 0x22 else { return nil }
        var text: [UInt8] = []
        var isHalf = false
        for byte in part.dropFirst().dropLast() {
            if byte == 0x22, !isHalf {
                isHalf = true
                continue
            }
            if isHalf && byte != 0x22 { return nil }
            isHalf = false
            text.append(byte)
        }
        if isHalf { return .none }
        return .some(String(decoding: text, as: UTF8.self))
    }
}

/// Bytes that make much of what can go wrong in delimited text.
let awkwardBytes: Gen<[UInt8]> = Gen<UInt8>.element(
    of: Array("a,\"\n,\"\nb \r;".utf8) + Array("é\0".utf8).prefix(3)
).array(0...400)

/// Mostly well-formed text: fields in quotes or not, of every length around a word of 64.
let mostlyGoodText: Gen<[UInt8]> = {
    let plain = Gen<String>.string(from: "ab ;\ré", 0...90)
    let quoted = Gen<String>.string(from: "a,\n\r;é\"", 0...140).map { text in
        "\""
            + text.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }
    let separator = Gen<String>.element(of: [",", "\n", "\r\n", ",", "\n"])
    let piece = zip(Gen<String>.weighted([(4, plain), (3, quoted)]), separator).map { $0 + $1 }
    return piece.array(0...40).map { Array($0.joined().utf8) }
}()
