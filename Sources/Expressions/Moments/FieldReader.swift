/// Reads a text along a format.
struct FieldReader {
    private let text: [UInt8]
    private let nodes: [MomentFormat.Node]
    private var place = 0
    private var isExact = false
    /// Characters skipped beyond those the format has.
    private var extra = 0
    /// Characters the last integer took, spaces before it included.
    private var lastLength = 0
    private(set) var found = FoundFields()

    init(_ text: [UInt8], _ nodes: [MomentFormat.Node]) {
        self.text = text
        self.nodes = nodes
    }

    private var peek: UInt8 { place < text.count ? text[place] : 0 }

    mutating func read() throws(EvalFault) {
        for index in nodes.indices {
            guard place < text.count else { return }
            switch nodes[index] {
            case .separator:
                if index == 0 { skipSpaces() }
                separator()
            case .character:
                if index == 0 { skipSpaces() }
                if !isExact, extra > 0 { extra -= 1 } else { skipCharacter() }
            case .field(let field):
                if field.pattern == .fx {
                    isExact = true
                    continue
                }
                skipSpaces()
                try read(field, index)
                if !isExact { extra = 0 }
                skipSpaces()
            }
        }
    }

    private mutating func skipSpaces() {
        while !isExact, MomentTextFields.isSpace(peek) {
            place += 1
            extra += 1
        }
    }

    private mutating func separator() {
        guard !isExact else { return skipCharacter() }
        extra -= 1
        if MomentTextFields.isSpace(peek) || MomentFormatParser.isSeparator(peek) {
            place += 1
            extra += 1
        }
    }

    private mutating func skipCharacter() {
        guard place < text.count else { return }
        place = min(place + MomentFormatParser.length(text[place]), text.count)
    }

    // MARK: Fields

    private mutating func read(_ field: MomentFormat.Field, _ index: Int) throws(EvalFault) {
        if let convention = field.pattern.convention {
            guard found.convention == nil || found.convention == convention else {
                throw EvalFault(.invalidDatetime, "invalid combination of date conventions")
            }
            found.convention = convention
        }
        switch field.pattern {
        case .adDots, .ad, .amDots, .am, .day, .dy, .month, .mon, .rm: try name(field)
        case .tz, .of:
            throw EvalFault(
                .featureNotSupported,
                "formatting field \"\(field.name)\" is only supported in to_char")
        case .tzh, .tzm: try zone(field, index)
        case .yComma, .yyyy, .yyy, .yy, .y, .iyyy, .iyy, .iy, .i: try year(field, index)
        case .ms, .us, .ff1, .ff2, .ff3, .ff4, .ff5, .ff6: try fraction(field, index)
        default: try number(field, index)
        }
        if field.ordinal != nil, field.pattern != .tzm, field.pattern.isDigits {
            skipCharacter()
            skipCharacter()
        }
    }

    private mutating func number(
        _ field: MomentFormat.Field, _ index: Int
    ) throws(EvalFault) {
        switch field.pattern {
        case .hh, .hh12:
            found.hour = try integer(field, index, 2, over: found.hour)
            found.isTwelveHours = true
        case .hh24: found.hour = try integer(field, index, 2, over: found.hour)
        case .mi: found.minute = try integer(field, index, over: found.minute)
        case .ss: found.second = try integer(field, index, over: found.second)
        case .sssss: found.secondOfDay = try integer(field, index, over: found.secondOfDay)
        case .mm: found.month = try integer(field, index, over: found.month)
        case .dd: found.day = try integer(field, index, over: found.day)
        case .ddd: found.dayOfYear = try integer(field, index, over: found.dayOfYear)
        case .iddd: found.dayOfYear = try integer(field, index, 3, over: found.dayOfYear)
        case .d: found.weekday = try integer(field, index, over: found.weekday)
        case .id:
            found.weekday = try integer(field, index, 1, over: found.weekday)
            found.weekday = found.weekday >= 7 ? 1 : found.weekday + 1
        case .ww, .iw: found.week = try integer(field, index, over: found.week)
        case .w: found.weekOfMonth = try integer(field, index, over: found.weekOfMonth)
        case .cc: found.century = try integer(field, index, over: found.century)
        case .j: found.julian = try integer(field, index, over: found.julian)
        default: _ = try integer(field, index, field.name.utf8.count)
        }
    }

