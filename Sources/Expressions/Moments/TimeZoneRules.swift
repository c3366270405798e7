/// A time zone's offsets through all time; immutable, so threads share it.
public final class TimeZoneRules: Sendable {
    /// What clocks show in a stretch of time.
    struct Stretch: Sendable, Equatable {
        /// Seconds to add to UTC.
        var east: Int
        var isDaylight: Bool
        var abbreviation: String
    }

    /// The name as given, or as its file is called.
    public let name: String
    /// Seconds since 1970 at which the stretch of the same place in `indices` begins.
    private let transitions: [Int64]
    private let indices: [UInt8]
    private let stretches: [Stretch]
    /// The rule for times after the last transition; nil: nothing changes.
    private let rule: PosixZone?

    /// The offsets of `indices`, next to each other for the search.
    private let easts: [Int]

    /// Rules from a file's tables; the rule for what follows the last transition is written out up
    /// to the year 2400, since a search of the table is several times as fast.
    init(
        name: String, transitions: [Int64] = [], indices: [UInt8] = [], stretches: [Stretch],
        rule: PosixZone? = nil
    ) {
        var (transitions, indices, stretches) = (transitions, indices, stretches)
        if let rule, let daylight = rule.daylight, stretches.count < 250 {
            let end: Int64 = 13_569_465_600
            var last = transitions.last ?? end
            while last < end, let (at, next) = rule.change(after: last) {
                transitions.append(at)
                indices.append(UInt8(stretches.count + (next == daylight ? 1 : 0)))
                last = at
            }
            stretches += [rule.standard, daylight]
        }
        self.name = name
        self.transitions = transitions
        self.indices = indices
        self.stretches = stretches
        self.rule = rule
        easts = indices.map { stretches[Int($0)].east }
    }

    /// What clocks show at a time in seconds since 1970.
    func stretch(at unix: Int64) -> Stretch {
        if let rule, transitions.last.map({ unix >= $0 }) ?? true {
            return rule.stretch(at: unix)
        }
        let place = firstTransition(after: unix)
        return place == 0 ? stretches[0] : stretches[Int(indices[place - 1])]
    }

    /// Seconds east of UTC at a time in seconds since 1970.
    func east(at unix: Int64) -> Int {
        if rule != nil, transitions.last.map({ unix >= $0 }) ?? true {
            return stretch(at: unix).east
        }
        let place = firstTransition(after: unix)
        return place == 0 ? stretches[0].east : easts[place - 1]
    }

    /// The first change after a time in seconds since 1970, and the offset that follows it.
    private func change(after unix: Int64) -> (at: Int64, east: Int)? {
        let place = firstTransition(after: unix)
        if place < transitions.count { return (transitions[place], easts[place]) }
        return rule?.change(after: unix).map { ($0.at, $0.next.east) }
    }

    private func firstTransition(after unix: Int64) -> Int {
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= unix { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// What clocks here show at a timestamp with time zone.
    ///
    /// - Parameter timestamp: A stored timestamp; the infinities are their own answer.
    /// - Returns: A stored timestamp without a zone.
    /// - Throws: `timestamp out of range`.
    public func local(_ timestamp: Int64) throws(EvalFault) -> Int64 {
        guard Moment.isFinite(timestamp: timestamp) else { return timestamp }
        let east = east(at: Self.unixSeconds(timestamp))
        let (result, overflowed) = timestamp.addingReportingOverflow(
            Int64(east) * Moment.microsecondsPerSecond)
        guard !overflowed else { throw .timestampOutOfRange }
        return try Moment.checked(result)
    }

    /// The time when clocks here show a timestamp.
    ///
    /// A time that a gap skips is read with the offset before the gap, a time that comes twice
    /// with the offset after the change.
    ///
    /// - Parameter timestamp: A stored timestamp; the infinities are their own answer.
    /// - Returns: A stored timestamp with time zone.
    /// - Throws: `timestamp out of range`.
    public func universal(_ timestamp: Int64) throws(EvalFault) -> Int64 {
        guard Moment.isFinite(timestamp: timestamp) else { return timestamp }
        let east = east(showing: Self.unixSeconds(timestamp))
        let (result, overflowed) = timestamp.subtractingReportingOverflow(
            Int64(east) * Moment.microsecondsPerSecond)
        guard !overflowed else { throw .timestampOutOfRange }
        return try Moment.checked(result)
    }

    /// Seconds east of UTC when clocks here show a time, in seconds since 1970 as if in UTC.
    func east(showing clock: Int64) -> Int {
        let start = clock - 86_400
        let before = east(at: start)
        guard let change = change(after: start) else { return before }
        let ifBefore = clock - Int64(before)
        let ifAfter = clock - Int64(change.east)
        if ifBefore < change.at, ifAfter < change.at { return before }
        if ifBefore > change.at, ifAfter >= change.at { return change.east }
        return ifBefore > ifAfter ? before : change.east
    }

    /// Seconds east of UTC that an abbreviation meant here: at the time its last use before, or
    /// else its first use after.
    func east(of abbreviation: String, at unix: Int64) -> Int? {
        let isNamed = { (stretch: Stretch) in stretch.abbreviation.lowercased() == abbreviation }
        let place = firstTransition(after: unix)
        if place == transitions.count, rule != nil, isNamed(stretch(at: unix)) {
            return stretch(at: unix).east
        }
        for index in indices[..<place].reversed() where isNamed(stretches[Int(index)]) {
            return stretches[Int(index)].east
        }
        if let first = stretches.first, isNamed(first) { return first.east }
        for index in indices[place...] where isNamed(stretches[Int(index)]) {
            return stretches[Int(index)].east
        }
        return nil
    }

    /// Seconds since 1970 of a stored timestamp, rounded down.
    static func unixSeconds(_ timestamp: Int64) -> Int64 {
        floorDivide(timestamp, Moment.microsecondsPerSecond).quotient
            + Moment.unixEpochDays * 86_400
    }
}
