/// What a cache knows about a key.
public enum CacheAnswer<Value> {
    /// The value kept under the key.
    case value(Value)
    /// It is known that there is no value.
    case absent
    /// Nothing is known: a miss.
    case unknown
}

extension CacheAnswer: Sendable where Value: Sendable {}
extension CacheAnswer: Equatable where Value: Equatable {}

/// What a cache did since it was made.
public struct CacheStatistics: Equatable, Sendable {
    /// Lookups that were answered, by a value or by a known absence.
    public internal(set) var hits = 0
    /// Lookups that were not, also those that then waited for a load.
    public internal(set) var misses = 0
    /// Loads begun, one for all who wait for the same key.
    public internal(set) var loads = 0
    /// Loads that threw, also those cancelled because nobody waited any more.
    public internal(set) var loadFailures = 0
    /// Loads that threw, and were answered by what was known before its time was up.
    public internal(set) var staleAnswers = 0
    /// Entries dropped, while live, to make room.
    public internal(set) var evictions = 0
    /// Entries dropped because their time was up.
    public internal(set) var expirations = 0

    /// `hits + misses`.
    public var lookups: Int { hits + misses }
}
