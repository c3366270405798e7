import CPostgreSQL
import TrancheColumnar

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// COPY: rows as text, in the fastest way the server takes and gives them.
extension PostgreSQLConnection {
    /// Bytes put at a time: few calls, with the message's head whole blocks to send; of 16 to 128 KiB the
    /// fastest loads were those with 32 and 64.
    private static let piece = (64 << 10) - 5

    /// Runs `COPY … FROM STDIN` over `count` bytes at `start`.
    ///
    /// - Returns: The rows that were copied.
    /// - Throws: ``PostgreSQLFailure`` when the server refuses.
    @discardableResult
    func copyIn(_ sql: String, _ start: UnsafePointer<UInt8>, count: Int) throws -> Int {
        let opening = try attempt(sql)
        guard opening.status == PGRES_COPY_IN else {
            throw JobError(.internalError, "the server takes no rows for: \(sql)")
        }
        var at = 0
        while at < count {
            let length = min(Self.piece, count - at)
            // SAFETY: at + length stays within `count`.
            let isPut = unsafe (start + at).withMemoryRebound(to: CChar.self, capacity: length) {
                unsafe pq.PQputCopyData(handle, $0, Int32(length))
            }
            guard isPut == 1 else { throw lost() }
            try flush()
            at += length
        }
        guard unsafe pq.PQputCopyEnd(handle, nil) == 1 else { throw lost() }
        try flush()
        return try finish()
    }

    /// The end of a COPY: its error, or how many rows it was.
    private func finish() throws -> Int {
        var rows = 0
        var failure: PostgreSQLFailure?
        while let result = try nextResult() {
            if result.isFailure, failure == nil {
                failure = result.failure(place: name, secrets)
            }
            rows = max(rows, result.changedRows)
        }
        if let failure { throw failure }
        return rows
    }

    /// Begins `COPY … TO STDOUT`; ``nextCopyRow(into:)`` takes its rows.
    func beginCopyOut(_ sql: String) throws {
        guard try run(sql).status == PGRES_COPY_OUT else {
            throw JobError(.internalError, "the server gives no rows for: \(sql)")
        }
    }

    /// Appends the next row, with the line feed at its end.
    ///
    /// - Returns: `false` when there are no more rows.
    func nextCopyRow(into bytes: ByteBuffer) throws -> Bool {
        while true {
            var row: UnsafeMutablePointer<CChar>?
            let length = unsafe pq.PQgetCopyData(handle, &row, 1)
            if length > 0, let row = unsafe row {
                // SAFETY: libpq gives `length` bytes, which are ours until they are freed.
                unsafe row.withMemoryRebound(to: UInt8.self, capacity: Int(length)) {
                    unsafe bytes.append($0, count: Int(length))
                }
                unsafe pq.PQfreemem(row)
                return true
            }
            switch length {
            case 0:
                try waitInQuery(Int16(POLLIN))
                guard unsafe pq.PQconsumeInput(handle) == 1 else { throw explained(lost()) }
            case -1:
                _ = try explaining { try finish() }
                return false
            default: throw explained(lost())
            }
        }
    }

    /// Takes what is left of a COPY that was cancelled.
    func drainCopyOut() throws {
        let bytes = ByteBuffer()
        while (try? nextCopyRow(into: bytes)) == true { bytes.count = 0 }
    }
}
