import TrancheColumnar
import TrancheFiles
import TranchePipeline
import TrancheSteps

/// Follows the columns that are marked sensitive from the source to the sink.
struct Sensitivity: Sendable {
    /// The marked columns of the source.
    private(set) var source: Set<String> = []
    /// Every name under which a sensitive or decrypted value goes anywhere on the way.
    private(set) var hidden: Set<String> = []
    /// The steps that read such a value to make another one.
    private(set) var readers: Set<String> = []
    /// Whether a decrypted column reaches the sink, whose own words may then quote it.
    private(set) var revealsToSink = false

    /// - Parameters:
    ///   - marked: The columns' names, in the source or where they first appear.
    ///   - plans: The steps.
    ///   - schemas: The columns before each, and those behind the last.
    ///   - sink: What a person calls it.
    /// - Throws: `JobError(.pipeline)` when one would reach the sink, or a step's own file, or is
    ///   no column at all.
    init(_ marked: [String], _ plans: [any StepPlan], _ schemas: [Schema], sink: String)
        throws(JobError)
    {
        var waiting = Set(marked)
        source = waiting.intersection(schemas[0].names)
        waiting.subtract(source)
        var sensitive = source
        var revealed: Set<String> = []
        // Protected here, so that to decrypt them makes them what they were.
        var veiled: Set<String> = []
        for (index, plan) in plans.enumerated() {
            let input = schemas[index]
            if let column = plan.stored(from: input).sorted().first(where: sensitive.contains) {
                throw JobError(
                    .pipeline,
                    "step \(plan.name): column \(column) is sensitive and would "
                        + "\(plan.storage) unprotected",
                    hint: "put before it: hash \(quotedName(column)) key env:KEY")
            }
            if let column = plan.sent(from: input).sorted().first(where: sensitive.contains) {
                throw JobError(
                    .pipeline,
                    "step \(plan.name): column \(column) is sensitive and would be sent to a server "
                        + "unprotected",
                    hint: "put before it: hash \(quotedName(column)) key env:KEY")
            }
            hidden.formUnion(sensitive.union(revealed))
            if !plan.inputs(for: [], from: input).isDisjoint(with: hidden) {
                readers.insert(plan.name)
            }
            let names = Set(schemas[index + 1].names)
            let fresh = waiting.intersection(names)
            waiting.subtract(fresh)
            let opened = plan.revealed(from: input)
            revealed = plan.sensitive(revealed, from: input).union(opened).intersection(names)
            let before = sensitive
            sensitive = plan.sensitive(before, from: input).union(fresh)
                .union(opened.intersection(veiled)).intersection(names)
            veiled = plan.sensitive(veiled, from: input).union(before).intersection(names)
                .subtracting(sensitive)
        }
        revealsToSink = !revealed.isEmpty
        hidden.formUnion(sensitive.union(revealed))
        if let column = waiting.sorted().first {
            throw JobError(
                .pipeline, "column \(column) is marked sensitive and does not exist",
                hint: schemas[0].nearest(to: column).map { "did you mean \($0)?" }
                    ?? "mark a column that the source or a step has")
        }
        guard let column = sensitive.sorted().first else { return }
        throw JobError(
            .pipeline,
            marked.contains(column)
                ? "column \(column) is sensitive and would reach \(sink) unprotected"
                : "column \(column) is made of sensitive ones and would reach \(sink) unprotected",
            hint:
                "add the step: hash \(quotedName(column)) key env:KEY; or encrypt, mask or drop it")
    }

    /// What keeps the values out of rejects and messages; `nil` when there is nothing to hide.
    func shield(_ source: any Source) -> (any RecordShield)? {
        guard !hidden.isEmpty else { return nil }
        return SensitiveShield(sensitivity: self, files: source as? FileSource)
    }
}

private struct SensitiveShield: RecordShield {
    let sensitivity: Sensitivity
    /// `nil` for a source whose records have no bytes of their own.
    let files: FileSource?

    func shielded(_ record: [UInt8]) -> [UInt8] {
        guard !sensitivity.source.isEmpty, !record.isEmpty else { return record }
        return files?.redacted(record, hiding: sensitivity.source) ?? Array("***".utf8)
    }

    func shielded(_ fault: RowFault) -> RowFault {
        guard mayQuote(fault) else { return fault }
        var fault = fault
        if fault.code == .constraint, fault.step == nil {
            // What a server says may hold any value of the row; its code comes last.
            let code = fault.message.ranges(of: " (SQLSTATE ").last.map {
                String(fault.message[$0.lowerBound...])
            }
            fault.message = "found values that the sink refuses, which are not shown\(code ?? "")"
            fault.hint = "correct the record"
            return fault
        }
        let wanted = ", wanted "
        // What is wanted stands last; a value stands before it, whatever is in it.
        if [.typeMismatch, .validation, .lookup, .request].contains(fault.code),
            let place = fault.message.ranges(of: wanted).last
        {
            fault.message = "found ***" + fault.message[place.lowerBound...]
        } else {
            fault.message = "found a sensitive value that gives no result, which is not shown"
        }
        return fault
    }

    /// Whether the message may hold a value that is not to be shown.
    private func mayQuote(_ fault: RowFault) -> Bool {
        switch fault.code {
        case .fieldCount, .malformedQuotes, .invalidText, .malformedJSON, .unexpectedKey,
            .decryption:
            return false
        case .request:
            // Only a request that is named holds a value.
            return fault.message.hasPrefix("found no answer to ")
                && fault.step.map(sensitivity.readers.contains) ?? false
        case .validation:
            // The text of a rule holds no value of a record, what it found in a column does.
            return fault.message.hasPrefix("found ")
                && fault.column.map(sensitivity.hidden.contains) ?? false
        case .lookup:
            guard let column = fault.column else { return sensitivity.readers.contains("lookup") }
            return sensitivity.hidden.contains(column)
        case .typeMismatch, .expression, .constraint, .exec:
            if let column = fault.column, sensitivity.hidden.contains(column) { return true }
            guard let step = fault.step else {
                return fault.code == .constraint && sensitivity.revealsToSink
            }
            let isQuotingOne = fault.code == .typeMismatch && fault.column != nil
            return !isQuotingOne && sensitivity.readers.contains(step)
        }
    }
}
