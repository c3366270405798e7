import TrancheColumnar

@testable import TrancheFormats

/// A chunk that holds `bytes` as its input.
func jsonChunk(_ bytes: [UInt8]) -> Chunk {
    let chunk = Chunk()
    for byte in bytes { chunk.bytes.append(byte) }
    chunk.inputCount = bytes.count
    return chunk
}

/// The selected rows as texts; NULL is `nil`.
func jsonCells(_ chunk: Chunk) -> [[String?]] {
    (0..<chunk.selection.count).map { position in
        let row = chunk.selection.row(position)
        return chunk.columns.map { column in
            let slice = unsafe column.slices[row]
            return slice.isNull ? nil : chunk.bytes.string(slice.start..<slice.end)
        }
    }
}

/// Decodes `bytes` and gives the chunk that came of it.
func jsonDecoded(
    _ bytes: [UInt8], _ fields: [Field], wanted: [Int]? = nil, predicts: Bool = true
) throws(JobError) -> Chunk {
    let chunk = jsonChunk(bytes)
    var decoder = NDJSONDecoder(fields: fields, wanted: wanted)
    decoder.predicts = predicts
    try decoder.decode(chunk)
    return chunk
}

/// A chunk of columns with the given texts, one array a row.
func jsonChunk(rows: [[String?]], columns: Int) -> Chunk {
    let chunk = Chunk()
    chunk.columns = (0..<columns).map { _ in chunk.takeColumn(rows: rows.count) }
    for (row, cells) in rows.enumerated() {
        for (index, cell) in cells.enumerated() {
            guard let cell else {
                unsafe chunk.columns[index].slices[row] = .null
                continue
            }
            let start = chunk.bytes.count
            chunk.bytes.append(cell)
            unsafe chunk.columns[index].slices[row] = FieldSlice(
                offset: start, length: chunk.bytes.count - start)
        }
    }
    chunk.inputCount = chunk.bytes.count
    chunk.setRowCount(rows.count)
    return chunk
}

/// What an encoder makes of a chunk, without its prologue and epilogue.
func jsonOutput(_ encoder: some ChunkEncoder, _ chunk: Chunk) throws(JobError) -> String {
    try encoder.encode(chunk)
    return chunk.output.string(0..<chunk.output.count)
}
