/// Takes the notation of POSIX `TZ` apart, front to back.
struct PosixZoneReader {
    private let text: [UInt8]
    private var place = 0

    init(_ text: String) { self.text = Array(text.utf8) }

    var isAtEnd: Bool { place == text.count }
    /// Whether a rule follows.
    var isAtSeparator: Bool { peek == UInt8(ascii: ",") || peek == UInt8(ascii: ";") }
    private var peek: UInt8 { place < text.count ? text[place] : 0 }

    /// An abbreviation, bare or in `<…>`; may be empty, as PostgreSQL allows.
    mutating func name() -> String? {
        if peek == UInt8(ascii: "<") {
            guard let end = text[place...].firstIndex(of: UInt8(ascii: ">")) else { return nil }
            defer { place = end + 1 }
            return String(decoding: text[(place + 1)..<end], as: UTF8.self)
        }
        let start = place
        let stops = Array("0123456789,-+".utf8)
        while place < text.count, !stops.contains(text[place]) { place += 1 }
        return String(decoding: text[start..<place], as: UTF8.self)
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func offset() -> Int? {
        let isNegative = peek == UInt8(ascii: "-")
        if isNegative || peek == UInt8(ascii: "+") { place += 1 }
        guard let hours = number(0...167) else { return nil }
        var seconds = hours * 3600
        if take(":") {
            guard let minutes = number(0...59) else { return nil }
            seconds += minutes * 60
            if take(":") {
                guard let rest = number(0...60) else { return nil }
                seconds += rest
            }
        }
        return isNegative ? -seconds : seconds
    }

    /// A rule `,start[/time],end[/time]`.
    mutating func rule() -> PosixZone.Rule? {
        guard isAtSeparator else { return nil }
        place += 1
        guard let (start, startSeconds) = day(), take(","), let (end, endSeconds) = day() else {
            return nil
        }
        return PosixZone.Rule(
            start: start, startSeconds: startSeconds, end: end, endSeconds: endSeconds)
    }

    private mutating func day() -> (PosixZone.Day, Int)? {
        let day: PosixZone.Day
        if take("J") {
            guard let number = number(1...365) else { return nil }
            day = .julian(number)
        } else if take("M") {
            guard let month = number(1...12), take("."), let week = number(1...5), take("."),
                let weekday = number(0...6)
            else { return nil }
            day = .weekday(month: month, week: week, day: weekday)
        } else {
            guard let number = number(0...365) else { return nil }
            day = .ordinal(number)
        }
        guard take("/") else { return (day, 7200) }
        return offset().map { (day, $0) }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character), place < text.count else { return false }
        place += 1
        return true
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int? {
        var value = 0
        let start = place
        while place < text.count, 0x30...0x39 ~= text[place] {
            value = value * 10 + Int(text[place] - 0x30)
            guard value <= range.upperBound else { return nil }
            place += 1
        }
        return place > start && range.contains(value) ? value : nil
    }
}
