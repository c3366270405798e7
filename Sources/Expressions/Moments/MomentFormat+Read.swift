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
        return timestamp
    }

    private func read(_ text: String) throws(EvalFault) -> (time: BrokenTime, west: Int) {
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
