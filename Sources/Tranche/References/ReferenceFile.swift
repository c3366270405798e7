import TrancheColumnar
import TrancheFiles
import TrancheFormats
import TranchePipeline
import TrancheServices

/// Opens a file that is to be a reference, with the types that all of its values allow.
///
/// - Throws: `JobError`: `.inputMissing` for a file that is not there; `.usage` for one that cannot be
///   read twice, or whose name does not tell its format.
func openReferenceFile(_ patterns: [String], _ job: JobDefinition, _ control: StopControl) throws
    -> (source: FileSource, paths: [String])
{
    var paths: [String] = []
    for pattern in patterns { paths += try expandGlob(pattern) }
    let name = patterns.joined(separator: " ")
    guard let format = paths.first.flatMap(FileFormat.init(path:)) else {
        throw JobError(
            .usage, "step lookup: cannot tell the format of \(name) by its name",
            hint: "let the name end in .csv, .tsv, .ndjson or .json, or .gz or .zst behind it")
    }
    var options = FileSourceOptions(paths: paths, name: name, format: format)
    options.wakeDescriptor = control.wakeDescriptor
    options.recordBytes = max(1 << 16, job.run.memoryBytes / 16)
    options.sensitive = Set(job.sensitive)
    options.knownFields = try fieldsOfAllValues(options, control)
    return (try FileSource(options), paths)
}

/// The columns of files with the types that all of their values allow, not a sample alone.
private func fieldsOfAllValues(_ options: FileSourceOptions, _ control: StopControl) throws
    -> [Field]
{
    let source = try FileSource(options)
    defer { source.close() }
    guard source.totalUnits != nil else {
        throw JobError(
            .usage, "step lookup: \(source.name) is no regular file and cannot be read twice",
            hint: "write it to a file first")
    }
    let chunk = Chunk()
    var evidence = [TypeEvidence](repeating: TypeEvidence(), count: source.schema.count)
    var sampler = JSONSampler()
    var number = 0
    while !control.isRequested {
        chunk.reset(keepingBytes: 8 << 20)
        guard try source.fill(chunk) != nil else { break }
        guard case .csv = options.format else {
            unsafe sampler.add(UnsafePointer(chunk.bytes.base), count: chunk.inputCount)
            continue
        }
        try source.decode(chunk)
        for (index, column) in chunk.columns.enumerated() {
            addEvidence(of: column, chunk, to: &evidence[index], at: number)
        }
        number += 1
    }
    guard case .csv = options.format else { return sampler.schema.fields }
    return source.schema.fields.enumerated().map { index, field in
        var field = Field(field.name, evidence[index].type, origin: .inferred)
        field.isUnseen = evidence[index].values == 0
        return field
    }
}

private func addEvidence(
    of column: Column, _ chunk: Chunk, to evidence: inout TypeEvidence, at number: Int
) {
    for position in 0..<chunk.selection.count {
        let slice = unsafe column.slices[chunk.selection.row(position)]
        if slice.isNull {
            evidence.addNull()
        } else {
            let text = unsafe UnsafePointer(chunk.bytes.base + slice.start)
            evidence.add(unsafe classifyValue(text, slice.length), at: number)
        }
    }
}
