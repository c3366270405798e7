/// Reads a text along a format.
struct FieldReader {
    private let text: [UInt8]
    private let nodes: [MomentFormat.Node]
    private var place = 0
    private var isExact = false
    /// Characters skipped beyond those the format has.
    private var extra = 0
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
        if field.ordinal != nil, ![.tzh, .tzm].contains(field.pattern), isNumber(field) {
            skipCharacter()
            skipCharacter()
        }
    }

    private func isNumber(_ field: MomentFormat.Field) -> Bool {
        field.pattern.isDigits
    }

    private mutating func number(
        _ field: MomentFormat.Field, _ index: Int
    ) throws(EvalFault) {
        switch field.pattern {
        case .hh, .hh12:
            try integer(field, index, 2, into: \.hour)
            found.isTwelveHours = true
        case .hh24: try integer(field, index, 2, into: \.hour)
        case .mi: try integer(field, index, into: \.minute)
        case .ss: try integer(field, index, into: \.second)
        case .sssss: try integer(field, index, into: \.secondOfDay)
        case .mm: try integer(field, index, into: \.month)
        case .dd: try integer(field, index, into: \.day)
        case .ddd: try integer(field, index, into: \.dayOfYear)
        case .iddd: try integer(field, index, 3, into: \.dayOfYear)
        case .d: try integer(field, index, into: \.weekday)
        case .id:
            try integer(field, index, 1, into: \.weekday)
            found.weekday = found.weekday >= 7 ? 1 : found.weekday + 1
        case .ww, .iw: try integer(field, index, into: \.week)
        case .w: try integer(field, index, into: \.weekOfMonth)
        case .cc: try integer(field, index, into: \.century)
        case .j: try integer(field, index, into: \.julian)
        default: _ = try integer(field, index, field.name.utf8.count)
        }
    }

    private mutating func fraction(
        _ field: MomentFormat.Field, _ index: Int
    ) throws(EvalFault) {
        let width = field.pattern.fractionDigits ?? 6
        let isMilliseconds = field.pattern == .ms
        let target: WritableKeyPath<FoundFields, Int> =
            isMilliseconds ? \.millisecond : \.microsecond
        if field.pattern != .ms, field.pattern != .us { found.precision = width }
        let digits = try integer(field, index, width, into: target)
        for _ in digits..<max(digits, isMilliseconds ? 3 : 6) { found[keyPath: target] *= 10 }
    }

    private mutating func zone(_ field: MomentFormat.Field, _ index: Int) throws(EvalFault) {
        guard field.pattern == .tzh else {
            if found.zoneSign == 0 { found.zoneSign = 1 }
            try integer(field, index, 2, into: \.zoneMinutes)
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
        try integer(field, index, 2, into: \.zoneHours)
    }

    private mutating func year(_ field: MomentFormat.Field, _ index: Int) throws(EvalFault) {
        switch field.pattern {
        case .yComma:
            try set(\.year, try yearWithComma(), field)
            found.yearDigits = 4
        case .yyyy, .iyyy:
            try integer(field, index, into: \.year)
            found.yearDigits = 4
        default:
            let length = try integer(field, index, into: \.year)
            if length < 4 { found.year = Self.nearest2020(found.year) }
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
        case .ad: try set(\.isBC, try search(["ad", "bc"], field), field)
        case .adDots: try set(\.isBC, try search(["a.d.", "b.c."], field), field)
        case .am, .amDots:
            let names = field.pattern == .am ? ["am", "pm"] : ["a.m.", "p.m."]
            try set(\.isAfternoon, try search(names, field), field)
            found.isTwelveHours = true
        case .day, .dy:
            let names = MomentNames.weekdays
            let index = try search(field.pattern == .day ? names : short(names), field)
            try set(\.weekday, index, field)
            found.weekday += 1
        case .month, .mon:
            let names = MomentNames.months
            let index = try search(field.pattern == .month ? names : short(names), field)
            try set(\.month, index + 1, field)
        default: try set(\.month, 12 - (try search(Self.romanMonths, field)), field)
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

    private mutating func set(
        _ target: WritableKeyPath<FoundFields, Int>, _ value: Int, _ field: MomentFormat.Field
    ) throws(EvalFault) {
        guard found[keyPath: target] == 0 || found[keyPath: target] == value else {
            throw EvalFault(
                .invalidDatetime,
                "conflicting values for \"\(field.name)\" field in formatting string")
        }
        found[keyPath: target] = value
    }

    /// Reads an integer into its place; the characters it took.
    @discardableResult
    private mutating func integer(
        _ field: MomentFormat.Field, _ index: Int, _ width: Int? = nil,
        into target: WritableKeyPath<FoundFields, Int>
    ) throws(EvalFault) -> Int {
        let (value, length) = try integer(field, index, width ?? field.name.utf8.count)
        try set(target, value, field)
        return length
    }

    /// An integer of just `width` characters when digits follow in the format, else of any length.
    private mutating func integer(
        _ field: MomentFormat.Field, _ index: Int, _ width: Int
    ) throws(EvalFault) -> (value: Int, length: Int) {
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
            return (value, place - start)
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
