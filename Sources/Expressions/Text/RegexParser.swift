/// Reads an advanced regular expression of PostgreSQL.
///
/// It follows that program's reader, its errors included. Names of collating elements longer than
/// one character are not known here.
struct RegexParser {
    let pattern: [UInt32]
    var at = 0
    var options: RegexOptions
    /// Captures opened so far.
    var captures = 0
    /// Captures closed so far, which back references may name.
    var closed: Set<Int> = []
    private var depth = 0

    /// Parentheses inside each other that are followed.
    private static let deepest = 200

    init(_ text: Text, _ options: RegexOptions) {
        pattern = unsafe String(decoding: text.bytes, as: UTF8.self).unicodeScalars.map(\.value)
        self.options = options
    }

    static func fault(_ reason: String) -> EvalFault {
        EvalFault(.invalidRegex, "invalid regular expression: \(reason)")
    }

    static let badEscape = fault("invalid escape \\ sequence")
    static let badParentheses = fault("parentheses () not balanced")
    static let badQuantifier = fault("quantifier operand invalid")
    static let badCount = fault("invalid repetition count(s)")
    static let tooComplex = fault("regular expression is too complex")

    /// The scalar `offset` after the next, `nil` beyond the end.
    func peek(_ offset: Int = 0) -> Unicode.Scalar? {
        at + offset < pattern.count ? Unicode.Scalar(pattern[at + offset]) : nil
    }

    mutating func take(_ wanted: String) -> Bool {
        var offset = 0
        for scalar in wanted.unicodeScalars {
            guard peek(offset) == scalar else { return false }
            offset += 1
        }
        at += offset
        return true
    }

    /// The whole expression.
    mutating func parse() throws(EvalFault) -> RegexNode {
        if take("***=") {
            options.isLiteral = true
            options.isOldSyntax = false
        } else if take("***:") {
            options.isLiteral = false
            options.isOldSyntax = false
        } else if take("***") {
            throw Self.badQuantifier
        }
        if !options.isLiteral, !options.isOldSyntax { try takeEmbeddedOptions() }
        if options.isLiteral {
            return .sequence(
                pattern[at...].map { .set(RegexSet($0, ignoresCase: options.ignoresCase)) })
        }
        guard !options.isOldSyntax else {
            let message = "basic and extended regular expressions are not supported"
            throw EvalFault(.featureNotSupported, message)
        }
        let node = try parseBranches(inLook: false)
        guard at == pattern.count else { throw Self.badParentheses }
        return node
    }

    private mutating func takeEmbeddedOptions() throws(EvalFault) {
        guard peek() == "(", peek(1) == "?", let letter = peek(2), letter.properties.isAlphabetic
        else { return }
        at += 2
        while let letter = peek(), letter.properties.isAlphabetic {
            guard options.apply(letter.value) else { throw Self.fault("invalid embedded option") }
            at += 1
        }
        guard take(")") else { throw Self.fault("invalid embedded option") }
    }

    /// Skips what means nothing: comments, and in expanded syntax blanks.
    mutating func skip() {
        while true {
            let start = at
            if peek() == "(", peek(1) == "?", peek(2) == "#" {
                while at < pattern.count, peek() != ")" { at += 1 }
                if at < pattern.count { at += 1 }
            }
            if options.isExpanded {
                while let scalar = peek(), scalar.properties.isWhitespace { at += 1 }
                if peek() == "#" { while at < pattern.count, peek() != "\n" { at += 1 } }
            }
            if at == start { return }
        }
    }

