/// Linked into tests under the thread sanitizer on Linux, in place of the standard library's functions of these names: with
/// what the runtime forgets to say.
///
/// To resume a continuation releases its task, and a task that is run again acquires itself: the runtime tells the
/// sanitizer both. When the continuation is resumed before its task has gone to sleep, the task goes straight on, and
/// nothing is acquired, so that whatever was done before the resumption looks like a race.

@_silgen_name("$ss23withCheckedContinuation9isolation8function_xScA_pSgYi_SSyScCyxs5NeverOGXEtYalF")
public func checkedContinuation<T>(
    isolation: isolated (any Actor)?, function: String,
    _ body: (CheckedContinuation<T, Never>) -> Void
) async -> sending T {
    let value = await withUnsafeContinuation {
        body(CheckedContinuation(continuation: $0, function: function))
    }
    acquireTask()
    return value
}

@_silgen_name("$ss31withCheckedThrowingContinuation9isolation8function_xScA_pSgYi_SSyScCyxs5Error_pGXEtYaKlF")
public func checkedThrowingContinuation<T>(
    isolation: isolated (any Actor)?, function: String,
    _ body: (CheckedContinuation<T, any Error>) -> Void
) async throws -> sending T {
    defer { acquireTask() }
    return try await withUnsafeThrowingContinuation {
        body(CheckedContinuation(continuation: $0, function: function))
    }
}

@_silgen_name("tsan_acquire_task")
private func acquireTask()
