import CCurl
import Synchronization
import TrancheServices

/// The thread of a client: it alone touches libcurl's handles, and what others want comes by mail.
// Sendable unchecked: `multi` and `transfers` are the thread's alone, but for waking it, which
// libcurl allows any thread and the mail's lock keeps from a handle that is gone.
@safe final class CurlLoop: @unchecked Sendable {
    private let library: CurlLibrary
    private let control: StopControl?
    private let multi: UnsafeMutableRawPointer
    private let mail = Mutex(Mail())
    /// By the address of their handle.
    private var transfers: [Int: CurlTransfer] = [:]

    private struct Mail {
        var beginning: [CurlTransfer] = []
        var cancelled: [Int] = []
        var isClosed = false
        /// The thread reads no more mail.
        var isEnded = false
    }

    init?(_ library: CurlLibrary, _ control: StopControl?) {
        guard let multi = unsafe tranche_curl_multi(library.functions) else { return nil }
        self.library = library
        self.control = control
        unsafe self.multi = unsafe multi
        let thread = WorkerThreads(count: 1)
        Task(executorPreference: thread) {
            self.serve()
            thread.shutDown()
        }
    }

    func begin(_ transfer: CurlTransfer) {
        let isTaken = post { $0.beginning.append(transfer) }
        if !isTaken { transfer.fail(Self.stopped) }
    }

    func cancel(_ number: Int) { _ = post { $0.cancelled.append(number) } }

    func close() { _ = post { $0.isClosed = true } }

    /// - Returns: Whether the thread will read it.
    private func post(_ write: (inout Mail) -> Void) -> Bool {
        mail.withLock { mail in
            guard !mail.isEnded else { return false }
            write(&mail)
            unsafe tranche_curl_wake(library.functions, multi)
            return true
        }
    }

    private static let stopped = HTTPFailure(.stopped, "stopped")

    // MARK: The thread

    private func serve() {
        while takeMail() {
            _ = unsafe tranche_curl_perform(library.functions, multi)
            finishEnded()
            let wake = control?.wakeDescriptor ?? -1
            // libcurl shortens the wait to its own timeouts.
            _ = unsafe tranche_curl_wait(library.functions, multi, wake, 60_000)
        }
        let late = mail.withLock { mail in
            mail.isEnded = true
            return mail.beginning
        }
        for transfer in late { transfer.fail(Self.stopped) }
        for transfer in Array(transfers.values) { end(transfer) { $0.fail(Self.stopped) } }
        unsafe tranche_curl_multi_free(library.functions, multi)
    }

    /// - Returns: Whether to go on.
    private func takeMail() -> Bool {
        guard control?.isRequested != true else { return false }
        let (beginning, cancelled, isClosed) = mail.withLock { mail in
            guard !mail.isClosed else { return ([CurlTransfer](), [Int](), true) }
            defer {
                mail.beginning = []
                mail.cancelled = []
            }
            return (mail.beginning, mail.cancelled, false)
        }
        for transfer in beginning {
            guard unsafe tranche_curl_add(library.functions, multi, transfer.easy) == 0 else {
                transfer.fail(HTTPFailure(.connection, "no memory for a request"))
                continue
            }
            unsafe transfers[Int(bitPattern: transfer.easy)] = transfer
        }
        for number in cancelled {
            let found = transfers.values.first { $0.number == number }
            if let found { end(found) { $0.fail(Self.stopped) } }
        }
        return !isClosed
    }

    private func finishEnded() {
        var code: Int32 = 0
        while let easy = unsafe tranche_curl_next(library.functions, multi, &code) {
            guard let transfer = transfers[Int(bitPattern: easy)] else { continue }
            let result = code
            end(transfer) { $0.finish(result) }
        }
    }

    private func end(_ transfer: CurlTransfer, _ tell: (CurlTransfer) -> Void) {
        unsafe tranche_curl_remove(library.functions, multi, transfer.easy)
        unsafe transfers[Int(bitPattern: transfer.easy)] = nil
        tell(transfer)
    }
}
