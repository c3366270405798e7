/// A pattern of a date's format, such as `YYYY`.
enum MomentPattern: String, Sendable {
    case adDots = "A.D."
    case amDots = "A.M."
    case ad = "AD"
    case am = "AM"
    case cc = "CC"
    case day = "DAY"
    case ddd = "DDD"
    case dd = "DD"
    case dy = "DY"
    case d = "D"
    case ff1 = "FF1"
    case ff2 = "FF2"
    case ff3 = "FF3"
    case ff4 = "FF4"
    case ff5 = "FF5"
    case ff6 = "FF6"
    case fx = "FX"
    case hh24 = "HH24"
    case hh12 = "HH12"
    case hh = "HH"
    case iddd = "IDDD"
    case id = "ID"
    case iw = "IW"
    case iyyy = "IYYY"
    case iyy = "IYY"
    case iy = "IY"
    case i = "I"
    case j = "J"
    case mi = "MI"
    case mm = "MM"
    case month = "MONTH"
    case mon = "MON"
    case ms = "MS"
    case of = "OF"
    case q = "Q"
    case rm = "RM"
    case sssss = "SSSSS"
    case ss = "SS"
    case tzh = "TZH"
    case tzm = "TZM"
    case tz = "TZ"
    case us = "US"
    case ww = "WW"
    case w = "W"
    case yComma = "Y,YYY"
    case yyyy = "YYYY"
    case yyy = "YYY"
    case yy = "YY"
    case y = "Y"

    /// How letters of a name are written.
    enum Letters { case upper, initial, lower }

    /// Which calendar a pattern belongs to; the two cannot be mixed in one date.
    enum Convention { case gregorian, isoWeek }

    /// Every spelling, longer ones before their beginnings; case matters.
    static let spellings: [(name: [UInt8], pattern: MomentPattern, letters: Letters)] = {
        var upper: [(String, MomentPattern)] = [
            ("A.D.", .adDots), ("A.M.", .amDots), ("AD", .ad), ("AM", .am), ("B.C.", .adDots),
            ("BC", .ad), ("P.M.", .amDots), ("PM", .am), ("SSSS", .sssss),
        ]
        let plain: [MomentPattern] = [
            .cc, .day, .ddd, .dd, .dy, .d, .ff1, .ff2, .ff3, .ff4, .ff5, .ff6, .fx, .hh24, .hh12,
            .hh, .iddd, .id, .iw, .iyyy, .iyy, .iy, .i, .j, .mi, .mm, .month, .mon, .ms, .of, .q,
            .rm, .sssss, .ss, .tzh, .tzm, .tz, .us, .ww, .w, .yComma, .yyyy, .yyy, .yy, .y,
        ]
        upper += plain.map { ($0.rawValue, $0) }
        var all = upper.map { ($0.0, $0.1, Letters.upper) }
        all += upper.map { ($0.0.lowercased(), $0.1, .lower) }
        all += [("Day", .day, .initial), ("Dy", .dy, .initial), ("Month", .month, .initial)]
        all += [("Mon", .mon, .initial)]
        let sorted = all.sorted { $0.0.utf8.count > $1.0.utf8.count }
        return sorted.map { (Array($0.0.utf8), $0.1, $0.2) }
    }()

    /// Whether its text is all digits, so that a number before it must have its fixed width.
    var isDigits: Bool {
        switch self {
        case .adDots, .amDots, .ad, .am, .day, .dy, .fx,
            .month, .mon, .of, .rm, .tzh, .tz:
            false
        default: true
        }
    }

    /// The calendar it belongs to; nil when it goes with both.
    var convention: Convention? {
        switch self {
        case .ddd, .dd, .d, .mm, .month, .mon, .rm, .ww, .w, .yComma, .yyyy, .yyy, .yy, .y:
            .gregorian
        case .iddd, .id, .iw, .iyyy, .iyy, .iy, .i: .isoWeek
        default: nil
        }
    }

    /// Digits of a fraction of a second; nil for other patterns.
    var fractionDigits: Int? {
        switch self {
        case .ff1: 1
        case .ff2: 2
        case .ff3, .ms: 3
        case .ff4: 4
        case .ff5: 5
        case .ff6, .us: 6
        default: nil
        }
    }

    /// Whether an interval, which has no place in the calendar, has no such part.
    var needsCalendar: Bool {
        switch self {
        case .tz, .tzh, .tzm, .of, .adDots, .ad, .month, .mon, .day, .dy, .d, .id: true
        default: false
        }
    }
}
