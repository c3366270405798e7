/// The parts of a date or time that were seen.
struct MomentParts: OptionSet {
    let rawValue: UInt32

    static let special = MomentParts(rawValue: 1)
    static let month = MomentParts(rawValue: 2)
    static let year = MomentParts(rawValue: 4)
    static let day = MomentParts(rawValue: 8)
    static let zone = MomentParts(rawValue: 16)
    static let daylightZone = MomentParts(rawValue: 32)
    static let meridiem = MomentParts(rawValue: 64)
    static let hour = MomentParts(rawValue: 128)
    static let minute = MomentParts(rawValue: 256)
    static let second = MomentParts(rawValue: 512)
    static let subsecond = MomentParts(rawValue: 1024)
    static let dayOfYear = MomentParts(rawValue: 2048)
    static let weekday = MomentParts(rawValue: 4096)
    static let era = MomentParts(rawValue: 8192)
    static let daylight = MomentParts(rawValue: 16_384)
    static let varyingZone = MomentParts(rawValue: 32_768)
    static let date: MomentParts = [.year, .month, .day]
    static let time: MomentParts = [.hour, .minute, .second, .subsecond]
    static let seconds: MomentParts = [.second, .subsecond]
}

/// Makes a date and time of the fields of a text.
struct MomentReader {
    private let fields: [MomentTextField]
    var state = MomentReaderState()
    private var label: MomentLabel?
    private var zone: ZoneReference?

    init(_ fields: [MomentTextField]) { self.fields = fields }

    /// The calendar day and time of day.
    private(set) var time = BrokenTime()
    /// Seconds west of UTC.
    private(set) var west = 0
    /// `infinity`, `-infinity` or `epoch` instead of a day.
    private(set) var special: MomentWord?

    /// Reads all fields and checks them.
    mutating func read() throws(MomentTextFault) {
        for index in fields.indices {
            let seen = try field(index)
            guard seen.isDisjoint(with: state.seen) else { throw .badFormat }
            state.seen.formUnion(seen)
        }
        try state.finishDate()
        try state.finishTime()
        time = try state.broken()
        guard special == nil else { return }
        guard state.seen.isSuperset(of: .date) else { throw .badFormat }
        if let zone {
            guard !state.seen.contains(.daylight) else { throw .badFormat }
            // A day out of range is refused later, and no zone knows it.
            guard time.isJulian else { return }
            let clock = time.days * 86_400 + time.microseconds / Moment.microsecondsPerSecond
            west = -zone.east(showing: clock + Moment.unixEpochDays * 86_400)
        }
        if !state.seen.contains(.zone), state.seen.contains(.daylight) { throw .badFormat }
    }

    private mutating func field(_ index: Int) throws(MomentTextFault) -> MomentParts {
        let bytes = fields[index].bytes
        switch fields[index].kind {
        case .date: return try dateField(bytes)
        case .time:
            if let label {
                guard label == .time else { throw .badFormat }
                self.label = nil
            }
            try state.readTime(bytes[...])
            return .time
        case .zone:
            west = try Self.west(bytes[...])
            return .zone
        case .number:
            if let label { return try labelled(bytes, label) }
            return try state.readPlainNumber(bytes)
        case .text, .special: return try word(index)
        }
    }

    /// A date with its marks, or what comes after a date: a zone's name, `hhmmss-zz`.
    private mutating func dateField(_ bytes: [UInt8]) throws(MomentTextFault) -> MomentParts {
        if label == .julian {
            let (day, end) = try MomentNumber.integer(bytes[...])
            guard day >= 0 else { throw .fieldOverflow }
            state.setJulian(day)
            west = try Self.west(bytes[end...])
            label = nil
            return [.date, .time, .zone]
        }
        guard label != nil || state.seen.isSuperset(of: [.month, .day]) else {
            return try state.readDate(bytes)
        }
        guard MomentTextFields.isDigit(bytes[0]) || label != nil else {
            return try namedZone(String(decoding: bytes, as: UTF8.self))
        }
        guard label == nil || label == .time else { throw .badFormat }
        label = nil
        guard !state.seen.isSuperset(of: .time),
            let mark = bytes.firstIndex(of: UInt8(ascii: "-"))
        else { throw .badFormat }
        west = try Self.west(bytes[mark...])
        return try state.readRunTogether(bytes[..<mark]).union(.zone)
    }