    private mutating func fraction(
        _ field: MomentFormat.Field, _ index: Int
    ) throws(EvalFault) {
        let width = field.pattern.fractionDigits ?? 6
        if field.pattern == .ms {
            found.millisecond = try integer(field, index, width, over: found.millisecond)
            for _ in lastLength..<max(lastLength, 3) { found.millisecond *= 10 }
            return
        }
        if field.pattern != .us { found.precision = width }
        found.microsecond = try integer(field, index, width, over: found.microsecond)
        for _ in lastLength..<max(lastLength, 6) { found.microsecond *= 10 }
    }

    private mutating func zone(_ field: MomentFormat.Field, _ index: Int) throws(EvalFault) {
        guard field.pattern == .tzh else {
            if found.zoneSign == 0 { found.zoneSign = 1 }
            found.zoneMinutes = try integer(field, index, 2, over: found.zoneMinutes)
            return
        }
        if peek == 0x2B || peek == 0x2D || peek == 0x20 {
            found.zoneSign = peek == 0x2D ? -1 : 1
            place += 1
        } else {
            // A minus may have been taken for a separator.
            let isNegative = extra > 0 && place > 0 && text[place - 1] == 0x2D
            found.zoneSign = isNegative ? -1 : 1
        }
        found.zoneHours = try integer(field, index, 2, over: found.zoneHours)
    }

    private mutating func year(_ field: MomentFormat.Field, _ index: Int) throws(EvalFault) {
        switch field.pattern {
        case .yComma:
            found.year = try merged(try yearWithComma(), field, over: found.year)
            found.yearDigits = 4
        case .yyyy, .iyyy:
            found.year = try integer(field, index, over: found.year)
            found.yearDigits = 4
        default:
            found.year = try integer(field, index, over: found.year)
            if lastLength < 4 { found.year = Self.nearest2020(found.year) }
            found.yearDigits = field.name.utf8.count
        }
    }

    private mutating func yearWithComma() throws(EvalFault) -> Int {
        while MomentTextFields.isSpace(peek) { place += 1 }
        guard let (thousands, end) = try? MomentNumber.integer(text[place...]), end > place,
            end < text.count, text[end] == UInt8(ascii: ",")
        else { throw EvalFault(.invalidDatetime, "invalid input string for \"Y,YYY\"") }
        var start = end + 1
        while start < text.count, MomentTextFields.isSpace(text[start]) { start += 1 }
        let limit = min(start + 3, text.count)
        guard let (years, last) = try? MomentNumber.integer(text[start..<limit]), last > start
        else { throw EvalFault(.invalidDatetime, "invalid input string for \"Y,YYY\"") }
        place = last
        return years + thousands * 1000
    }

    /// The year that ends so and is nearest to 2020.
    private static func nearest2020(_ year: Int) -> Int {
        if year < 70 { return year + 2000 }
        if year < 100 { return year + 1900 }
        if year < 520 { return year + 2000 }
        return year < 1000 ? year + 1000 : year
    }

    // MARK: Names

    static let romanMonths = [
        "xii", "xi", "x", "ix", "viii", "vii", "vi", "v", "iv", "iii", "ii", "i",
    ]

