import Synchronization
import TrancheColumnar

/// A value that is made at its first use; a failure is no value, and the next use tries again.
final class Once<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)

    /// The value, made by `make` when nobody has yet; callers wait for one another.
    func get(_ make: () throws(JobError) -> Value) throws(JobError) -> Value {
        let result: Result<Value, JobError> = value.withLock { value in
            if let value { return .success(value) }
            let made = Result { () throws(JobError) in try make() }
            if case .success(let fresh) = made { value = fresh }
            return made
        }
        return try result.get()
    }
}
