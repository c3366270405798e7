import TrancheColumnar
import TrancheFiles
import TrancheFormats
import TranchePipeline
import TrancheServices

/// Opens a file that is to be a reference, with the types that were declared, and for the other columns
/// those that all of their values allow.
///
/// - Throws: `JobError`: `.inputMissing` for a file that is not there; `.usage` for one that cannot be
///   read twice, or whose format neither its name nor the step tells; `.data` for a value that is not
///   of its declared type.
func openReferenceFile(
    _ patterns: [String], _ file: LookupFile, _ job: JobDefinition, _ control: StopControl
) throws -> (source: FileSource, paths: [String]) {
    var paths: [String] = []
    for pattern in patterns { paths += try expandGlob(pattern) }
    let name = patterns.joined(separator: " ")
    var options = FileSourceOptions(
        paths: paths, name: name, format: try format(of: file, paths[0], name))
    if let word = file.encoding {
        options.encoding = try inLookup { () throws(JobError) in
            try SettingsText.encoding(word, for: "encoding")
        }
    }
    options.hasHeader = file.hasHeader
    options.columns = file.columns.isEmpty ? nil : file.columns
    options.wakeDescriptor = control.wakeDescriptor
    options.recordBytes = job.run.recordBytes
    options.sensitive = Set(job.sensitive)
    options.knownFields = try fieldsOfAllValues(options, declaring: file.types, control)
    return (try FileSource(options), paths)
}

/// The format that the step's words or the file's name tell.
private func format(of file: LookupFile, _ path: String, _ name: String) throws(JobError)
    -> FileFormat
{
    guard file.format != nil || file.delimiter != nil || FileFormat(path: path) != nil else {
        throw JobError(
            .usage, "step lookup: cannot tell the format of \(name) by its name",
            hint:
                "write format csv behind it, or let the name end in .csv, .tsv, .ndjson or .json, "
                + "or .gz or .zst behind it")
    }
    return try inLookup { () throws(JobError) in
        let delimiter = try file.delimiter.map { word throws(JobError) in
            try SettingsText.delimiter(word, for: "delimiter")
        }
        let format = try fileFormat(
            named: file.format, path: path, flag: "format", delimiter: delimiter,
            nullTokens: file.nullTokens)
        guard case .csv = format else {
            let words = [
                file.hasHeader ? nil : "no header", file.nullTokens.isEmpty ? nil : "null",
            ]
            guard let word = words.compactMap({ $0 }).first else { return format }
            throw JobError(
                .usage, "\(word) does not go with \(format.name)",
                hint: "leave \(word) out, which delimited text alone needs")
        }
        return format
    }
}

/// Names the step in an error of its words.
private func inLookup<Value>(_ body: () throws(JobError) -> Value) throws(JobError) -> Value {
    do { return try body() } catch {
        throw JobError(
            error.code, "step lookup: \(error.message)", at: error.location, hint: error.hint)
    }
}

/// The columns of files with the types that were declared, or that all of their values allow, not a
/// sample alone.
private func fieldsOfAllValues(
    _ options: FileSourceOptions, declaring types: [Field], _ control: StopControl
) throws -> [Field] {
    let source = try FileSource(options)
    defer { source.close() }
    guard source.totalUnits != nil else {
        throw JobError(
            .usage, "step lookup: \(source.name) is no regular file and cannot be read twice",
            hint: "write it to a file first")
    }
    guard case .csv = options.format else {
        return try fieldsOfObjects(source, options, declaring: types, control)
    }
    let chunk = Chunk()
    var columns = source.schema.fields.map { ReferenceColumn($0.name) }
    for field in types { try declare(field, in: &columns, of: source.name) }
    var number = 0
    var rows = 0
    while !control.isRequested {
        chunk.reset(keepingBytes: 8 << 20)
        guard try source.fill(chunk) != nil else { break }
        try source.decode(chunk)
        for (index, column) in chunk.columns.enumerated() {
            guard let row = columns[index].firstMisfit(column, chunk, at: number) else { continue }
            let value =
                options.sensitive.isEmpty ? unsafe chunk.excerpt(column.slices[row]) : "a value"
            throw JobError(
                .data,
                "step lookup: column \(columns[index].name): found \(value), wanted "
                    + "\(columns[index].declared?.rawValue ?? "text")",
                at: "\(source.name) record \(rows + chunk.record(of: row) + 1)",
                hint: "correct the value, name it with null, or declare another type")
        }
        rows += chunk.recordCount
        number += 1
    }
    return columns.map(\.field)
}

private func fieldsOfObjects(
    _ source: FileSource, _ options: FileSourceOptions, declaring types: [Field],
    _ control: StopControl
) throws -> [Field] {
    let chunk = Chunk()
    var sampler = JSONSampler()
    while !control.isRequested {
        chunk.reset(keepingBytes: 8 << 20)
        guard try source.fill(chunk) != nil else { break }
        unsafe sampler.add(UnsafePointer(chunk.bytes.base), count: chunk.inputCount)
    }
    var schema = sampler.schema
    if let columns = options.columns {
        schema = Schema(
            columns.map { name in
                schema.fields.first { $0.name == name } ?? Field(name, .text, origin: .inferred)
            })
    }
    for field in types {
        if let index = schema.index(of: field.name) {
            schema.fields[index] = field
        } else {
            schema.fields.append(field)
        }
    }
    return schema.fields
}

private func declare(_ field: Field, in columns: inout [ReferenceColumn], of reference: String)
    throws(JobError)
{
    if let index = columns.firstIndex(where: { $0.name == field.name }) {
        columns[index].declared = field.type
        return
    }
    let names = columns.map(\.name)
    throw JobError(
        .usage,
        "step lookup: types names column \(field.name); \(reference) has "
            + names.prefix(20).joined(separator: ", "),
        hint: nearestName(to: field.name, among: names).map { "did you mean \($0)?" }
            ?? "name a column of the reference")
}

/// A column of a reference's file while its values are looked at.
private struct ReferenceColumn {
    let name: String
    var declared: DataType?
    private var evidence = TypeEvidence()

    init(_ name: String) { self.name = name }

    var field: Field {
        if let declared { return Field(name, declared, origin: .declared) }
        var field = Field(name, evidence.type, origin: .inferred)
        field.isUnseen = evidence.values == 0
        return field
    }

    /// Looks at the values of chunk `number`.
    ///
    /// - Returns: The first row whose value is not of the declared type; `nil` when all are.
    mutating func firstMisfit(_ column: Column, _ chunk: Chunk, at number: Int) -> Int? {
        for position in 0..<chunk.selection.count {
            let row = chunk.selection.row(position)
            let slice = unsafe column.slices[row]
            if slice.isNull {
                evidence.addNull()
                continue
            }
            let text = unsafe UnsafePointer(chunk.bytes.base + slice.start)
            guard let declared else {
                evidence.add(unsafe classifyValue(text, slice.length), at: number)
                continue
            }
            guard unsafe matches(declared, text, slice.length, lenient: true) else { return row }
        }
        return nil
    }
}
