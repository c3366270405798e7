public import TrancheColumnar
public import TranchePipeline

/// `lookup airlines.csv on carrier add name as airline`: adds columns of the reference's record
/// whose key is that of the record.
///
/// The reference is a file or a table that is held in memory, or a table that is asked `by key`.
/// The composition opens it and sets ``reference`` before the plan meets the columns.
public struct LookupPlan: StepPlan {
    /// A column of the record and the reference's column that it must equal.
    public struct Pair: Sendable, Hashable {
        public var column: String
        public var key: String

        public init(_ column: String, _ key: String) {
            self.column = column
            self.key = key
        }
    }

    /// A column of the reference, and what it is called here.
    public struct Addition: Sendable, Hashable {
        public var column: String
        public var alias: String?

        public init(_ column: String, as alias: String? = nil) {
            self.column = column
            self.alias = alias
        }
    }

    /// What becomes of a record whose key the reference does not have.
    public enum Missing: String, Sendable, CaseIterable {
        /// The added columns are NULL.
        case null
        case reject
        /// It counts as filtered.
        case drop
        case fail
    }

    /// Which of several records of the reference with one key counts.
    public enum Duplicates: String, Sendable, CaseIterable {
        /// Several are an error.
        case unique
        case first
        case last
    }

    public let name = "lookup"
    /// The reference as it was written: a path, `sqlite:PATH#table`, `postgresql://…#table`.
    public var place: String
    /// The query of the reference's database; `nil` reads a table.
    public var query: String?
    /// How the reference's file is written.
    public var file = LookupFile()
    public var pairs: [Pair]
    /// The columns to add; `nil` adds all but the keys.
    public var additions: [Addition]?
    public var missing = Missing.null
    public var duplicates = Duplicates.unique
    /// Whether the database is asked for the keys of each chunk, instead of for all rows before.
    public var isByKey = false
    /// The reference once it is open; `nil` before.
    public var reference: LookupReference?

    /// - Parameters:
    ///   - place: The reference.
    ///   - pairs: The columns that must be equal, at least one pair.
    ///   - additions: The columns to add, in order; `nil` adds all but the keys.
    public init(_ place: String, on pairs: [Pair], add additions: [Addition]?) {
        self.place = place
        self.pairs = pairs
        self.additions = additions
    }

    public var identity: String {
        guard let reference else { return text }
        return "\(text)\n\(reference.identity)"
    }

    public func plan(_ input: Schema, keeping wanted: Set<String>?) throws(JobError) -> any Step {
        let reference = try opened
        let comparisons = try comparisons(input, reference)
        var output = input
        var added: [String] = []
        for addition in try resolvedAdditions(reference) {
            let name = addition.alias ?? addition.column
            guard output.index(of: name) == nil else { throw taken(name, addition, input) }
            if let wanted, !wanted.contains(name) { continue }
            var field = reference.schema.fields[try position(of: addition.column, reference)]
            field.name = name
            output.fields.append(field)
            added.append(addition.column)
        }
        return LookupStep(
            reference: reference.name, comparisons: comparisons, added: added, missing: missing,
            duplicates: duplicates, output: output)
    }

    public func makesType(of name: String) -> Bool { addedNames?.contains(name) ?? true }

    public func inputs(for outputs: Set<String>, from input: Schema) -> Set<String> {
        let added = addedNames ?? outputs.filter { input.index(of: $0) == nil }
        return outputs.subtracting(added).union(pairs.map(\.column))
    }

    /// What is added is the reference's: it tells no more of a hidden key than the reference does.
    public func sensitive(_ marked: Set<String>, from input: Schema) -> Set<String> {
        // An added column that is the key itself equals the record's.
        let keys = Set(pairs.filter { marked.contains($0.column) }.map(\.key))
        let same = (additions ?? []).filter { keys.contains($0.column) }
        return marked.intersection(input.names).union(same.map { $0.alias ?? $0.column })
    }

    /// The names that the added columns have here; `nil` when the reference alone knows them.
    private var addedNames: Set<String>? {
        if let additions { return Set(additions.map { $0.alias ?? $0.column }) }
        guard let reference else { return nil }
        return Set(reference.schema.names).subtracting(pairs.map(\.key))
    }

    private var opened: LookupReference {
        get throws(JobError) {
            if let reference { return reference }
            throw JobError(.internalError, "step lookup has no reference: \(text)")
        }
    }

    private func resolvedAdditions(_ reference: LookupReference) throws(JobError) -> [Addition] {
        if let additions { return additions }
        let keys = Set(pairs.map(\.key))
        return reference.schema.names.filter { !keys.contains($0) }.map { Addition($0) }
    }

    private func comparisons(_ input: Schema, _ reference: LookupReference) throws(JobError)
        -> [LookupComparison]
    {
        var comparisons: [LookupComparison] = []
        for pair in pairs {
            guard let index = input.index(of: pair.column) else {
                throw missing(pair.column, in: input)
            }
            let key = try position(of: pair.key, reference)
            comparisons.append(
                try LookupComparison(
                    column: index, input.fields[index], reference.schema.fields[key],
                    reference: reference.name))
        }
        return comparisons
    }

    private func position(of column: String, _ reference: LookupReference) throws(JobError) -> Int {
        if let index = reference.schema.index(of: column) { return index }
        let names = reference.schema.names.prefix(20).joined(separator: ", ")
        throw JobError(
            .pipeline,
            "step lookup: column \(column) does not exist in \(reference.name); there are: \(names)",
            hint: reference.schema.nearest(to: column).map { "did you mean \($0)?" }
                ?? "name a column of the reference")
    }

    private func taken(_ name: String, _ addition: Addition, _ input: Schema) -> JobError {
        guard input.index(of: name) != nil else {
            return JobError(
                .pipeline, "step lookup: column \(name) would be added twice",
                hint: "give one of them another name with as")
        }
        var number = 2
        while input.index(of: "\(addition.column)_\(number)") != nil { number += 1 }
        let column = quotedLookupName(addition.column)
        let fresh = quotedLookupName("\(addition.column)_\(number)")
        return JobError(
            .pipeline, "step lookup: the column \(name) to add exists already",
            hint: additions == nil
                ? "name the columns to add, this one as: add \(column) as \(fresh)"
                : "give it another name: add \(column) as \(fresh)")
    }
}

/// What a lookup knows of its reference once that is open.
public struct LookupReference: Sendable {
    /// What messages call it; without secrets.
    public var name: String
    public var schema: Schema
    /// What tells that the reference of a resumed run is the one it began with.
    public var identity: String

    public init(name: String, schema: Schema, identity: String) {
        self.name = name
        self.schema = schema
        self.identity = identity
    }
}
