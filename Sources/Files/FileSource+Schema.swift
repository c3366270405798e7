import TrancheColumnar
import TrancheFormats
import TranchePipeline

/// What the first file tells about all of them.
struct LearnedSchema {
    var schema: Schema
    var headerLines: Int64
    /// What the stream of a Singer tap is.
    var singer: SingerSchema?
    /// The last state before its records.
    var state: [UInt8]?
}

/// Learns names from the header, the options or the first records, and types as DESIGN says: from
/// the options, then the sink's table, then a sample.
func learnSchema(_ file: OpenFile, _ options: FileSourceOptions) throws(JobError) -> LearnedSchema {
    switch options.format {
    case .csv(let dialect): return try learnDelimited(file, options, dialect)
    case .singer: return try learnStream(file, options)
    case .ndjson, .json:
        return LearnedSchema(schema: try learnObjects(file, options), headerLines: 0)
    }
}

/// Checks the header of a later file against the first one's.
///
/// - Returns: The lines the header takes.
func checkHeader(_ file: OpenFile, _ options: FileSourceOptions, _ schema: Schema)
    throws(JobError) -> Int64
{
    guard case .csv(let dialect) = options.format, options.hasHeader else { return 0 }
    guard let header = try file.takeHeader() else { return 0 }
    let names = try headerNames(header, dialect, at: options.paths[file.index])
    let isSame = options.columns == nil ? names == schema.names : names.count == schema.count
    guard isSame else {
        throw JobError(
            .data,
            "found header \(names.joined(separator: ",")), wanted "
                + "\(schema.names.joined(separator: ",")) as in \(options.paths[0])",
            at: "\(options.paths[file.index]):1",
            hint: "read files of different columns in runs of their own")
    }
    return lineCount(header)
}

/// A stop while the first bytes were awaited ends the run before it began.
func checkStop(_ file: OpenFile) throws(JobError) {
    guard file.wasWoken else { return }
    throw JobError(.stopped, "stopped before the first record", at: file.name)
}

private func lineCount(_ header: [UInt8]) -> Int64 {
    Int64(max(1, header.count { $0 == 0x0A }))
}

// MARK: Delimited text

private func learnDelimited(_ file: OpenFile, _ options: FileSourceOptions, _ dialect: CSVDialect)
    throws(JobError) -> LearnedSchema
{
    let path = file.name
    var lines: Int64 = 0
    var names = options.columns ?? []
    if options.hasHeader {
        let header = try file.takeHeader()
        try checkStop(file)
        if let header {
            lines = lineCount(header)
            let found = try headerNames(header, dialect, at: path)
            if let columns = options.columns, columns.count != found.count {
                throw widthError("the header of \(path) has", found.count, columns)
            }
            names = options.columns ?? found
        } else if options.columns == nil {
            throw JobError(
                .data, "found an empty file, wanted a header", at: path,
                hint: "name the columns with --columns, or check what writes the file")
        }
    } else if options.columns == nil {
        names = try numberedNames(file, dialect, path)
    }
    try checkUnique(names, at: path)
    if let known = options.knownFields, known.map(\.name) == names {
        return LearnedSchema(schema: Schema(known), headerLines: lines)
    }
    var schema = Schema(names.map { Field($0) })
    let declared = try declaredFields(options, names)
    if options.infersTypes, declared.count < names.count {
        let columns = try sampleDelimited(file, options, dialect, fieldCount: names.count)
        for index in schema.fields.indices {
            schema.fields[index].type = columns[index].evidence.type
            schema.fields[index].origin = .inferred
            if !options.sensitive.contains(names[index]) {
                schema.fields[index].outlier = columns[index].outlier
            }
            schema.fields[index].isUnseen = columns[index].evidence.values == 0
        }
    }
    for (index, type) in declared {
        schema.fields[index].type = type
        schema.fields[index].origin = .declared
    }
    return LearnedSchema(schema: schema, headerLines: lines)
}

