/// A format of `to_char`, `to_date` and `to_timestamp`, compiled once and then used for any row.
///
/// - SeeAlso: PostgreSQL 15, "Template Patterns for Date/Time Formatting".
public struct MomentFormat: Sendable {
    /// A piece of the format.
    enum Node: Sendable {
        case field(Field)
        /// A space or a mark: one of either in the input.
        case separator([UInt8])
        /// Any other character: one of any kind in the input.
        case character([UInt8])
    }

    /// A pattern with what stands before and after it.
    struct Field: Sendable {
        var pattern: MomentPattern
        var letters: MomentPattern.Letters
        /// The pattern as written, for messages.
        var name: String
        /// `FM`: neither zeros nor spaces fill.
        var isFill = false
        /// `TH` or `th` after the pattern.
        var ordinal: MomentPattern.Letters?
    }

    /// A piece of the format for printing, which holds nothing that is counted.
    enum Step: Sendable {
        case field(FieldPrinter)
        case literal(Range<Int>)
    }

    /// Whether the format is the empty text, which makes `to_char` null.
    let isEmpty: Bool
    let nodes: [Node]
    let steps: [Step]
    /// The text of all literal steps.
    let literals: [UInt8]

    /// Compiles a format; whatever is no pattern stands for itself.
    public init(_ format: String) {
        var parser = MomentFormatParser(Array(format.utf8))
        nodes = parser.parse()
        isEmpty = format.isEmpty
        var steps: [Step] = []
        var literals: [UInt8] = []
        for node in nodes {
            switch node {
            case .field(let field): steps.append(.field(FieldPrinter(field)))
            case .separator(let bytes), .character(let bytes):
                var start = literals.count
                literals += bytes
                if case .literal(let range)? = steps.last {
                    start = range.lowerBound
                    steps.removeLast()
                }
                steps.append(.literal(start..<literals.count))
            }
        }
        self.steps = steps
        self.literals = literals
    }
}

/// Takes a format apart.
struct MomentFormatParser {
    private let text: [UInt8]
    private var place = 0
    private var nodes: [MomentFormat.Node] = []

    init(_ text: [UInt8]) { self.text = text }

    mutating func parse() -> [MomentFormat.Node] {
        while place < text.count {
            let isFill = take("FM") || take("fm")
            let isLocal = !isFill && (take("TM") || take("tm"))
            if var field = field(isFill) {
                // A name in the session's language, which is English here, is never filled.
                if isLocal, field.pattern == .day || field.pattern == .month { field.isFill = true }
                nodes.append(.field(field))
            } else if place < text.count {
                literal()
            }
        }
        return nodes
    }

    private mutating func field(_ isFill: Bool) -> MomentFormat.Field? {
        let rest = text[place...]
        guard let found = MomentPattern.spellings.first(where: { rest.starts(with: $0.name) })
        else { return nil }
        place += found.name.count
        var field = MomentFormat.Field(
            pattern: found.pattern, letters: found.letters,
            name: String(decoding: found.name, as: UTF8.self), isFill: isFill)
        if take("TH") {
            field.ordinal = .upper
        } else if take("th") {
            field.ordinal = .lower
        } else {
            _ = take("SP")
        }
        return field
    }

    private mutating func literal() {
        if text[place] == UInt8(ascii: "\"") { return quoted() }
        if text[place] == UInt8(ascii: "\\"), place + 1 < text.count,
            text[place + 1] == UInt8(ascii: "\"")
        {
            place += 1
        }
        let character = character()
        let isSeparator = MomentFormatParser.isSeparator(character[0])
        nodes.append(
            isSeparator || MomentTextFields.isSpace(character[0])
                ? .separator(character) : .character(character))
    }

    private mutating func quoted() {
        place += 1
        while place < text.count, text[place] != UInt8(ascii: "\"") {
            if text[place] == UInt8(ascii: "\\"), place + 1 < text.count { place += 1 }
            nodes.append(.character(character()))
        }
        place += 1
    }

    /// The bytes of the next character.
    private mutating func character() -> [UInt8] {
        let length = MomentFormatParser.length(text[place])
        let end = min(place + length, text.count)
        defer { place = end }
        return Array(text[place..<end])
    }

    private mutating func take(_ word: String) -> Bool {
        guard place < text.count, text[place...].starts(with: word.utf8) else { return false }
        place += word.utf8.count
        return true
    }

    /// The bytes of a UTF-8 character that begins so.
    static func length(_ first: UInt8) -> Int {
        first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    }

    /// ASCII that is printed and neither letter nor digit.
    static func isSeparator(_ byte: UInt8) -> Bool {
        0x21...0x7E ~= byte && !MomentTextFields.isAlphanumeric(byte)
    }
}