    private mutating func name(_ field: MomentFormat.Field) throws(EvalFault) {
        let short = { (names: [String]) in names.map { String($0.prefix(3)) } }
        switch field.pattern {
        case .ad: found.isBC = try merged(try search(["ad", "bc"], field), field, over: found.isBC)
        case .adDots:
            found.isBC = try merged(try search(["a.d.", "b.c."], field), field, over: found.isBC)
        case .am, .amDots:
            let names = field.pattern == .am ? ["am", "pm"] : ["a.m.", "p.m."]
            found.isAfternoon = try merged(try search(names, field), field, over: found.isAfternoon)
            found.isTwelveHours = true
        case .day, .dy:
            let names = MomentNames.weekdays
            let index = try search(field.pattern == .day ? names : short(names), field)
            found.weekday = try merged(index, field, over: found.weekday)
            found.weekday += 1
        case .month, .mon:
            let names = MomentNames.months
            let index = try search(field.pattern == .month ? names : short(names), field)
            found.month = try merged(index + 1, field, over: found.month)
        default:
            found.month = try merged(
                12 - (try search(Self.romanMonths, field)), field, over: found.month)
        }
    }

    /// The place of the first name that the text goes on with, in any case.
    private mutating func search(
        _ names: [String], _ field: MomentFormat.Field
    ) throws(EvalFault) -> Int {
        for (index, name) in names.enumerated() {
            let bytes = text[place...].prefix(name.utf8.count)
            let isSame = bytes.elementsEqual(name.utf8) { byte, letter in
                (0x41...0x5A ~= byte ? byte | 0x20 : byte) == letter
            }
            guard isSame else { continue }
            place += name.utf8.count
            return index
        }
        let word = text[place...].prefix { !MomentTextFields.isSpace($0) || $0 == 0x0B }
        throw invalid(word, field)
    }

    private func invalid(_ value: ArraySlice<UInt8>, _ field: MomentFormat.Field) -> EvalFault {
        let text = String(decoding: value, as: UTF8.self)
        return EvalFault(.invalidDatetime, "invalid value \"\(text)\" for \"\(field.name)\"")
    }

    // MARK: Numbers

    /// A value, unless an earlier one differs.
    private func merged(
        _ value: Int, _ field: MomentFormat.Field, over earlier: Int
    ) throws(EvalFault) -> Int {
        guard earlier == 0 || earlier == value else {
            throw EvalFault(
                .invalidDatetime,
                "conflicting values for \"\(field.name)\" field in formatting string")
        }
        return value
    }

    /// Reads an integer, unless an earlier one differs.
    private mutating func integer(
        _ field: MomentFormat.Field, _ index: Int, _ width: Int? = nil, over earlier: Int
    ) throws(EvalFault) -> Int {
        let value = try integer(field, index, width ?? field.name.utf8.count)
        return try merged(value, field, over: earlier)
    }

    /// An integer of just `width` characters when digits follow in the format, else of any length.
    private mutating func integer(
        _ field: MomentFormat.Field, _ index: Int, _ width: Int
    ) throws(EvalFault) -> Int {
        let start = place
        while MomentTextFields.isSpace(peek) { place += 1 }
        let copy = text[place...].prefix(width)
        let isFree = field.isFill || isSeparatorNext(field, index)
        if !isFree, copy.count < width {
            throw EvalFault(
                .invalidDatetime,
                "source string too short for \"\(field.name)\" formatting field")
        }
        do throws(MomentTextFault) {
            var source = isFree ? text[place...] : copy
            source = source.drop(while: MomentTextFields.isSpace)
            let (value, end) = try MomentNumber.integer(source)
            let isPart = end > source.startIndex && end < copy.endIndex
            // PostgreSQL lets spaces alone pass for 0 where the width is fixed.
            let isNothing = end == source.startIndex && (isFree || place == start)
            if isNothing || (!isFree && isPart) { throw .badFormat }
            place = end
            lastLength = place - start
            return value
        } catch .badFormat {
            throw invalid(copy, field)
        } catch {
            throw EvalFault(
                .datetimeOverflow,
                "value for \"\(field.name)\" in source string is out of range")
        }
    }

    /// Whether what follows a field in the format cannot go on with digits.
    private func isSeparatorNext(_ field: MomentFormat.Field, _ index: Int) -> Bool {
        if field.ordinal != nil || index + 1 == nodes.count { return true }
        switch nodes[index + 1] {
        case .field(let next): return !next.pattern.isDigits
        case .separator: return true
        case .character(let bytes): return !MomentTextFields.isDigit(bytes[0])
        }
    }
}
