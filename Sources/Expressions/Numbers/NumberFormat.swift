/// A format of `to_char` and `to_number` for numbers, such as `FM9,990.00`.
///
/// - SeeAlso: PostgreSQL 15, section 9.8, tables 9.29 and 9.30.
struct NumberFormat: Sendable {
    enum Key: Sendable {
        case comma, point, zero, nine, blank, nothing, localPoint, exponent, fill, group, currency
        case minus, plus, bracket, roman, lowerRoman, sign, anchoredSign, ordinal, lowerOrdinal
        case shift
    }

    enum Node: Sendable, Equatable {
        case key(Key)
        /// A character that stands for itself.
        case literal([UInt8])
    }

    /// Where `S` puts the sign.
    enum Anchor: Sendable { case none, before, after }

    private(set) var nodes: [Node] = []
    /// Digits before the point, behind it, and behind `V`.
    var pre = 0
    var post = 0
    var shifted = 0
    /// The place of the first `0`, from 1, or 0; and the digits up to the last one.
    private(set) var zeroStart = 0
    private(set) var zeroEnd = 0
    var anchor = Anchor.none
    /// Digits that stand before `S`.
    private(set) var anchorPlace = 0
    private(set) var has: Set<Key> = []
    var hasZero: Bool { zeroStart > 0 }
    var hasPoint: Bool { has.contains(.point) }
    var isFilled: Bool { has.contains(.fill) }
    var isRoman: Bool { has.contains(.roman) }
    var isScientific: Bool { has.contains(.exponent) }
    var isShifted: Bool { has.contains(.shift) }
    var hasMinus: Bool { has.contains(.minus) }
    var hasPlus: Bool { has.contains(.plus) }
    var hasAnchor: Bool { has.contains(.anchoredSign) }
    var isBracketed: Bool { has.contains(.bracket) }

    /// In the order in which they are looked for.
    private static let words: [(word: [UInt8], key: Key)] =
        ([
            (",", .comma), (".", .point), ("0", .zero), ("9", .nine), ("B", .blank),
            ("C", .nothing), ("D", .localPoint), ("EEEE", .exponent), ("FM", .fill), ("G", .group),
            ("L", .currency), ("MI", .minus), ("PL", .plus), ("PR", .bracket), ("RN", .roman),
            ("SG", .sign), ("SP", .nothing), ("S", .anchoredSign), ("TH", .ordinal), ("V", .shift),
            ("b", .blank), ("c", .nothing), ("d", .localPoint), ("eeee", .exponent), ("fm", .fill),
            ("g", .group), ("l", .currency), ("mi", .minus), ("pl", .plus), ("pr", .bracket),
            ("rn", .lowerRoman), ("sg", .sign), ("sp", .nothing), ("s", .anchoredSign),
            ("th", .lowerOrdinal), ("v", .shift),
        ] as [(String, Key)]).map { (Array($0.0.utf8), $0.1) }

    /// - Throws: ``EvalFault`` for patterns that exclude each other.
    init(_ text: Text) throws(EvalFault) {
        let bytes = unsafe Array(text.bytes)
        var place = 0
        while place < bytes.count {
            if let found = Self.words.first(where: { bytes[place...].starts(with: $0.word) }) {
                nodes.append(.key(found.key))
                place += found.word.count
                try take(found.key)
            } else if bytes[place] == UInt8(ascii: "\"") {
                place += 1
                quoted(bytes, &place)
            } else {
                if bytes[place] == 0x5C, place + 1 < bytes.count, bytes[place + 1] == 0x22 {
                    place += 1
                }
                literal(bytes, &place)
            }
        }
    }

    private mutating func quoted(_ bytes: [UInt8], _ place: inout Int) {
        while place < bytes.count {
            if bytes[place] == 0x22 {
                place += 1
                return
            }
            if bytes[place] == 0x5C, place + 1 < bytes.count { place += 1 }
            literal(bytes, &place)
        }
    }

    private mutating func literal(_ bytes: [UInt8], _ place: inout Int) {
        let start = place
        place += 1
        while place < bytes.count, bytes[place] & 0xC0 == 0x80 { place += 1 }
        nodes.append(.literal(Array(bytes[start..<place])))
    }

    private mutating func take(_ key: Key) throws(EvalFault) {
        if isScientific, key != .exponent {
            throw refused("\"EEEE\" must be the last pattern used")
        }
        switch key {
        case .nine, .zero: try takeDigit(key)
        case .blank: if pre == 0, post == 0, !hasZero { has.insert(.blank) }
        case .point, .localPoint:
            if hasPoint { throw refused("multiple decimal points") }
            if isShifted { throw refused("cannot use \"V\" and decimal point together") }
            has.insert(.point)
        case .shift:
            if hasPoint { throw refused("cannot use \"V\" and decimal point together") }
            has.insert(.shift)
        case .anchoredSign, .minus, .plus, .sign, .bracket: try takeSign(key)
        case .roman, .lowerRoman: has.insert(.roman)
        case .exponent:
            if isScientific { throw refused("cannot use \"EEEE\" twice") }
            let others: Set<Key> = [
                .blank, .fill, .anchoredSign, .bracket, .minus, .plus, .roman, .shift,
            ]
            guard has.isDisjoint(with: others) else {
                throw refused("\"EEEE\" is incompatible with other formats")
            }
            has.insert(.exponent)
        case .fill: has.insert(.fill)
        case .comma, .nothing, .group, .currency, .ordinal, .lowerOrdinal: break
        }
    }

    private mutating func takeDigit(_ key: Key) throws(EvalFault) {
        let digit = key == .nine ? "9" : "0"
        if isBracketed { throw refused("\"\(digit)\" must be ahead of \"PR\"") }
        if key == .nine, isShifted {
            shifted += 1
            return
        }
        if key == .zero, !hasZero, !hasPoint { zeroStart = pre + 1 }
        if hasPoint { post += 1 } else { pre += 1 }
        if key == .zero { zeroEnd = pre + post }
    }

    private mutating func takeSign(_ key: Key) throws(EvalFault) {
        if hasAnchor { throw refused("cannot use \"S\" twice or with \"PL\"/\"MI\"/\"SG\"/\"PR\"") }
        switch key {
        case .anchoredSign:
            if hasPlus || hasMinus || isBracketed {
                throw refused("cannot use \"S\" and \"PL\"/\"MI\"/\"SG\"/\"PR\" together")
            }
            anchor = hasPoint ? .after : .before
            if !hasPoint { anchorPlace = pre }
            has.insert(.anchoredSign)
        case .bracket:
            if hasPlus || hasMinus {
                throw refused("cannot use \"PR\" and \"S\"/\"PL\"/\"MI\"/\"SG\" together")
            }
            has.insert(.bracket)
        default:
            if key != .plus { has.insert(.minus) }
            if key != .minus { has.insert(.plus) }
        }
    }

    private func refused(_ message: String) -> EvalFault { EvalFault(.invalidFormat, message) }

    /// The format for a number that needs no brackets.
    mutating func dropBrackets() { has.remove(.bracket) }

    /// The format without what a Roman number has no place for.
    mutating func keepRoman() {
        has.formIntersection([.fill, .roman])
        (pre, post, anchor, anchorPlace) = (0, 0, .none, 0)
    }
}
