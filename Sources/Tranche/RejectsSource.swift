import TrancheColumnar
import TrancheDatabases
import TrancheFiles
import TranchePipeline

/// Where the rejects of a job can be read.
enum RejectsSource {
    case file(String)
    case table(RejectPlace, job: String, started: Int64)

    /// What the record of a run keeps of a table, which no path from the root looks like.
    static func text(of table: RejectPlace, started: Int64) -> String {
        var table = table
        if case .sqlite(let path, let name) = table {
            table = .sqlite(path: absolutePath(path), table: name)
        }
        return "table \(started) \(table.name)"
    }

    /// Whether a run's record says that its rejects went to a table.
    static func isTable(_ text: String) -> Bool { text.hasPrefix("table ") }

    /// The name of the table in a run's record.
    static func tableName(in text: String) -> String {
        String(text.split(separator: " ", maxSplits: 2).last ?? "")
    }

    /// - Returns: `nil` for a text that ``text(of:started:)`` did not make.
    init?(text: String, job: String) throws(JobError) {
        let words = text.split(separator: " ", maxSplits: 2)
        guard Self.isTable(text), words.count == 3, let started = Int64(words[1]) else {
            return nil
        }
        var rejects = RejectsDefinition()
        try rejects.send(to: String(words[2]))
        guard let table = rejects.table else { return nil }
        self = .table(table, job: job, started: started)
    }

    /// Hands out all rejects, in order, some at a time.
    ///
    /// - Parameter body: Takes some; false ends it.
    /// - Throws: `JobError` when they are gone, or the file holds something else.
    func read(_ body: ([RejectedRecord]) throws -> Bool) throws {
        switch self {
        case .file(let path):
            let reader = try RejectReader(path: path)
            defer { reader.close() }
            let chunk = Chunk()
            while let records = try reader.next(chunk), try body(records) {}
        case .table(let place, let job, let started):
            try RejectTable.read(place, job: job, started: started) { records in
                try body(records.map(RejectedRecord.init))
            }
        }
    }
}

extension RejectedRecord {
    fileprivate init(_ record: RejectRecord) {
        self.init()
        file = record.place.file
        self.record = record.place.record
        line = record.place.line
        offset = record.place.offset
        step = record.step
        sink = record.sink
        column = record.column
        code = record.code
        message = record.message
        original = record.original
        isRedacted = record.isRedacted
    }
}
