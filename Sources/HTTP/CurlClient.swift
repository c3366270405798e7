import CCurl
import Synchronization
public import TrancheServices

/// A client on libcurl: all requests share the connections of one thread, which waits for them.
///
/// The thread starts with the first request. TLS is verified, always; proxies are those of the
/// environment, as curl reads it.
public final class CurlClient: HTTPClient {
    let library: CurlLibrary
    private let control: StopControl?
    private let state = Mutex(State())

    private struct State {
        var loop: CurlLoop?
        var isClosed = false
        var lastNumber = 0
    }

    /// - Parameter control: What stops the run: every request ends then, and no more begin.
    /// - Throws: ``HTTPFailure`` when libcurl is not installed, or too old.
    public init(control: StopControl? = nil) throws(HTTPFailure) {
        library = try CurlLibrary.load()
        self.control = control
    }

    deinit { close() }

    public func close() {
        let loop = state.withLock { state in
            state.isClosed = true
            return state.loop.take()
        }
        loop?.close()
    }

    /// Sends one request; a redirect is an answer like others.
    func exchange(_ request: HTTPRequest) async throws -> CurlAnswer {
        let (loop, number) = try start()
        return try await withTaskCancellationHandler {
            let result: Result<CurlAnswer, HTTPFailure> = await withCheckedContinuation { waiter in
                do throws(HTTPFailure) {
                    let transfer = try CurlTransfer(request, number: number, library) { result in
                        waiter.resume(returning: result)
                    }
                    loop.begin(transfer)
                    // A task that was cancelled before has told the loop too early.
                    if Task.isCancelled { loop.cancel(number) }
                } catch { waiter.resume(returning: .failure(error)) }
            }
            try Task.checkCancellation()
            return try result.get()
        } onCancel: {
            loop.cancel(number)
        }
    }

    private func start() throws(HTTPFailure) -> (CurlLoop, Int) {
        let result: Result<(CurlLoop, Int), HTTPFailure> = state.withLock { state in
            guard !state.isClosed, control?.isRequested != true else {
                return .failure(HTTPFailure(.stopped, "stopped"))
            }
            state.lastNumber += 1
            if let loop = state.loop { return .success((loop, state.lastNumber)) }
            guard let loop = CurlLoop(library, control) else {
                return .failure(HTTPFailure(.connection, "no memory for requests"))
            }
            state.loop = loop
            return .success((loop, state.lastNumber))
        }
        return try result.get()
    }
}
