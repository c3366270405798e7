import TrancheColumnar
import TrancheFormats

/// Learns names from the records, the options and the sink's table; an input without a record
/// has the columns that those name, or none.
func learnObjects(_ file: OpenFile, _ options: FileSourceOptions) throws(JobError) -> Schema {
    if let known = options.knownFields { return Schema(known) }
    var schema = try sampleObjects(file, options)
    if let columns = options.columns {
        schema = Schema(
            columns.map { name in
                schema.fields.first { $0.name == name } ?? Field(name, .text, origin: .inferred)
            })
    }
    if !options.infersTypes {
        // A sink that only copies text takes every value as it comes.
        for index in schema.fields.indices {
            schema.fields[index].type = .text
            schema.fields[index].origin = .untyped
        }
    }
    applyKnownTypes(&schema, options)
    if schema.count == 0 {
        try checkHasNoRecord(file, options)
        schema = Schema(options.emptyFields)
    }
    return schema
}

/// Gives columns the types that the options or the sink's table name.
func applyKnownTypes(_ schema: inout Schema, _ options: FileSourceOptions) {
    for (column, type) in options.types {
        if let index = schema.index(of: column) {
            schema.fields[index].type = type
            schema.fields[index].origin = .declared
        } else {
            schema.fields.append(Field(column, type, origin: .declared))
        }
    }
    for field in options.sinkFields(schema) {
        guard let index = schema.index(of: field.name), schema.fields[index].origin != .declared
        else { continue }
        schema.fields[index].type = field.type
        schema.fields[index].origin = .declared
    }
}

/// The keys of a sample, and their types.
private func sampleObjects(_ file: OpenFile, _ options: FileSourceOptions) throws(JobError)
    -> Schema
{
    var sampler = JSONSampler(shapeDepth: options.infersShapes ? 16 : 0)
    let blocks = try sampleBlocks(file, options)
    try checkStop(file)
    for block in blocks {
        unsafe sampler.add(UnsafePointer(block.base), count: block.count)
    }
    // Where the first files have no record, a later one tells the columns.
    var index = 1
    while sampler.schema.count == 0, index < options.paths.count {
        let other = try OpenFile(options, index: index)
        defer { other.close() }
        try other.peek(headBytes)
        let block = other.headBlock(headBytes)
        unsafe sampler.add(UnsafePointer(block.base), count: block.count)
        index += 1
    }
    return sampler.schema
}

/// Throws when an input that has taught no key has a record, or what should be one.
private func checkHasNoRecord(_ file: OpenFile, _ options: FileSourceOptions) throws(JobError) {
    try checkHead(file, options)
    for index in options.paths.indices.dropFirst() {
        let other = try OpenFile(options, index: index)
        defer { other.close() }
        try other.peek(headBytes)
        try checkHead(other, options)
    }
}

private func checkHead(_ file: OpenFile, _ options: FileSourceOptions) throws(JobError) {
    let isDocument = options.format == .json
    if isDocument { try file.checkHead(headBytes) }
    let block = file.headBlock(headBytes)
    let found = unsafe firstJSONFlaw(UnsafePointer(block.base), count: block.count)
    if let flaw = found.flaw {
        throw JobError(
            .data, flaw.message,
            at: isDocument ? "\(file.name) record \(flaw.record)" : "\(file.name):\(flaw.line)",
            hint: isDocument
                ? "correct the record, or name the keys with --columns"
                : "correct the record, or name the format with --from")
    }
    guard found.records > 0 || file.hasMore(than: headBytes) else { return }
    throw JobError(
        .data,
        "found no object with a key, wanted "
            + (isDocument ? "an array of objects" : "one JSON object a line"),
        at: file.name, hint: "name the keys with --columns")
}
