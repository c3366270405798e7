extension MomentFormat {
    /// `to_date(text, format)`.
    ///
    /// - Throws: That the text does not fit the format, or a field is out of range.
    public func date(_ text: String) throws(EvalFault) -> Int64 {
        let found = try read(text)
        guard found.time.isJulian, Moment.dates.contains(found.time.days) else {
            throw EvalFault(.datetimeOverflow, "date out of range: \"\(text)\"")
        }
        return found.time.days
    }

    /// `to_timestamp(text, format)`, in UTC unless the text tells its offset.
    ///
    /// - Throws: That the text does not fit the format, or a field is out of range.
    public func timestamptz(_ text: String) throws(EvalFault) -> Int64 {
        let found = try read(text)
        guard let timestamp = found.time.timestamp(west: found.west) else {
            throw .timestampOutOfRange
        }
        return found.precision == 0 ? timestamp : Self.rounded(timestamp, to: found.precision)
    }

    /// Rounds to a number of digits of a second, halves away from 2000.
    private static func rounded(_ timestamp: Int64, to digits: Int) -> Int64 {
        var unit: Int64 = 1
        for _ in digits..<6 { unit *= 10 }
        let half = timestamp < 0 ? -(unit / 2) : unit / 2
        return (timestamp + half) / unit * unit
    }

    private func read(_ text: String) throws(EvalFault) -> FormatDate.Settled {
        var reader = FieldReader(Array(text.utf8), nodes)
        try reader.read()
        return try FormatDate(reader.found, text).settled()
    }
}

/// The numbers that a text gave under a format; 0 is unknown, as PostgreSQL has it.
struct FoundFields {
    var convention: MomentPattern.Convention?
    var isTwelveHours = false
    var hour = 0
    var isAfternoon = 0
    var minute = 0
    var second = 0
    var secondOfDay = 0
    /// Sunday is 1.
    var weekday = 0
    var day = 0
    var dayOfYear = 0
    var month = 0
    var millisecond = 0
    var microsecond = 0
    /// Digits of a fraction to round to; 0: all.
    var precision = 0
    var year = 0
    var isBC = 0
    var week = 0
    var weekOfMonth = 0
    var century = 0
    var julian = 0
    /// The digits of the year's pattern.
    var yearDigits = 0
    /// 1 or -1 when there is a zone, east for 1.
    var zoneSign = 0
    var zoneHours = 0
    var zoneMinutes = 0
}
