public import TrancheColumnar

/// Writes one SCHEMA message and the selected rows as RECORD messages; states of a Singer source are
/// passed on between the rows where they stood.
///
/// Values are written as ``NDJSONEncoder`` does, but for what Singer asks beyond JSON: dates and times
/// are RFC 3339's, those without a zone as UTC; NaN, an infinity and a NULL in the key are faults.
///
/// - SeeAlso: the Singer specification 0.3.0; RFC 3339.
public struct SingerEncoder: ChunkEncoder {
    public let prologue: [UInt8]
    private let records: JSONRecordEncoder
    private let values: SingerValues

    /// - Parameters:
    ///   - schema: The columns.
    ///   - stream: The stream's name.
    ///   - keys: The columns of the key; those that are no columns are left out.
    public init(schema: Schema, stream: String, keys: [String]) {
        let name = String(decoding: jsonText(stream), as: UTF8.self)
        let keys = keys.filter { schema.index(of: $0) != nil }
        var properties: [String] = []
        for field in schema.fields {
            let name = String(decoding: jsonText(field.name), as: UTF8.self)
            properties.append(
                "\(name):\(Self.property(field.type, isKey: keys.contains(field.name)))")
        }
        let key = keys.map { String(decoding: jsonText($0), as: UTF8.self) }.joined(separator: ",")
        let line =
            "{\"type\":\"SCHEMA\",\"stream\":\(name),\"schema\":{\"type\":\"object\","
            + "\"properties\":{\(properties.joined(separator: ","))}},\"key_properties\":[\(key)]}\n"
        prologue = Array(line.utf8)
        values = SingerValues(schema, keys: keys)
        records = JSONRecordEncoder(
            schema, opening: "{\"type\":\"RECORD\",\"stream\":\(name),\"record\":{",
            ending: "}}\n")
    }

    /// A time without a zone has no format in JSON Schema, so it is UTC; json may be anything.
    private static func property(_ type: DataType, isKey: Bool) -> String {
        let (word, format): (String, String?) =
            switch type {
            case .boolean: ("boolean", nil)
            case .bigint: ("integer", nil)
            case .numeric, .doublePrecision: ("number", nil)
            case .text, .bytea: ("string", nil)
            case .date: ("string", "date")
            case .timestamp, .timestamptz: ("string", "date-time")
            case .uuid: ("string", "uuid")
            case .json: ("", nil)
            }
        if word.isEmpty { return "{}" }
        let types = isKey ? "\"\(word)\"" : "[\"null\",\"\(word)\"]"
        return "{\"type\":\(types)" + (format.map { ",\"format\":\"\($0)\"" } ?? "") + "}"
    }

    public func epilogue(afterRows rows: Int64) -> [UInt8] { [] }

    public func encode(_ chunk: Chunk) throws(JobError) {
        let start = chunk.output.count
        let columns = chunk.columns
        values.prepare(chunk)
        records.encode(chunk)
        chunk.columns = columns
        if !chunk.states.isEmpty { insertStates(chunk, from: start) }
    }

    /// Puts the states between the lines of the rows.
    private func insertStates(_ chunk: Chunk, from start: Int) {
        let (rows, result) = (chunk.output, chunk.scratch)
        result.count = 0
        unsafe result.append(rows.base, count: start)
        var (place, position) = (start, 0)
        for state in chunk.states {
            while position < chunk.selection.count,
                chunk.record(of: chunk.selection.row(position)) < state.record
            {
                let length = unsafe endOfLine(
                    1, rows.base + place, rows.count - place, isLast: true)
                unsafe result.append(rows.base + place, count: length)
                place += length
                position += 1
            }
            result.append("{\"type\":\"STATE\",\"value\":")
            unsafe state.value.withUnsafeBufferPointer { bytes in
                guard let first = bytes.baseAddress else { return }
                unsafe result.append(first, count: bytes.count)
            }
            result.append("}\n")
        }
        unsafe result.append(rows.base + place, count: rows.count - place)
        chunk.exchangeOutput()
    }
}

/// A text as JSON has it, in quotes.
func jsonText(_ text: String) -> [UInt8] { jsonKey(text, after: "").dropLast() }
