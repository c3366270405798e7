import TrancheColumnar
import TrancheFormats

/// Puts a program's answers in the place of the records that they answer.
struct ExecAnswers: Sendable {
    let input: Schema
    let output: Schema
    private let decoder: NDJSONDecoder

    init(input: Schema, output: Schema) {
        self.input = input
        self.output = output
        // The key of a refusal is a column behind the others.
        let refusal = Field(ExecPlan.errorKey)
        let names = output.names
        decoder = NDJSONDecoder(fields: output.fields + [refusal]) { key in
            nearestName(to: key, among: names).map { "did you mean \($0)?" }
                ?? "declare it: columns (\(quotedKeyName(key)) text)"
        }
    }

    /// Takes the answers over, one for each selected row in order.
    ///
    /// - Parameters:
    ///   - answers: One line a selected row, each ending in a line feed, as the program wrote them.
    ///   - chunk: Its columns become those of `output`; rows that are filtered or at fault leave it.
    /// - Returns: How many rows were filtered.
    /// - Throws: `JobError(.data)` when the values take more room than a chunk has.
    func merge(_ answers: Chunk, into chunk: Chunk) throws -> Int {
        let rows = (0..<chunk.selection.count).map { chunk.selection.row($0) }
        var (filtered, removed) = normalize(answers)
        try decoder.decode(answers)
        for index in output.fields.indices where output.fields[index].type == .bytea {
            decodeHex(answers, answers.columns[index], output.fields[index])
        }
        for index in removed { chunk.reject(emptyLine(rows[index])) }
        removed.formUnion(filtered)
        for fault in answers.faults where !removed.contains(fault.row) {
            chunk.reject(told(fault, rows[fault.row]))
            removed.insert(fault.row)
        }
        refuse(answers, rows, chunk, &removed)
        try takeValues(answers, rows, chunk, &removed)
        chunk.selection.remove(removed.sorted().map { rows[$0] })
        chunk.isEscapeFree = false
        return filtered.count
    }

    /// The columns of a chunk of which no answer can be used, so that it is one of `output` still.
    func giveUp(_ chunk: Chunk) {
        chunk.selection.truncate(to: 0)
        chunk.columns = output.fields.map { _ in chunk.takeColumn(rows: chunk.rowCount) }
    }

    /// Makes each line an object, so that the answers' rows are those of the lines.
    ///
    /// - Returns: The lines that were `null`, and those that were empty.
    private func normalize(_ answers: Chunk) -> (filtered: Set<Int>, empty: Set<Int>) {
        let bytes = answers.bytes
        var (filtered, empty): (Set<Int>, Set<Int>) = ([], [])
        var (start, line) = (0, 0)
        for end in 0..<bytes.count where unsafe bytes.base[end] == 0x0A {
            let text = unsafe trimmedLine(bytes.base, start..<end)
            let isDropped = unsafe isNull(bytes.base, text)
            if text.isEmpty || isDropped {
                if text.isEmpty { empty.insert(line) } else { filtered.insert(line) }
                // SAFETY: `null` and its line feed are longer; an empty line is seen to below.
                if !text.isEmpty {
                    unsafe bytes.base[text.lowerBound] = 0x7B
                    unsafe bytes.base[text.lowerBound + 1] = 0x7D
                    unsafe bytes.base[text.lowerBound + 2] = 0x20
                    unsafe bytes.base[text.lowerBound + 3] = 0x20
                }
            }
            start = end + 1
            line += 1
        }
        if !empty.isEmpty { fillEmptyLines(answers) }
        answers.inputCount = answers.bytes.count
        return (filtered, empty)
    }

    private func fillEmptyLines(_ answers: Chunk) {
        let fresh = ByteBuffer(capacity: answers.bytes.count * 3)
        var start = 0
        for end in 0..<answers.bytes.count where unsafe answers.bytes.base[end] == 0x0A {
            let text = unsafe trimmedLine(answers.bytes.base, start..<end)
            if text.isEmpty { fresh.append("{}") }
            unsafe fresh.append(answers.bytes.base + text.lowerBound, count: text.count)
            fresh.append(UInt8(0x0A))
            start = end + 1
        }
        _ = answers.exchangeBytes(for: fresh)
    }

    // MARK: Faults

    private func emptyLine(_ row: Int) -> RowFault {
        RowFault(
            row: row, code: .exec, step: "exec",
            message: "found an empty line for an answer, wanted an object or null",
            hint: "let the program answer each record with one line of JSON")
    }

