/// What did not come to hold in time.
public struct NeverHeld: Error, CustomStringConvertible {
    public var description: String
}

/// Lets other tasks run until a condition holds, so that a mistake fails a test instead of hanging it.
///
/// - Parameters:
///   - what: What is waited for, for the message.
///   - limit: Far longer than it takes on a busy machine; ten minutes by default.
///   - isolation: Where the condition is looked at; the caller's by default.
///   - condition: Looked at again and again.
/// - Throws: ``NeverHeld`` when the condition does not hold at the end of the limit.
public func eventually(
    _ what: String, limit: Duration = .seconds(600),
    isolation: isolated (any Actor)? = #isolation, _ condition: () throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try !condition() {
        guard ContinuousClock.now < deadline else {
            throw NeverHeld(description: "not within \(limit): \(what)")
        }
        await Task.yield()
    }
}
