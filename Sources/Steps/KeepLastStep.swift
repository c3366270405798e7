import TrancheColumnar
import TranchePipeline

/// `dedupe on (a, b) keep last`: the last record of each key, in the order in which those came.
///
/// Remembers how many records came to it.
struct KeepLastStep: SurveyedStep {
    let name = "dedupe"
    let maker: KeyMaker
    let output: Schema
    let initialState: Int64 = 0
    var survey: (any KeySurvey)?

    func hasEnded(_ state: Int64) -> Bool { false }

    func surveyor() throws -> any OrderedStep {
        KeySurveyStep(maker: maker, output: output, survey: try found)
    }

    func apply(_ chunk: Chunk, state: inout Int64, counts: inout RowCounts) throws {
        let first = state
        let before = chunk.selection.count
        let lasts = try found.lasts(in: first..<(first + Int64(before)))
        state += Int64(before)
        counts.duplicate += Int64(before - lasts.count)
        guard lasts.count < before else { return }
        unsafe chunk.selection.refine { rows in
            for (kept, last) in lasts.enumerated() { unsafe rows[kept] = rows[Int(last - first)] }
            return lasts.count
        }
    }

    private var found: any KeySurvey {
        get throws(JobError) {
            guard let survey else {
                throw JobError(.internalError, "step \(name) has no place for its keys")
            }
            return survey
        }
    }
}

/// Tells a survey the keys of all rows, and lets none pass.
struct KeySurveyStep: OrderedStep {
    let name = "dedupe"
    let maker: KeyMaker
    let output: Schema
    let survey: any KeySurvey
    let initialState: Int64 = 0

    func hasEnded(_ state: Int64) -> Bool { false }

    func prepare(_ chunk: Chunk) throws {
        maker.makeKeys(of: chunk, in: batch(of: chunk), seed: 0)
    }

    func apply(_ chunk: Chunk, state: inout Int64, counts: inout RowCounts) throws {
        let batch = batch(of: chunk)
        try survey.note(batch, from: state)
        state += Int64(batch.count)
        counts.filtered += Int64(batch.count)
        chunk.selection.truncate(to: 0)
    }

    private func batch(of chunk: Chunk) -> KeyBatch {
        chunk.workspace(of: survey) { KeyBatch() }
    }
}