/// `column1`, `column2` … for a file without a header.
private func numberedNames(_ file: OpenFile, _ dialect: CSVDialect, _ path: String)
    throws(JobError) -> [String]
{
    let count = try file.countFirstFields(dialect)
    try checkStop(file)
    guard let count else {
        throw JobError(
            .data, "found an empty file, wanted at least one record", at: path,
            hint: "name the columns with --columns")
    }
    return (1...count).map { "column\($0)" }
}

private func widthError(_ subject: String, _ found: Int, _ columns: [String]) -> JobError {
    JobError(
        .usage, "\(subject) \(found) fields, --columns names \(columns.count)",
        hint: "name every column, or leave --columns out")
}

/// The names in a header record.
func headerNames(_ header: [UInt8], _ dialect: CSVDialect, at path: String)
    throws(JobError) -> [String]
{
    let names = try splitRecord(header, dialect, at: path)
    for (index, name) in names.enumerated() where name.isEmpty {
        throw JobError(
            .data, "found no name for column \(index + 1), wanted a header of names",
            at: "\(path):1", hint: "use --no-header, or name all columns with --columns")
    }
    return names
}

private func checkUnique(_ names: [String], at path: String) throws(JobError) {
    var seen: [String: Int] = [:]
    for (index, name) in names.enumerated() {
        if let first = seen[name] {
            throw JobError(
                .data, "found column \(name) twice, as columns \(first + 1) and \(index + 1)",
                at: "\(path):1", hint: "give every column a name of its own with --columns")
        }
        seen[name] = index
    }
}

/// Columns whose type the options or the sink's table name, by position.
private func declaredFields(_ options: FileSourceOptions, _ names: [String])
    throws(JobError) -> [Int: DataType]
{
    var declared: [Int: DataType] = [:]
    for field in options.sinkFields(Schema(names.map { Field($0) })) {
        guard let index = names.firstIndex(of: field.name) else { continue }
        declared[index] = field.type
    }
    for (column, type) in options.types {
        guard let index = names.firstIndex(of: column) else {
            throw JobError(
                .usage,
                "--types names column \(column), the input has "
                    + names.prefix(20).joined(separator: ", "),
                hint: nearestName(to: column, among: names).map { "did you mean \($0)?" }
                    ?? "name a column of the input")
        }
        declared[index] = type
    }
    return declared
}

/// What the sample says of one column.
private struct SampledColumn {
    var evidence = TypeEvidence()
    /// The first value that made it text.
    var outlier: String?
}

private func sampleDelimited(
    _ file: OpenFile, _ options: FileSourceOptions, _ dialect: CSVDialect, fieldCount: Int
) throws(JobError) -> [SampledColumn] {
    let decoder = CSVDecoder(
        dialect: dialect, fieldCount: fieldCount, wanted: Array(0..<fieldCount))
    var sampled = [SampledColumn](repeating: SampledColumn(), count: fieldCount)
    let chunk = Chunk()
    for (position, block) in try sampleBlocks(file, options).enumerated() {
        chunk.reset()
        unsafe chunk.bytes.append(UnsafePointer(block.base), count: block.count)
        if block.count > 0, unsafe block.base[block.count - 1] != 0x0A {
            chunk.bytes.append(UInt8(0x0A))
        }
        chunk.inputCount = chunk.bytes.count
        try decoder.decode(chunk)
        for (index, column) in chunk.columns.enumerated() {
            sampled[index].look(at: column, of: chunk, position)
        }
    }
    return sampled
}

extension SampledColumn {
    /// Adds the selected values of block `position` of the sample.
    fileprivate mutating func look(at column: Column, of chunk: Chunk, _ position: Int) {
        let selection = chunk.selection
        let (bytes, slices) = unsafe (UnsafePointer(chunk.bytes.base), column.slices)
        for place in 0..<selection.count {
            let slice = unsafe slices[selection.row(place)]
            if slice.isNull {
                evidence.addNull()
                continue
            }
            evidence.add(unsafe classifyValue(bytes + slice.start, slice.length), at: position)
            if outlier == nil, evidence.becameText(at: position) { outlier = chunk.excerpt(slice) }
        }
    }
}
