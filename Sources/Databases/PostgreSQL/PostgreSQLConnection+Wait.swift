import CPostgreSQL
import TrancheColumnar
import TrancheServices

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Sending and waiting: nothing here blocks but poll(2), which a request to stop wakes.
extension PostgreSQLConnection {
    enum Wake {
        case ready
        case timedOut
        /// A request to stop came, and the patience is over.
        case stopped
    }

    /// How long the server may take to answer a cancellation.
    private static let cancelTimeout = Duration.seconds(5)

    /// Waits until the socket is ready for `events`.
    func waitForSocket(
        _ events: Int16, until deadline: ContinuousClock.Instant? = nil, patience: Duration
    ) throws -> Wake {
        var limit = deadline
        var isStopping = false
        while true {
            if !isStopping, control.isRequested, !wasCancelled {
                isStopping = true
                limit = min(limit ?? .now + patience, .now + patience)
            }
            var watched = [
                pollfd(fd: unsafe pq.PQsocket(handle), events: events, revents: 0)
            ]
            if !isStopping, !wasCancelled {
                watched.append(
                    pollfd(fd: control.wakeDescriptor, events: Int16(POLLIN), revents: 0))
            }
            let milliseconds = limit.map { limit -> Int32 in
                let rest = (limit - .now).components
                let whole = rest.seconds * 1000 + rest.attoseconds / 1_000_000_000_000_000
                return Int32(clamping: max(0, whole + 1))
            }
            let count = unsafe poll(&watched, nfds_t(watched.count), milliseconds ?? -1)
            if count < 0 {
                guard errno == EINTR else { throw lost() }
            } else if watched[0].revents != 0 {
                return .ready
            } else if let limit, limit <= .now {
                return isStopping ? .stopped : .timedOut
            }
        }
    }

    /// Waits for the socket during a statement; cancels the statement when the run is to stop.
    func waitInQuery(_ events: Int16) throws {
        let deadline = wasCancelled ? ContinuousClock.now + Self.cancelTimeout : nil
        switch try waitForSocket(events, until: deadline, patience: patience) {
        case .ready: return
        case .timedOut: throw stopped
        case .stopped: cancel()
        }
    }

    /// Asks the server to end the statement; it answers with an error, or has just ended it.
    func cancel() {
        wasCancelled = true
        guard let request = unsafe pq.PQgetCancel(handle) else { return }
        defer { unsafe pq.PQfreeCancel(request) }
        var words = [CChar](repeating: 0, count: 256)
        unsafe _ = pq.PQcancel(request, &words, 256)
    }

    var isInQuery: Bool { unsafe pq.PQtransactionStatus(handle) == PQTRANS_ACTIVE }

    /// Cancels the statement and takes the rest of its results.
    func abandonQuery() throws {
        cancel()
        defer { wasCancelled = control.isRequested }
        while let result = try nextResult() {
            if result.status == PGRES_COPY_OUT { try drainCopyOut() }
        }
    }

    /// Sends statements; parameters go apart from the text, never within it.
    func send(_ sql: String, _ parameters: [SQLValue]) throws {
        wasCancelled = wasCancelled && control.isRequested
        guard isOpen else { throw lost() }
        try refuseNUL(sql, parameters)
        let isSent: Bool
        if parameters.isEmpty {
            isSent = unsafe pq.PQsendQuery(handle, sql) == 1
        } else {
            let texts = unsafe parameters.map { value in
                unsafe value.postgreSQLText.flatMap { unsafe strdup($0) }
            }
            defer { for index in unsafe texts.indices { unsafe free(texts[index]) } }
            let values = unsafe texts.map { text in
                unsafe text.map { unsafe UnsafePointer<CChar>($0) }
            }
            isSent =
                unsafe pq.PQsendQueryParams(
                    handle, sql, Int32(values.count), nil, values, nil, nil, 0) == 1
        }
        guard isSent else { throw lost() }
        try flush()
    }

    /// What a statement's result will look like, without running it.
    func prepared(_ sql: String) throws -> PostgreSQLResult {
        try refuseNUL(sql, [])
        return try explaining {
            guard unsafe pq.PQsendPrepare(handle, "", sql, 0, nil) == 1 else { throw lost() }
            try finishPreparing()
            guard unsafe pq.PQsendDescribePrepared(handle, "") == 1 else { throw lost() }
            return try finishPreparing()
        }
    }

    @discardableResult
    private func finishPreparing() throws -> PostgreSQLResult {
        try flush()
        var last: PostgreSQLResult?
        while let result = try nextResult() { last = result }
        guard let last else { throw lost() }
        try check(last)
        return last
    }

    /// The protocol ends texts with a NUL, so one within would cut it in silence.
    private func refuseNUL(_ sql: String, _ parameters: [SQLValue]) throws(JobError) {
        let isCut =
            sql.utf8.contains(0)
            || parameters.contains { value in
                guard case .text(let text) = value else { return false }
                return text.utf8.contains(0)
            }
        guard isCut else { return }
        throw JobError(
            .data, "found a NUL in a text, which PostgreSQL cannot hold",
            hint: "take it out of the text")
    }

    private var isOpen: Bool { unsafe pq.PQstatus(handle) == CONNECTION_OK }

    /// Waits until everything that was put is on its way.
    func flush() throws {
        while true {
            let rest = unsafe pq.PQflush(handle)
            if rest == 0 { return }
            guard rest == 1 else { throw lost() }
            try waitInQuery(Int16(POLLIN | POLLOUT))
            // The server may be waiting for us to take what it has to say.
            guard unsafe pq.PQconsumeInput(handle) == 1 else { throw lost() }
        }
    }

    /// The next result of what was sent; `nil` when there is none left.
    func nextResult() throws -> PostgreSQLResult? {
        while unsafe pq.PQisBusy(handle) == 1 {
            try waitInQuery(Int16(POLLIN))
            // An error that came before the end of the connection is still to be read.
            if unsafe pq.PQconsumeInput(handle) != 1, unsafe pq.PQisBusy(handle) == 1 {
                throw lost()
            }
        }
        return unsafe pq.PQgetResult(handle).map { unsafe PostgreSQLResult($0, pq) }
    }
}
