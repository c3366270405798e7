public import TrancheColumnar
public import TranchePipeline
import TrancheServices

/// `lookup http 'https://…/{id}' add $.name as name`: columns of what a server answers about each
/// record, or each batch of keys.
///
/// Only distinct requests are sent, and their answers are kept for all records; see ``HTTPDesk``.
/// A record with NULL among what is asked asks nothing and gets NULL.
public struct HTTPLookupPlan: StepPlan {
    public let name = "lookup"
    public let text: String
    private let settings: HTTPLookupSettings
    private let location: String?
    /// Columns that the request has values of, each once.
    private let columns: [String]
    /// Answers outlive a step, for a job may be planned more than once.
    private let memory: HTTPMemory

    init(_ settings: HTTPLookupSettings, text: String, at location: String?) throws(JobError) {
        self.settings = settings
        self.text = "lookup \(text)"
        self.location = location
        let request = try HTTPRequestPlan(settings) { _ throws(JobError) in "" }
        columns = request.columns
        memory = HTTPMemory(settings)
        guard settings.batch == nil || request.isOfKeys else {
            throw error(
                "found columns in a request for a batch, wanted {keys} alone",
                hint: "leave them out, or leave batch out")
        }
    }

    private func error(_ message: String, hint: String) -> JobError {
        JobError(.pipeline, "step lookup: \(message)", at: location, hint: hint)
    }

    private var read: [String] { settings.batch.map { [$0.key] } ?? columns }
    private var added: [String] { settings.additions.map(\.name) }

    public func plan(_ input: Schema, keeping wanted: Set<String>?) throws(JobError) -> any Step {
        var places: [(index: Int, form: HTTPValue.Form)] = []
        for column in read {
            guard let index = input.index(of: column) else { throw missing(column, in: input) }
            guard let form = HTTPValue.Form(input.fields[index].type) else {
                throw error(
                    "column \(column) is bytea, which no request can hold",
                    hint: "encode it first: derive \(column) = encode(\(column), 'hex')")
            }
            places.append((index, form))
        }
        var output = input
        var casts: [CastStep.Cast] = []
        for addition in settings.additions {
            guard output.index(of: addition.name) == nil else {
                throw error(
                    "there is a column \(addition.name) already",
                    hint: "add it under another name: add \(addition.path.text) as …")
            }
            let type = addition.type ?? .text
            let field = Field(addition.name, type, origin: .declared)
            if type != .text && type != .json {
                let text = Field(addition.name, .text)
                casts.append(CastStep.Cast(index: output.count, from: text, type: type))
            }
            output.fields.append(field)
        }
        let request = try HTTPRequestPlan(settings) { reference throws(JobError) in
            try HTTPSecrets.value(reference, at: location)
        }
        do throws(JobError) { try request.check() } catch {
            throw location.map { error.placed(at: $0) } ?? error
        }
        return HTTPLookupStep(
            settings: settings, places: places, request: request, memory: memory,
            cast: CastStep(name: name, casts: casts, output: output), output: output)
    }

    public var readsTypes: Bool { true }

    public func makesType(of name: String) -> Bool { added.contains(name) }

    public func inputs(for outputs: Set<String>, from input: Schema) -> Set<String> {
        // What has no answer is a reject whether or not the columns are wanted later.
        outputs.subtracting(added).union(read)
    }

    public func sent(from input: Schema) -> Set<String> { Set(read) }
}

extension HTTPValue.Form {
    /// `nil` for a type whose values are no text.
    fileprivate init?(_ type: DataType) {
        switch type {
        case .bigint, .numeric, .doublePrecision: self = .number
        case .boolean: self = .word
        case .json: self = .json
        case .text, .date, .timestamp, .timestamptz, .uuid: self = .text
        case .bytea: return nil
        }
    }
}
