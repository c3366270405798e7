/// Prints one field of a format.
struct FieldPrinter {
    private let pattern: MomentPattern
    private let letters: MomentPattern.Letters
    private let isFill: Bool
    private let ordinal: MomentPattern.Letters?

    init(_ field: MomentFormat.Field) {
        (pattern, letters) = (field.pattern, field.letters)
        (isFill, ordinal) = (field.isFill, field.ordinal)
    }

    func print(_ parts: FormatParts, to text: inout [UInt8]) {
        switch pattern {
        case .adDots, .amDots, .ad, .am, .day, .dy, .month, .mon, .rm, .tz: name(parts, &text)
        case .tzh: text += "+00".utf8
        case .of: text += (isFill ? "+0" : "+00").utf8
        case .tzm: text += "00".utf8
        case .fx: break
        case .hh, .hh12:
            let hour = parts.hour % 12
            number(hour == 0 ? 12 : hour, parts.hour < 0 ? 3 : 2, &text)
        case .hh24: number(parts.hour, parts.hour < 0 ? 3 : 2, &text)
        case .mi: signed(parts.minute, &text)
        case .ss: signed(parts.second, &text)
        case .ff1, .ff2, .ff3, .ff4, .ff5, .ff6, .ms, .us: fraction(parts, &text)
        case .sssss:
            let minutes = parts.hour * 60 + Int64(parts.minute)
            number(minutes * 60 + Int64(parts.second), 0, &text)
        default: calendar(parts, &text)
        }
    }

    private func calendar(_ parts: FormatParts, _ text: inout [UInt8]) {
        let days = parts.days
        switch pattern {
        case .mm: signed(parts.month, &text)
        case .dd: number(Int64(parts.day), 2, &text)
        case .ddd: number(Int64(parts.dayOfYear), 3, &text)
        case .iddd:
            let first = CivilCalendar.isoWeekStart(
                year: CivilCalendar.isoWeek(days, near: parts.year).year, week: 1)
            number(days - first + 1, 3, &text)
        case .d: number(Int64(CivilCalendar.dayOfWeek(days)) + 1, 0, &text)
        case .id: number(Int64(CivilCalendar.dayOfWeek(days) + 6) % 7 + 1, 0, &text)
        case .ww: number(Int64((parts.dayOfYear - 1) / 7) + 1, 2, &text)
        case .iw: number(Int64(CivilCalendar.isoWeek(days, near: parts.year).week), 2, &text)
        case .w: number(Int64((parts.day - 1) / 7) + 1, 0, &text)
        case .q where parts.month != 0: number(Int64((parts.month - 1) / 3) + 1, 0, &text)
        case .q: break
        case .j: number(days + Moment.epochJulian, 0, &text)
        case .cc: century(parts, &text)
        default: year(parts, &text)
        }
    }

    private func fraction(_ parts: FormatParts, _ text: inout [UInt8]) {
        let digits = pattern.fractionDigits ?? 6
        var value = parts.microsecond
        for _ in digits..<6 { value /= 10 }
        append(Int64(value), digits, &text)
    }

    private func century(_ parts: FormatParts, _ text: inout [UInt8]) {
        let year = parts.year
        let century =
            parts.isInterval ? year / 100 : year > 0 ? (year - 1) / 100 + 1 : year / 100 - 1
        number(Int64(century), century.magnitude > 99 ? 0 : century < 0 ? 3 : 2, &text)
    }

    /// The year as a person says it: 1 for 1 BC, but an interval's with its sign.
    private func spoken(_ year: Int, _ parts: FormatParts) -> Int64 {
        Int64(!parts.isInterval && year <= 0 ? 1 - year : year)
    }

    private func year(_ parts: FormatParts, _ text: inout [UInt8]) {
        let own = spoken(parts.year, parts)
        let sign = own < 0 ? 1 : 0
        switch pattern {
        case .yComma:
            let thousands = own / 1000
            text += "\(thousands),".utf8
            append(own - thousands * 1000, 3, &text)
        case .yyyy: number(own, 4 + sign, &text)
        case .yyy: number(own % 1000, 3 + sign, &text)
        case .yy: number(own % 100, 2 + sign, &text)
        case .y: number(own % 10, 0, &text)
        default:
            let iso = spoken(CivilCalendar.isoWeek(parts.days, near: parts.year).year, parts)
            switch pattern {
            case .iyyy: number(iso, 4 + sign, &text)
            case .iyy: number(iso % 1000, 3 + sign, &text)
            case .iy: number(iso % 100, 2 + sign, &text)
            default: number(iso % 10, 0, &text)
            }
        }
    }