    /// A fault of the answer's text as one of the record.
    private func told(_ fault: RowFault, _ row: Int) -> RowFault {
        var told = fault
        told.row = row
        told.step = "exec"
        switch fault.code {
        case .unexpectedKey:
            // The parser counts the key of a refusal among the columns.
            if fault.column == nil, let place = fault.message.ranges(of: ", wanted").last {
                told.message =
                    fault.message[..<place.lowerBound] + ", wanted one of the columns"
            }
        case .typeMismatch: told.hint = typeHint(fault.column)
        default:
            told.code = .exec
            told.message = "in the program's answer: " + fault.message
            told.hint = "let the program answer each record with one line of JSON"
        }
        return told
    }

    private func typeHint(_ column: String?) -> String {
        "let the program answer with such a value, or declare: columns "
            + "(\(quotedKeyName(column ?? "a")) text)"
    }

    /// Sets the records aside that the program refuses.
    private func refuse(
        _ answers: Chunk, _ rows: [Int], _ chunk: Chunk, _ removed: inout Set<Int>
    ) {
        let column = answers.columns[output.count]
        for line in rows.indices {
            let cell = unsafe column.slices[line]
            guard !cell.isNull, !removed.contains(line) else { continue }
            let message = answers.bytes.string(cell.start..<(cell.start + min(cell.length, 400)))
            chunk.reject(RowFault(row: rows[line], code: .exec, step: "exec", message: message))
            removed.insert(line)
        }
    }

    // MARK: Values

    /// Makes the columns of the output: the answers' values, and the record's where there is none.
    private func takeValues(
        _ answers: Chunk, _ rows: [Int], _ chunk: Chunk, _ removed: inout Set<Int>
    ) throws {
        let olds = input.fields.indices.map { index in
            let isTruth =
                chunk.columns[index].representation != .slices
                && input.fields[index].type == .boolean
            castToText(chunk.columns[index], in: chunk)
            if isTruth { spellTruths(chunk.ownedColumn(index), rows, chunk) }
            return chunk.columns[index]
        }
        let shift = chunk.bytes.count
        guard shift + answers.bytes.count <= Int(UInt32.max) else {
            throw JobError(
                .data, "step exec: the values of one chunk take more than 4 GiB",
                hint: "read fewer records at a time with --chunk-size")
        }
        unsafe chunk.bytes.append(answers.bytes.base, count: answers.bytes.count)
        var columns: [Column] = []
        for (index, field) in output.fields.enumerated() {
            let (fresh, given) = (chunk.takeColumn(rows: chunk.rowCount), answers.columns[index])
            let old = index < olds.count ? olds[index] : nil
            for (line, row) in rows.enumerated() where !removed.contains(line) {
                let cell = unsafe given.slices[line]
                if cell.isMissing {
                    unsafe fresh.slices[row] = old?.slices[row] ?? .null
                } else if cell.isNull {
                    unsafe fresh.slices[row] = .null
                } else {
                    let moved = FieldSlice(offset: cell.start + shift, length: cell.length)
                    unsafe fresh.slices[row] = moved
                    guard !fits(moved, field, chunk) else { continue }
                    removed.insert(line)
                    chunk.reject(
                        RowFault(
                            row: row, code: .typeMismatch, step: "exec", column: field.name,
                            message: "found \(chunk.excerpt(moved)), wanted \(field.type.rawValue)",
                            hint: typeHint(field.name)))
                }
            }
            columns.append(fresh)
        }
        chunk.columns = columns
    }

    private func fits(_ cell: FieldSlice, _ field: Field, _ chunk: Chunk) -> Bool {
        guard field.type != .text, field.type != .bytea, field.type != .json else { return true }
        // SAFETY: the cell lies inside the chunk's bytes, which are padded.
        return unsafe matches(
            field.type, UnsafePointer(chunk.bytes.base + cell.start), cell.length,
            lenient: field.origin != .inferred)
    }

    /// Turns the digits of truth values into words.
    private func spellTruths(_ column: Column, _ rows: [Int], _ chunk: Chunk) {
        let place = chunk.bytes.count
        chunk.bytes.append("truefalse")
        for row in rows {
            let cell = unsafe column.slices[row]
            guard !cell.isNull else { continue }
            let isTrue = unsafe chunk.bytes.base[cell.start] == 0x31
            unsafe column.slices[row] = FieldSlice(
                offset: isTrue ? place : place + 4, length: isTrue ? 4 : 5)
        }
    }
}

/// The part of a line without the blanks around it.
private func trimmedLine(_ base: UnsafeMutablePointer<UInt8>, _ line: Range<Int>) -> Range<Int> {
    var (start, end) = (line.lowerBound, line.upperBound)
    while start < end, unsafe base[start] <= 0x20 { start += 1 }
    while end > start, unsafe base[end - 1] <= 0x20 { end -= 1 }
    return start..<end
}

private func isNull(_ base: UnsafeMutablePointer<UInt8>, _ text: Range<Int>) -> Bool {
    guard text.count == 4 else { return false }
    return unsafe UnsafeBufferPointer(start: base + text.lowerBound, count: 4)
        .elementsEqual("null".utf8)
}
