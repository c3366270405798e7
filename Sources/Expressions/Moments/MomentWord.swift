/// A word in the text of a date or time.
enum MomentWord: Equatable {
    case month(Int)
    case weekday
    case ignored
    case meridiem(isAfternoon: Bool)
    case era(isBC: Bool)
    case infinity(isNegative: Bool)
    case epoch
    /// Midnight UTC.
    case allballs
    /// What depends on the clock, which is refused.
    case clock
    /// The letter before a number, such as `j` for a Julian day.
    case label(MomentLabel)
    /// The `t` before a time.
    case isoTime
    /// `dst` after a zone.
    case daylight

    /// The word in lower case, cut to ten letters; nil when PostgreSQL knows none.
    static func find(_ word: String) -> MomentWord? { table[String(word.prefix(10))] }

    private static let table: [String: MomentWord] = {
        var table: [String: MomentWord] = [
            "-infinity": .infinity(isNegative: true), "infinity": .infinity(isNegative: false),
            "ad": .era(isBC: false), "bc": .era(isBC: true), "epoch": .epoch,
            "allballs": .allballs, "am": .meridiem(isAfternoon: false),
            "pm": .meridiem(isAfternoon: true), "at": .ignored, "on": .ignored,
            "now": .clock, "today": .clock, "tomorrow": .clock, "yesterday": .clock,
            "dst": .daylight, "t": .isoTime, "y": .label(.year), "m": .label(.month),
            "d": .label(.day), "h": .label(.hour), "mm": .label(.minute), "s": .label(.second),
            "j": .label(.julian), "jd": .label(.julian), "julian": .label(.julian),
            "dow": .label(.other), "doy": .label(.other), "isodow": .label(.other),
            "isoyear": .label(.other), "sept": .month(9),
        ]
        for (index, name) in MomentNames.months.enumerated() {
            table[name] = .month(index + 1)
            table[String(name.prefix(3))] = .month(index + 1)
        }
        for name in MomentNames.weekdays {
            table[name] = .weekday
            table[String(name.prefix(3))] = .weekday
        }
        for name in ["thur", "thurs", "tues", "weds"] { table[name] = .weekday }
        return table
    }()
}

/// What a letter before a number says that it is.
enum MomentLabel { case year, month, day, hour, minute, second, julian, time, other }

/// English names, in lower case.
enum MomentNames {
    static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september",
        "october", "november", "december",
    ]
    /// From Sunday on.
    static let weekdays = [
        "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
    ]
}