    private mutating func namedZone(_ name: String) throws(MomentTextFault) -> MomentParts {
        do throws(EvalFault) {
            guard let rules = try TimeZones.rules(named: name) else {
                throw TimeZones.unknown(name)
            }
            zone = .zone(rules)
        } catch {
            throw .other(error)
        }
        return .zone
    }

    /// A number after a letter that says what it is: `y2013m01d02`.
    private mutating func labelled(
        _ bytes: [UInt8], _ label: MomentLabel
    ) throws(MomentTextFault) -> MomentParts {
        self.label = nil
        special = nil
        let (value, end) = try MomentNumber.integer(bytes[...])
        if end < bytes.count {
            guard bytes[end] == UInt8(ascii: "."), [.julian, .time, .second].contains(label) else {
                throw .badFormat
            }
        }
        if label == .time {
            let seen = try state.readRunTogether(bytes[...], hasDate: true)
            guard seen == .time else { throw .badFormat }
            return seen
        }
        return try state.set(label, value, fraction: bytes[end...])
    }

    private mutating func word(_ index: Int) throws(MomentTextFault) -> MomentParts {
        let name = fields[index].string
        if fields[index].kind == .text, let short = ZoneAbbreviations.find(name) {
            return try abbreviation(short, name)
        }
        guard let word = MomentWord.find(name) else { return try wordZone(name) }
        switch word {
        case .month(let month): return state.setTextMonth(month)
        case .weekday: return .weekday
        case .ignored: return []
        case .meridiem(let isAfternoon):
            state.isAfternoon = isAfternoon
            return .meridiem
        case .era(let isBC):
            state.isBC = isBC
            return .era
        case .infinity, .epoch:
            special = word
            return .special
        case .allballs:
            west = 0
            special = nil
            return [.time, .zone]
        case .clock: throw .other(Self.clock(name))
        case .label(let label):
            self.label = label
            return []
        case .isoTime:
            let isFollowed =
                index + 1 < fields.count
                && [.number, .time, .date].contains(fields[index + 1].kind)
            guard state.seen.isSuperset(of: .date), isFollowed else { throw .badFormat }
            label = .time
            return []
        case .daylight:
            west -= 3600
            return [.daylight, .daylightZone]
        }
    }

    private mutating func wordZone(_ name: String) throws(MomentTextFault) -> MomentParts {
        do throws(EvalFault) {
            guard let rules = try TimeZones.rules(named: name) else {
                throw EvalFault(.invalidDatetime, "")
            }
            zone = .zone(rules)
            return .zone
        } catch {
            throw error.message.isEmpty ? .badFormat : .other(error)
        }
    }

    private mutating func abbreviation(
        _ short: ZoneAbbreviation, _ name: String
    ) throws(MomentTextFault) -> MomentParts {
        if case .fixed(let east, let isDaylight) = short {
            west = -east
            return isDaylight ? [.zone, .daylightZone] : .zone
        }
        do throws(EvalFault) {
            zone = try TimeZones.reference(short, name)
        } catch {
            throw .other(error)
        }
        return [.zone, .varyingZone]
    }

    static func clock(_ name: String) -> EvalFault {
        EvalFault(
            .featureNotSupported,
            "date/time value \"\(name)\" is not supported: it would change from run to run")
    }

    /// Seconds west of UTC of `+02`, `-0530` or `+02:30:15`.
    static func west(_ bytes: ArraySlice<UInt8>) throws(MomentTextFault) -> Int {
        guard let sign = bytes.first, sign == 0x2B || sign == 0x2D else { throw .badFormat }
        do throws(MomentTextFault) {
            var (hours, end) = try MomentNumber.integer(bytes.dropFirst())
            var (minutes, seconds) = (0, 0)
            if end < bytes.endIndex, bytes[end] == UInt8(ascii: ":") {
                (minutes, end) = try MomentNumber.integer(bytes[(end + 1)...])
                if end < bytes.endIndex, bytes[end] == UInt8(ascii: ":") {
                    (seconds, end) = try MomentNumber.integer(bytes[(end + 1)...])
                }
            } else if end == bytes.endIndex, bytes.count > 3 {
                (hours, minutes) = (hours / 100, hours % 100)
            }
            guard 0...15 ~= hours, 0..<60 ~= minutes, 0..<60 ~= seconds else {
                throw .zoneOverflow
            }
            guard end == bytes.endIndex else { throw .badFormat }
            let east = hours * 3600 + minutes * 60 + seconds
            return sign == 0x2D ? east : -east
        } catch .fieldOverflow {
            throw .zoneOverflow
        } catch {
            throw error
        }
    }
}
