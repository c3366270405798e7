/// When an entry is written, no longer answers, and is gone.
///
/// Counted from when the cache was made, for a `Duration` has a layout that every module knows,
/// which an instant of a clock of the standard library does not have.
@usableFromInline
struct CacheMoment: Sendable {
    @usableFromInline var now: Duration
    @usableFromInline var expires: Duration
    @usableFromInline var goes: Duration

    @inlinable
    init(now: Duration, expires: Duration, goes: Duration) {
        self.now = now
        self.expires = expires
        self.goes = goes
    }

    /// The only moment of a cache without time.
    @inlinable static var always: CacheMoment {
        CacheMoment(now: .zero, expires: .never, goes: .never)
    }
}

extension Duration {
    /// Later than all that a clock can come to.
    @inlinable static var never: Duration { Duration(attoseconds: .max) }
}
