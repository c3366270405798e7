import TrancheColumnar
import TrancheFiles
import TranchePipeline

/// Gives each step that remembers keys a place for them: beside the output when a later run may go
/// on with it, else for this run alone.
func placeKeys(of steps: inout [any Step], _ job: JobDefinition, isResumable: Bool)
    throws(JobError)
{
    let count = steps.count { $0 is any KeyedStep }
    // Chunks take a small part of the memory; the keys may have half of it.
    let memoryBytes = count > 0 ? job.run.memoryBytes / 2 / count : 0
    var number = 0
    for index in steps.indices {
        guard var keyed = steps[index] as? any KeyedStep else { continue }
        number += 1
        keyed.keys =
            isResumable
            ? try keySet(job, number: number, memoryBytes)
            : try KeySet(memoryBytes: memoryBytes)
        steps[index] = keyed
    }
}

/// The place of a job's keys, by the number of the step among those that have some, from 1.
private func keySet(_ job: JobDefinition, number: Int, _ memoryBytes: Int) throws(JobError)
    -> KeySet
{
    var words: [String] = []
    let output: String
    switch job.sink.endpoint {
    case .sqlite(let path, _):
        output = path
        // Several jobs may write one database at a time.
        words.append(PipelineDigest.key(of: job))
    case .postgresql(_, let table):
        // A server has no place beside its tables, so the keys stay where the job runs.
        output = table?.text ?? ""
        words.append(PipelineDigest.key(of: job))
    case .files(let paths): output = paths[0]
    case .standardStream: output = "-"
    }
    if number > 1 { words.append("\(number)") }
    return try KeySet(
        beside: output, word: words.joined(separator: "."), memoryBytes: memoryBytes)
}

extension Assembly {
    /// The places of the steps' keys.
    private var keyStores: [any KeyStore] { steps.compactMap { ($0 as? any KeyedStep)?.keys } }

    /// Forgets the steps' keys, which the finished output no longer needs.
    func finishKeys() {
        for keys in keyStores { keys.finish() }
    }

    /// Releases the steps' keys; a later run goes on with what is committed.
    func closeKeys() {
        for keys in keyStores { keys.close() }
        for step in steps { (step as? any SurveyedStep)?.survey?.close() }
    }

    /// Removes what a job's earlier run has left for steps that are gone from it.
    func removeStaleKeys(_ job: JobDefinition) {
        for number in 1...9 where number > keyStores.count {
            // A directory that cannot be opened is the sink's to report.
            (try? keySet(job, number: number, 0))?.finish()
        }
    }
}
