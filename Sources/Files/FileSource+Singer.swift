import TrancheColumnar
import TrancheFormats

/// Takes the messages before the first record: up to the schema of the stream that is read.
///
/// - Throws: `JobError` when a record comes before its schema, or the stream does not come.
func learnStream(_ file: OpenFile, _ options: FileSourceOptions) throws(JobError) -> LearnedSchema {
    if let known = options.knownFields {
        return LearnedSchema(schema: Schema(known), headerLines: 0)
    }
    guard options.columns == nil else {
        throw JobError(
            .usage, "--columns does not go with singer, whose schema names the columns",
            hint: "choose columns with the step select")
    }
    var learned = LearnedSchema(schema: Schema([]), headerLines: 0)
    var others: [String] = []
    while let line = try file.takeHeader() {
        learned.headerLines += 1
        let place = "\(file.name):\(learned.headerLines)"
        let found: SingerSchema.Line
        do { found = try SingerSchema.line(line, choosing: options.stream) } catch {
            throw error.placed(at: place)
        }
        switch found {
        case .schema(let schema):
            learned.singer = schema
            learned.schema = Schema(schema.fields)
            applyKnownTypes(&learned.schema, options)
            return learned
        case .record(let stream):
            throw JobError(
                .data, "found a record of stream \(stream) before its schema", at: place,
                hint: "correct the tap: a SCHEMA message comes before the records")
        case .other(let stream): if !others.contains(stream) { others.append(stream) }
        case .state(let value): learned.state = value
        case .ignored: break
        }
    }
    try checkStop(file)
    throw missingStream(options, others, file.name)
}

private func missingStream(_ options: FileSourceOptions, _ others: [String], _ name: String)
    -> JobError
{
    guard let stream = options.stream else {
        return JobError(
            .data, "found no SCHEMA message, wanted one before the first record", at: name,
            hint: "check that the tap has a stream selected")
    }
    return JobError(
        .data,
        "found no schema of stream \(stream)"
            + (others.isEmpty ? "" : "; there are: \(others.joined(separator: ", "))"),
        at: name,
        hint: nearestName(to: stream, among: others).map { "did you mean \($0)?" }
            ?? "name a stream that the tap sends with --stream")
}