    // MARK: Names

    private func name(_ parts: FormatParts, _ text: inout [UInt8]) {
        switch pattern {
        case .am: word(parts.hour % 24 >= 12 ? "pm" : "am", 0, &text)
        case .amDots: word(parts.hour % 24 >= 12 ? "p.m." : "a.m.", 0, &text)
        case .ad: word(parts.year <= 0 ? "bc" : "ad", 0, &text)
        case .adDots: word(parts.year <= 0 ? "b.c." : "a.d.", 0, &text)
        case .day: word(weekday(parts), 9, &text)
        case .dy: word(String(weekday(parts).prefix(3)), 0, &text)
        case .month: word(MomentNames.months[parts.month - 1], 9, &text)
        case .mon: word(String(MomentNames.months[parts.month - 1].prefix(3)), 0, &text)
        case .tz: word(parts.isZoned ? "utc" : "", 0, &text)
        default: roman(parts, &text)
        }
    }

    private func weekday(_ parts: FormatParts) -> String {
        MomentNames.weekdays[CivilCalendar.dayOfWeek(parts.days)]
    }

    /// The month in Roman numerals; of an interval, whole years are a December, or a January when
    /// below zero, and months below zero count back from December.
    private func roman(_ parts: FormatParts, _ text: inout [UInt8]) {
        guard parts.month != 0 || parts.year != 0 else { return }
        let fromEnd: Int
        if parts.month == 0 {
            fromEnd = parts.year >= 0 ? 0 : 11
        } else {
            fromEnd = parts.month < 0 ? -(parts.month + 1) : 12 - parts.month
        }
        word(FieldReader.romanMonths[fromEnd], 4, &text)
    }

    /// A word in the letters asked for, with spaces up to a width unless `FM` stands before.
    private func word(_ word: String, _ width: Int, _ text: inout [UInt8]) {
        let start = text.count
        text += word.utf8
        if letters != .lower {
            let end = letters == .initial ? start + 1 : text.count
            for index in start..<end where 0x61...0x7A ~= text[index] { text[index] -= 0x20 }
        }
        while !isFill, text.count < start + width { text.append(0x20) }
    }

    // MARK: Numbers

    private func signed(_ value: Int, _ text: inout [UInt8]) {
        number(Int64(value), value < 0 ? 3 : 2, &text)
    }

    /// A number filled with zeros up to a width, sign included, unless `FM` stands before.
    private func number(_ value: Int64, _ width: Int, _ text: inout [UInt8]) {
        append(value, isFill ? 0 : width, &text)
    }

    private func append(_ value: Int64, _ width: Int, _ text: inout [UInt8]) {
        let start = text.count
        if value < 0 { text.append(0x2D) }
        var digits = 1
        var bound: UInt64 = 10
        while digits < 19, value.magnitude >= bound {
            digits += 1
            bound *= 10
        }
        let end = max(start + width, text.count + digits)
        while text.count < end { text.append(0x30) }
        var rest = value.magnitude
        for place in (end - digits..<end).reversed() {
            text[place] = 0x30 + UInt8(rest % 10)
            rest /= 10
        }
        ordinal(start, &text)
    }

    /// `TH` or `th` after a number that begins at `start`.
    private func ordinal(_ start: Int, _ text: inout [UInt8]) {
        guard let letters = ordinal, let last = text.last else { return }
        let isTeen = text.count > start + 1 && text[text.count - 2] == UInt8(ascii: "1")
        let ending =
            switch (isTeen, last) {
            case (false, UInt8(ascii: "1")): "st"
            case (false, UInt8(ascii: "2")): "nd"
            case (false, UInt8(ascii: "3")): "rd"
            default: "th"
            }
        text += (letters == .upper ? ending.uppercased() : ending).utf8
    }
}
