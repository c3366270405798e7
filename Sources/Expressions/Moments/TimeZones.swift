import Synchronization

/// A time zone as `AT TIME ZONE` or a timestamp's text names it.
public enum ZoneReference: Sendable {
    /// Seconds east of UTC, always.
    case fixed(east: Int)
    /// An abbreviation whose meaning changed, looked up in its zone.
    case abbreviation(String, TimeZoneRules)
    case zone(TimeZoneRules)

    /// `timestamptz AT TIME ZONE zone`: what clocks there show.
    ///
    /// - Throws: `timestamp out of range`.
    public func local(_ timestamp: Int64) throws(EvalFault) -> Int64 {
        switch self {
        case .zone(let rules): return try rules.local(timestamp)
        case .fixed(let east): return try Self.moved(timestamp, by: east)
        case .abbreviation(let name, let rules):
            guard Moment.isFinite(timestamp: timestamp) else { return timestamp }
            let unix = TimeZoneRules.unixSeconds(timestamp)
            let east = rules.east(of: name, at: unix) ?? rules.east(at: unix)
            return try Self.moved(timestamp, by: east)
        }
    }

    /// `timestamp AT TIME ZONE zone`: when clocks there show it.
    ///
    /// - Throws: `timestamp out of range`.
    public func universal(_ timestamp: Int64) throws(EvalFault) -> Int64 {
        switch self {
        case .zone(let rules): return try rules.universal(timestamp)
        case .fixed, .abbreviation:
            guard Moment.isFinite(timestamp: timestamp) else { return timestamp }
            return try Self.moved(
                timestamp, by: -east(showing: TimeZoneRules.unixSeconds(timestamp)))
        }
    }

    /// Seconds east of UTC when clocks there show a time, in seconds since 1970 as if in UTC.
    func east(showing clock: Int64) -> Int {
        switch self {
        case .fixed(let east): return east
        case .zone(let rules): return rules.east(showing: clock)
        case .abbreviation(let name, let rules):
            let zone = rules.east(showing: clock)
            return rules.east(of: name, at: clock - Int64(zone)) ?? zone
        }
    }

    private static func moved(_ timestamp: Int64, by seconds: Int) throws(EvalFault) -> Int64 {
        guard Moment.isFinite(timestamp: timestamp) else { return timestamp }
        let (result, overflowed) = timestamp.addingReportingOverflow(
            Int64(seconds) * Moment.microsecondsPerSecond)
        guard !overflowed else { throw .timestampOutOfRange }
        return try Moment.checked(result)
    }
}

/// Time zones by name from the system's database, each read once.
public enum TimeZones {
    private static let folder = "/usr/share/zoneinfo"
    /// Zones by name in upper case; nil for a name that is none, since rows full of a wrong word
    /// must not read a folder each.
    private static let cache = Mutex<[String: TimeZoneRules?]>([:])
    private static let cacheLimit = 4096

    /// The zone of `AT TIME ZONE`: an abbreviation, a name of the IANA database in any case, or
    /// POSIX notation, where `+02` is west of UTC.
    ///
    /// - Throws: `time zone "…" not recognized`, or that the database is missing.
    public static func resolve(_ name: String) throws(EvalFault) -> ZoneReference {
        if let short = ZoneAbbreviations.find(name.lowercased()) {
            return try reference(short, name.lowercased())
        }
        guard let rules = try rules(named: name) else { throw unknown(name) }
        return .zone(rules)
    }

    /// The zone of `AT TIME ZONE interval`.
    ///
    /// - Throws: That months and days are no part of a zone.
    public static func resolve(_ interval: Interval) throws(EvalFault) -> ZoneReference {
        guard interval.months == 0, interval.days == 0 else {
            let text = unsafe MomentPrint.string { unsafe MomentPrint.interval(interval, to: $0) }
            throw EvalFault(
                .invalidParameter,
                "interval time zone \"\(text)\" must not include months or days")
        }
        return .fixed(east: Int(interval.microseconds / Moment.microsecondsPerSecond))
    }

    static func reference(
        _ short: ZoneAbbreviation, _ name: String
    ) throws(EvalFault) -> ZoneReference {
        switch short {
        case .fixed(let east, _): return .fixed(east: east)
        case .varying(let zone):
            guard let rules = try rules(named: zone) else { throw unknown(name) }
            return .abbreviation(name, rules)
        }
    }

    static func unknown(_ name: String) -> EvalFault {
        EvalFault(.invalidParameter, "time zone \"\(name)\" not recognized")
    }

    /// A zone of the database, or in POSIX notation; nil when the name is neither.
    ///
    /// - Throws: That the database is missing.
    public static func rules(named name: String) throws(EvalFault) -> TimeZoneRules? {
        let key = name.uppercased()
        if let known = cache.withLock({ $0[key] }) { return known }
        var found = load(name)
        if found == nil, !key.hasPrefix(":"), let posix = PosixZone(key) {
            found = TimeZoneRules(name: key, stretches: [posix.standard], rule: posix)
        }
        if found == nil, TimeZoneFile.entry("utc", in: folder) == nil {
            throw EvalFault(
                .invalidParameter,
                "time zone \"\(name)\" not recognized: \(folder) has no time zone database")
        }
        cache.withLock { [found] in
            if $0.count < cacheLimit { $0.updateValue(found, forKey: key) }
        }
        return found
    }

    /// Reads a zone's file, whatever the case of the name's letters.
    private static func load(_ name: String) -> TimeZoneRules? {
        var path = folder
        let file = name.hasPrefix(":") ? name.dropFirst() : name[...]
        for part in file.split(separator: "/", omittingEmptySubsequences: false) {
            guard !part.isEmpty, !part.hasPrefix("."), !part.utf8.contains(0),
                let entry = TimeZoneFile.entry(part.lowercased(), in: path)
            else { return nil }
            path += "/" + entry
        }
        guard let bytes = TimeZoneFile.contents(path) else { return nil }
        return TimeZoneFile.parse(bytes, name: String(path.dropFirst(folder.count + 1)))
    }
}
