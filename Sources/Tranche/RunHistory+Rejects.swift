import TrancheColumnar
import TrancheDatabases
import TrancheFiles
import TranchePipeline

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension RunHistory {
    /// The rejects of a run as a table for a person.
    ///
    /// - Parameters:
    ///   - name: The run's id, the beginning of it, or `last`.
    ///   - limit: The most records to list; what is left out is told in the last line.
    /// - Returns: The table's lines.
    /// - Throws: `JobError` when there is no such run, or its rejects are gone.
    public func rejectsTable(_ name: String, limit: Int) throws -> String {
        guard let source = try rejectsSource(name) else { return "no rejects\n" }
        var rows = [["PLACE", "STEP", "COLUMN", "CODE", "MESSAGE", "ORIGINAL"]]
        var more = 0
        try source.read { records in
            let room = max(0, limit + 1 - rows.count)
            rows += records.prefix(room).map { record in
                [
                    record.place, record.step ?? record.sink ?? "-", record.column ?? "-",
                    record.code, record.message, Self.shortened(record.original ?? []),
                ]
            }
            more += records.count - min(room, records.count)
            return true
        }
        let rest = more > 0 ? "… and \(more) more; see all with --to ndjson\n" : ""
        return Self.aligned(rows) + rest
    }

    /// Hands the rejects of a run out as they stand in their file, in whole blocks; those of a table as
    /// the lines that would stand in one.
    ///
    /// - Parameters:
    ///   - name: The run's id, the beginning of it, or `last`.
    ///   - write: Takes some bytes; false ends it.
    /// - Throws: `JobError` when there is no such run, or its rejects are gone.
    public func rejectLines(_ name: String, _ write: (Span<UInt8>) -> Bool) throws {
        guard let source = try rejectsSource(name) else { return }
        switch source {
        case .file(let path): try copyLines(path, write)
        case .table(let rows):
            let lines = ByteBuffer()
            try rows.read { records in
                lines.count = 0
                for record in records { RejectLine.append(record, to: lines) }
                return unsafe write(
                    Span(
                        _unsafeElements: UnsafeBufferPointer(
                            start: UnsafePointer(lines.base), count: lines.count)))
            }
        }
    }

    private func copyLines(_ path: String, _ write: (Span<UInt8>) -> Bool) throws {
        let input = try openInput(path: path, compression: .none)
        defer { input.close() }
        let block = ByteBuffer(capacity: 256 << 10)
        while true {
            let taken = unsafe try input.read(into: block.base, count: block.capacity)
            guard taken > 0 else { return }
            let bytes = unsafe UnsafeBufferPointer(
                start: UnsafePointer(block.base), count: taken)
            guard unsafe write(Span(_unsafeElements: bytes)) else { return }
        }
    }

    /// The rejects of a run by step, column and code; empty when they are gone.
    func rejectGroups(_ run: RunRecord) -> [RejectGroup] {
        guard let source = try? rejectsSource(run.id) else { return [] }
        return (try? RejectGroup.groups(in: source)) ?? []
    }

    /// The file or table that holds the run's rejects now; `nil` when it has none.
    private func rejectsSource(_ name: String) throws -> RejectsSource? {
        let run = try store.run(name)
        guard let setup = try store.setup(of: run.id) else {
            throw JobError(
                .usage, "run \(run.id) is of a version that did not keep where its rejects are",
                hint: "look beside its sink, \(run.sink)")
        }
        if let retry = try store.completedRetry(of: run.id) {
            throw JobError(
                .usage, "the rejects of run \(run.id) were sent again by run \(retry.id)",
                hint: "see what still failed with: tranche rejects \(retry.id)")
        }
        if let table = try RejectsSource(text: setup.rejects, job: run.job) { return table }
        let first = setup.retryOf ?? run.id
        let cut = setup.rejects.lastIndex(of: "/").map(setup.rejects.index(after:))
        let start = cut ?? setup.rejects.startIndex
        let part = "\(setup.rejects[..<start]).\(setup.rejects[start...]).part"
        // A finished run's file, one that a retry is reading, one that is still being written.
        let places = [setup.rejects, "\(setup.rejects).\(first).retrying", part]
        if let found = places.first(where: { unsafe access($0, F_OK) == 0 }) {
            return run.counts.rejected > 0 || run.state != .completed ? .file(found) : nil
        }
        guard run.counts.rejected > 0 else { return nil }
        throw JobError(
            .inputMissing, "the rejects of run \(run.id) are gone from \(setup.rejects)",
            hint: "look where they were moved to")
    }

    /// The beginning of a record's text.
    private static func shortened(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes.prefix(400), as: UTF8.self)
        return text.count > 60 ? String(text.prefix(59)) + "…" : text
    }
}
