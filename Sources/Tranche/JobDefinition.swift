public import TrancheColumnar
public import TrancheDatabases
public import TrancheFiles
public import TranchePipeline
public import TrancheServices
public import TrancheSteps

/// A job as its author wrote it: what is read, what is done to it, where it goes, and how.
public struct JobDefinition: Sendable {
    /// What a person calls it; with the params it names the job in the state store.
    public var name: String
    /// Whether the name tells the job apart; else what it reads and writes does.
    public var hasOwnName = false
    public var params: [(name: String, value: String)] = []
    public var source: SourceDefinition
    /// What the records must be like before the first step; `nil` asks nothing.
    public private(set) var contract: ContractDefinition?
    public var steps: [any StepPlan] = []
    /// Where records go, one place or more.
    public var sinks: [SinkDefinition]
    /// Columns whose values may reach neither the sink nor a message unprotected.
    public var sensitive: [String] = []
    public var rejects = RejectsDefinition()
    public var run = RunDefinition()
    /// The command line for the record of the run, without secrets.
    public var command = ""
    /// The words of the command, without the program's name.
    public var words: [String] = []
    /// The earlier run whose rejects are read; `nil` for a job of its own.
    public internal(set) var retry: RetryDefinition?

    public init(name: String, source: SourceDefinition, sink: SinkDefinition) {
        self.name = name
        self.source = source
        sinks = [sink]
    }

    /// The first sink, which is the only one of most jobs.
    public var sink: SinkDefinition {
        get { sinks[0] }
        set { sinks[0] = newValue }
    }

    /// Holds the records against a contract, whose texts for NULL are the source's, too.
    public mutating func hold(to contract: ContractDefinition) {
        self.contract = contract
        source.nullTokens += contract.contract.nullTokens.filter { token in
            !source.nullTokens.contains(token)
        }
    }

    /// Whether records are told apart for their sinks.
    var hasRoutes: Bool { sinks.contains { $0.when != nil } }
}

/// What is read, and how its text is understood.
public struct SourceDefinition: Sendable {
    public var endpoint: Endpoint
    /// The format's word; `nil` takes it from the file name.
    public var format: String?
    public var delimiter: UInt8?
    public var hasHeader = true
    public var columns: [String]?
    public var types: [(column: String, type: DataType)] = []
    public var nullTokens: [String] = []
    public var encoding = TextEncoding.utf8
    /// The one stream to read of a Singer tap's.
    public var stream: String?
    /// A query of the database instead of a whole table.
    public var query: String?
    /// The column that a PostgreSQL source orders its rows by.
    public var cursorColumn: String?

    public init(_ endpoint: Endpoint) { self.endpoint = endpoint }
}

/// How a sink treats what is there already.
public enum SinkMode: String, Sendable, CaseIterable {
    case append
    case replace
    case upsert
    case insertIgnore = "insert-ignore"
    case update
    case delete

    /// Whether rows are told apart by a key.
    var needsKey: Bool {
        switch self {
        case .append, .replace: false
        case .upsert, .insertIgnore, .update, .delete: true
        }
    }
}

/// Where records go.
public struct SinkDefinition: Sendable {
    public var endpoint: Endpoint
    public var format: String?
    public var delimiter: UInt8?
    public var hasHeader = true
    /// `nil` appends to a table, and creates a file that must not exist.
    public var mode: SinkMode?
    /// The key's columns, for `upsert`, `insert-ignore`, `update` and `delete`.
    public var key: [String] = []
    /// Whether an `upsert` or `update` leaves rows alone that have the values already.
    public var skipsUnchanged = false
    /// The text column of the table that holds a hash of each row's other columns, by which rows are
    /// found that an `upsert` or `update` leaves alone; `nil` compares all columns.
    public var hashColumn: String?
    /// Which records it gets; `nil` for every one.
    public var when: SinkCondition?
    /// Whether a file's records go behind those that it has already.
    var extends = false
    /// What a Singer source calls its stream, for messages of Singer's.
    var stream: String?
    /// Where it stands in a pipeline file, for messages.
    public var place: String?

    public init(_ endpoint: Endpoint) { self.endpoint = endpoint }
}

/// What happens to records that are set aside.
public struct RejectsDefinition: Sendable {
    /// The file they go to; `nil` puts it beside the sink.
    public var path: String?
    /// The table they go to instead of a file.
    public internal(set) var table: RejectPlace?
    public var limit = RejectLimit.count(0)

    public init() {}

    /// Sends them to a file, or to a table that is named as a sink is.
    ///
    /// - Throws: `JobError(.usage)` for a database without a table, and for `-`: rejects are as exact as
    ///   any other output, and a retry reads them again.
    public mutating func send(to text: String) throws(JobError) {
        (path, table) = (nil, nil)
        switch try Endpoint(text) {
        case .files: path = text
        case .standardStream:
            throw JobError(
                .usage,
                "rejects cannot go to standard output, from which no checkpoint can take them back",
                hint: "name a file or a table for them; tranche rejects last then prints them")
        case .sqlite(let path, let table?): self.table = .sqlite(path: path, table: table)
        case .postgresql(let address, let table?):
            self.table = .postgresql(address, table: table)
        case .sqlite, .postgresql:
            throw JobError(
                .usage,
                "found no table in \(PostgreSQLAddress.withoutSecrets(text)) for the rejects",
                hint: "name it after #: sqlite:PATH#table")
        }
    }
}

/// How a run is carried out; only `requiresExactlyOnce` can make it refuse.
public struct RunDefinition: Sendable {
    /// `nil` takes one worker a core.
    public var workers: Int?
    /// Bytes of input a chunk; `nil` fits them to the memory.
    public var chunkBytes: Int?
    public var chunkRows: Int?
    /// The bound of all buffers in bytes; a record may take a sixteenth of it.
    public var memoryBytes = 256 << 20
    public var checkpoints = EngineSettings.CheckpointInterval.every(.seconds(1))
    public var startsFresh = false
    public var onLocked = JobLock.Policy.fail
    /// The state store's file; `nil` takes the default place.
    public var statePath: String?
    public var requiresExactlyOnce = false
    /// How steps ask servers.
    public var http = HTTPDefinition()
    /// How often, and after which waits, a run goes on after a failure that may pass.
    public var retry = Backoff(attempts: 5, base: .milliseconds(200), cap: .seconds(30))

    /// The longest record in bytes, from a source or as a program's answer.
    var recordBytes: Int { max(1 << 16, memoryBytes / 16) }

    public init() {}
}