    /// Branches up to the end or a closing parenthesis, which is left.
    private mutating func parseBranches(inLook: Bool) throws(EvalFault) -> RegexNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw Self.tooComplex }
        var branches: [RegexNode] = []
        repeat {
            var parts: [RegexNode] = []
            skip()
            while at < pattern.count, peek() != "|", peek() != ")" {
                parts.append(try parseQuantified(inLook))
                skip()
            }
            branches.append(parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts))
        } while take("|")
        return branches.count == 1 ? branches[0] : .branches(branches)
    }

    /// An atom with its quantifier, or a constraint, which takes none.
    private mutating func parseQuantified(_ inLook: Bool) throws(EvalFault) -> RegexNode {
        let atom: RegexNode
        switch peek() {
        case "*", "+", "?": throw Self.badQuantifier
        case "{" where peek(1)?.properties.numericType == .decimal: throw Self.badQuantifier
        case "^":
            at += 1
            return .assertion(options.anchorsAtNewline ? .lineStart : .textStart)
        case "$":
            at += 1
            return .assertion(options.anchorsAtNewline ? .lineEnd : .textEnd)
        case "(":
            if let look = try parseLook() { return look }
            atom = try parseGroup(inLook)
        case "[":
            if take("[[:<:]]") { return .assertion(.wordStart) }
            if take("[[:>:]]") { return .assertion(.wordEnd) }
            atom = .set(try parseBracket())
        case ".":
            at += 1
            var set = RegexSet()
            set.isNegated = true
            if options.stopsAtNewline { set.insert(10, false) }
            atom = .set(set)
        case "\\":
            switch try parseEscape() {
            case .assertion(let assertion): return .assertion(assertion)
            case .character(let value):
                atom = .set(RegexSet(value, ignoresCase: options.ignoresCase))
            case .shorthand(let name, let isComplement):
                atom = .set(RegexSet(name, isComplement: isComplement))
            case .reference(let number):
                guard !inLook, closed.contains(number) else {
                    throw Self.fault("invalid backreference number")
                }
                atom = .backReference(number, ignoresCase: options.ignoresCase)
            }
        default:
            atom = .set(RegexSet(pattern[at], ignoresCase: options.ignoresCase))
            at += 1
        }
        skip()
        guard let count = try parseCount() else { return atom }
        return .repeated(atom, count)
    }

    private mutating func parseGroup(_ inLook: Bool) throws(EvalFault) -> RegexNode {
        at += 1
        var number: Int?
        if !take("?:") {
            if peek() == "?" { throw Self.badQuantifier }
            if !inLook {
                captures += 1
                number = captures
            }
        }
        let inner = try parseBranches(inLook: inLook)
        guard take(")") else { throw Self.badParentheses }
        if let number { closed.insert(number) }
        return .group(number, inner)
    }

    private mutating func parseLook() throws(EvalFault) -> RegexNode? {
        let marks =
            [("(?=", true, false), ("(?!", true, true)]
            + [("(?<=", false, false), ("(?<!", false, true)]
        for (mark, ahead, negated) in marks where take(mark) {
            let inner = try parseBranches(inLook: true)
            guard take(")") else { throw Self.badParentheses }
            return .look(ahead: ahead, negated: negated, inner)
        }
        return nil
    }

    /// A quantifier, `nil` when there is none.
    private mutating func parseCount() throws(EvalFault) -> RegexCount? {
        var count: RegexCount
        switch peek() {
        case "*": count = RegexCount(least: 0, most: nil, preference: .longest)
        case "+": count = RegexCount(least: 1, most: nil, preference: .longest)
        case "?": count = RegexCount(least: 0, most: 1, preference: .longest)
        case "{" where peek(1).map { $0.value &- 48 < 10 } == true:
            return try parseBounds()
        default: return nil
        }
        at += 1
        if take("?") { count.preference = .shortest }
        return count
    }

    private mutating func parseBounds() throws(EvalFault) -> RegexCount {
        at += 1
        let least = try parseNumber()
        var count = RegexCount(least: least, most: least, preference: .none)
        if take(",") {
            count.preference = .longest
            count.most = peek().map { $0.value &- 48 < 10 } == true ? try parseNumber() : nil
            if let most = count.most, most < least { throw Self.badCount }
        }
        guard at < pattern.count else { throw Self.fault("braces {} not balanced") }
        guard take("}") else { throw Self.badCount }
        if take("?"), count.preference != .none { count.preference = .shortest }
        return count
    }

    private mutating func parseNumber() throws(EvalFault) -> Int {
        var number = 0
        while let scalar = peek(), scalar.value &- 48 < 10 {
            number = number * 10 + Int(scalar.value) - 48
            guard number <= 255 else { throw Self.badCount }
            at += 1
        }
        return number
    }
}
