/// What is needed to do once more what a run did, with the records that it set aside.
public struct RunSetup: Sendable, Hashable {
    /// The words of the command, without the program's name; empty when they held a secret.
    public var words: [String]
    /// The directory that the command ran in.
    public var directory: String
    /// Where the run's rejects go, from the root.
    public var rejects: String
    /// The columns of the source as texts that the caller understands.
    public var columns: [String]
    /// The run whose rejects this one sends again; `nil` for a run that is no retry.
    public var retryOf: String?

    public init(
        words: [String], directory: String, rejects: String, columns: [String],
        retryOf: String? = nil
    ) {
        self.words = words
        self.directory = directory
        self.rejects = rejects
        self.columns = columns
        self.retryOf = retryOf
    }
}

/// A run's setup as a row.
struct SetupRecord: Entity {
    static let table = "run_setups"
    static let keyColumns = ["run"]
    static let columns = ["run", "words", "directory", "rejects", "columns", "retry_of"]
    static let rejects = Attribute<String>("rejects")
    static let retryOf = Attribute<String?>("retry_of")

    static let definition = """
        CREATE TABLE "run_setups" (
          "run" TEXT NOT NULL PRIMARY KEY, "words" TEXT NOT NULL, "directory" TEXT NOT NULL,
          "rejects" TEXT NOT NULL, "columns" TEXT NOT NULL, "retry_of" TEXT);
        CREATE INDEX "setups_by_rejects" ON "run_setups" ("rejects");
        CREATE INDEX "setups_by_retry" ON "run_setups" ("retry_of");
        """

    let run: String
    let setup: RunSetup

    init(run: String, setup: RunSetup) {
        self.run = run
        self.setup = setup
    }

    init(row: SQLRow) throws {
        run = try row.get("run")
        setup = try RunSetup(
            words: unjoined(row.get("words")), directory: row.get("directory"),
            rejects: row.get("rejects"), columns: unjoined(row.get("columns")),
            retryOf: row.get("retry_of"))
    }

    var values: [SQLValue] {
        [
            .text(run), .text(joined(setup.words)), .text(setup.directory), .text(setup.rejects),
            .text(joined(setup.columns)), setup.retryOf.sqlValue,
        ]
    }
}

/// Texts as one, each behind its length: `3:abc0:`.
private func joined(_ texts: [String]) -> String {
    texts.map { "\($0.utf8.count):\($0)" }.joined()
}

/// The texts that ``joined(_:)`` made one of; what is damaged ends the list.
private func unjoined(_ text: String) -> [String] {
    var texts: [String] = []
    var rest = Array(text.utf8)[...]
    while let colon = rest.firstIndex(of: 0x3A),
        let count = Int(String(decoding: rest[..<colon], as: UTF8.self)), count >= 0,
        count < rest.endIndex - colon
    {
        let end = colon + 1 + count
        texts.append(String(decoding: rest[(colon + 1)..<end], as: UTF8.self))
        rest = rest[end...]
    }
    return texts
}

extension StateStore {
    /// How `run` was set up; `nil` for a run of a version that did not keep it.
    public func setup(of run: String) throws -> RunSetup? {
        try reading { try Repository<SetupRecord>($0).get(run)?.setup }
    }

    /// The run that has sent the rejects of `run` again and come to its end; `nil` for none.
    public func completedRetry(of run: String) throws -> RunRecord? {
        try reading { connection in
            let retries = try Repository<SetupRecord>(connection)
                .list(where: SetupRecord.retryOf == run)
            let records = Repository<RunRecord>(connection)
            return try retries.compactMap { try records.get($0.run) }
                .first { $0.state == .completed }
        }
    }

    /// The runs whose rejects go to `path` and that retry no other run, in order of their start.
    public func writers(of path: String) throws -> [RunRecord] {
        try reading { connection in
            let setups = try Repository<SetupRecord>(connection).list(
                where: SetupRecord.rejects == path && SetupRecord.retryOf == nil)
            let records = Repository<RunRecord>(connection)
            return try setups.compactMap { try records.get($0.run) }
                .sorted { $0.startedAt < $1.startedAt }
        }
    }

    static func save(_ setup: RunSetup, of run: String, _ connection: any Connection) throws {
        try Repository<SetupRecord>(connection).upsert(SetupRecord(run: run, setup: setup))
    }
}
