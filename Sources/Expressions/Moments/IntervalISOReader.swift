/// Reads `P1Y2M3DT4H5M6S`, `P0001-02-03T04:05:06` and `P00010203T040506`.
///
/// - SeeAlso: ISO 8601:2004 §4.4.3.2 and §4.4.3.3.
struct IntervalISOReader {
    private let text: [UInt8]
    private var place = 1
    private var sum = IntervalSum()
    private var hasField = false

    static func read(_ text: [UInt8]) throws(MomentTextFault) -> Interval {
        guard text.count >= 2, text[0] == UInt8(ascii: "P") else { throw .badFormat }
        var reader = IntervalISOReader(text: text)
        try reader.read()
        return try reader.sum.interval()
    }

    private init(text: [UInt8]) { self.text = text }

    private var peek: UInt8 { place < text.count ? text[place] : 0 }

    private mutating func read() throws(MomentTextFault) {
        var isDate = true
        while place < text.count {
            if peek == UInt8(ascii: "T") {
                isDate = false
                hasField = false
                place += 1
                continue
            }
            let start = place
            let (value, fraction) = try number()
            let unit = peek
            place += 1
            let isDone =
                isDate
                ? try datePart(value, fraction, unit, start)
                : try timePart(value, fraction, unit, start)
            if isDone, place >= text.count { return }
            if isDone {
                isDate = false
                hasField = false
            } else {
                hasField = true
            }
        }
    }

    /// Reads on after a number before `T`; true when the date ends here.
    private mutating func datePart(
        _ value: Int, _ fraction: Double, _ unit: UInt8, _ start: Int
    ) throws(MomentTextFault) -> Bool {
        switch unit {
        case UInt8(ascii: "Y"): try sum.add(value, fraction, .year)
        case UInt8(ascii: "M"): try sum.add(value, fraction, .month)
        case UInt8(ascii: "W"): try sum.add(value, fraction, .week)
        case UInt8(ascii: "D"): try sum.add(value, fraction, .day)
        case UInt8(ascii: "T"), 0:
            if digits(start) == 8, !hasField {
                try sum.add(value / 10_000, 0, .year)
                try sum.add(value / 100 % 100, 0, .month)
                try sum.add(value % 100, fraction, .day)
                return true
            }
            guard !hasField else { throw .badFormat }
            try sum.add(value, fraction, .year)
            return true
        case UInt8(ascii: "-"):
            guard !hasField else { throw .badFormat }
            try sum.add(value, fraction, .year)
            return try calendarRest()
        default: throw .badFormat
        }
        return false
    }

    private mutating func calendarRest() throws(MomentTextFault) -> Bool {
        let (months, monthFraction) = try number()
        try sum.add(months, monthFraction, .month)
        if try endsDate() { return true }
        guard peek == UInt8(ascii: "-") else { throw .badFormat }
        place += 1
        let (days, dayFraction) = try number()
        try sum.add(days, dayFraction, .day)
        guard try endsDate() else { throw .badFormat }
        return true
    }

    private mutating func endsDate() throws(MomentTextFault) -> Bool {
        if place < text.count, peek != UInt8(ascii: "T") { return false }
        place += 1
        return true
    }

    /// Reads on after a number behind `T`; true when the text ends here.
    private mutating func timePart(
        _ value: Int, _ fraction: Double, _ unit: UInt8, _ start: Int
    ) throws(MomentTextFault) -> Bool {
        switch unit {
        case UInt8(ascii: "H"): try sum.add(value, fraction, .hour)
        case UInt8(ascii: "M"): try sum.add(value, fraction, .minute)
        case UInt8(ascii: "S"): try sum.add(value, fraction, .second)
        case 0 where digits(start) == 6 && !hasField:
            try sum.add(value / 10_000, 0, .hour)
            try sum.add(value / 100 % 100, 0, .minute)
            try sum.add(value % 100, fraction, .second)
            return true
        case UInt8(ascii: ":"), 0:
            guard !hasField else { throw .badFormat }
            try sum.add(value, fraction, .hour)
            if unit == 0 { return true }
            let (minutes, minuteFraction) = try number()
            try sum.add(minutes, minuteFraction, .minute)
            if place >= text.count { return true }
            guard peek == UInt8(ascii: ":") else { throw .badFormat }
            place += 1
            let (seconds, secondFraction) = try number()
            try sum.add(seconds, secondFraction, .second)
            guard place >= text.count else { throw .badFormat }
            return true
        default: throw .badFormat
        }
        return false
    }

    /// A number's whole part and its fraction.
    private mutating func number() throws(MomentTextFault) -> (Int, Double) {
        guard MomentTextFields.isDigit(peek) || peek == 0x2D || peek == 0x2E,
            let (value, length) = MomentNumber.double(text[place...])
        else { throw .badFormat }
        place += length
        guard value.magnitude <= 1e15 else { throw .fieldOverflow }
        let whole = value.rounded(.towardZero)
        return (Int(whole), value - whole)
    }

    /// How many digits a number has before its point.
    private func digits(_ start: Int) -> Int {
        let first = text[start] == UInt8(ascii: "-") ? start + 1 : start
        return text[first...].prefix(while: MomentTextFields.isDigit).count
    }
}
