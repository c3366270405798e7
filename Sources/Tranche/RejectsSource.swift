import TrancheColumnar
import TrancheDatabases
import TrancheFiles
import TranchePipeline

/// The rows of a job in a table of rejects.
struct RejectRows: Sendable {
    var place: RejectPlace
    var job: String
    var started: Int64
}

/// Where the rejects of a job can be read.
enum RejectsSource {
    case file(String)
    case table(RejectRows)

    /// What the record of a run keeps of a table, which no path from the root looks like.
    static func text(of table: RejectPlace, started: Int64) -> String {
        "table \(started) \(rooted(table).name)"
    }

    /// A file's table by its path from the root.
    static func rooted(_ table: RejectPlace) -> RejectPlace {
        guard case .sqlite(let path, let name) = table else { return table }
        return .sqlite(path: absolutePath(path), table: name)
    }

    /// The rows, when they are in a table.
    var rows: RejectRows? {
        if case .table(let rows) = self { return rows }
        return nil
    }

    /// - Returns: `nil` for a text that ``text(of:started:)`` did not make.
    init?(text: String, job: String) throws(JobError) {
        let words = text.split(separator: " ", maxSplits: 2)
        guard text.hasPrefix("table "), words.count == 3, let started = Int64(words[1]) else {
            return nil
        }
        var rejects = RejectsDefinition()
        try rejects.send(to: String(words[2]))
        guard let table = rejects.table else { return nil }
        self = .table(RejectRows(place: table, job: job, started: started))
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
        case .table(let rows):
            try rows.read { try body($0.map(RejectedRecord.init)) }
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

extension RejectRows {
    /// Hands out the rows, in order, some at a time.
    func read(_ body: ([RejectRecord]) throws -> Bool) throws {
        try RejectTable.read(place, job: job, started: started, body)
    }
}
