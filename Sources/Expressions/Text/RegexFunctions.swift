import TrancheColumnar

/// The matches of an expression in a text, from the left, as PostgreSQL counts them.
struct RegexMatches {
    private let s: Text
    private let regex: Regex
    /// Where the next search begins, beyond the text at the end.
    private var at: Int

    /// - Parameters:
    ///   - s: The text.
    ///   - regex: The expression.
    ///   - start: The character, from 1, where the search begins.
    /// - Throws: ``EvalFault`` for a start below 1.
    init(_ s: Text, _ regex: Regex, start: Int = 1) throws(EvalFault) {
        guard start > 0 else { throw wrongParameter("start", start) }
        self.s = s
        self.regex = regex
        let skipped = start == 1 ? 0 : s.offset(ofCharacter: start - 1)
        let isBeyond = start > 1 && skipped == s.count && s.characterCount < start - 1
        at = isBeyond ? s.count + 1 : skipped
    }

    /// Finds the next match and leaves its bounds in the scratch; false when there is none.
    mutating func next(
        _ scratch: RegexScratch, withCaptures: Bool = true
    ) throws(EvalFault) -> Bool {
        guard at <= s.count else { return false }
        guard try regex.find(s, from: at, scratch, withCaptures: withCaptures) else {
            at = s.count + 1
            return false
        }
        at = scratch.bounds[1]
        if at == scratch.bounds[0] { at += at < s.count ? s.characterLength(at: at) : 1 }
        return true
    }
}

private func wrongParameter(_ name: StaticString, _ value: Int) -> EvalFault {
    EvalFault(.invalidParameter, "invalid value for parameter \"\(name)\": \(value)")
}

extension Regex {
    /// Refuses the flag `g` for a function that has no use for it.
    ///
    /// - Throws: ``EvalFault`` when the flag was given.
    func refuseGlobal(_ function: String) throws(EvalFault) {
        guard !isGlobal else {
            let message = "\(function)() does not support the \"global\" option"
            throw EvalFault(.invalidParameter, message)
        }
    }
}

extension RegexScratch {
    /// A capture of the last match, 0 for the whole; `nil` when it took no part.
    func capture(_ number: Int, of s: Text) -> Text? {
        guard 2 * number + 1 < bounds.count, bounds[2 * number] >= 0 else { return nil }
        return s.slice(bounds[2 * number], bounds[2 * number + 1])
    }
}

/// The part of the text that the expression, or its first capture, matches: `substring(… from …)`.
func regexpSubstring(
    _ s: Text, _ regex: Regex, _ scratch: RegexScratch
) throws(EvalFault) -> Text? {
    guard try regex.find(s, from: 0, scratch) else { return nil }
    return scratch.capture(regex.captures > 0 ? 1 : 0, of: s)
}

/// Finds what `regexp_match` returns.
///
/// - Returns: Whether there is a match; its captures are then in the scratch under 1 and above,
///   and under 0 the whole, which counts for an expression without captures.
func regexpMatch(_ s: Text, _ regex: Regex, _ scratch: RegexScratch) throws(EvalFault) -> Bool {
    try regex.find(s, from: 0, scratch)
}

/// Matches at or after the character number `start`.
func regexpCount(
    _ s: Text, _ regex: Regex, start: Int = 1, _ scratch: RegexScratch
) throws(EvalFault) -> Int {
    try regex.refuseGlobal("regexp_count")
    var matches = try RegexMatches(s, regex, start: start)
    var count = 0
    while try matches.next(scratch, withCaptures: false) { count += 1 }
    return count
}

/// The part of the text that the match number `n`, or one of its captures, takes.
func regexpSubstr(
    _ s: Text, _ regex: Regex, start: Int = 1, n: Int = 1, subexpression: Int = 0,
    _ scratch: RegexScratch
) throws(EvalFault) -> Text? {
    guard start > 0 else { throw wrongParameter("start", start) }
    guard n > 0 else { throw wrongParameter("n", n) }
    guard subexpression >= 0 else { throw wrongParameter("subexpr", subexpression) }
    try regex.refuseGlobal("regexp_substr")
    guard try find(n, s, regex, start, scratch), subexpression <= max(regex.captures, 1) else {
        return nil
    }
    return scratch.capture(regex.captures > 0 ? subexpression : 0, of: s)
}

/// The character, from 1, where the match number `n` or one of its captures begins; 0 for none.
///
/// - Parameters:
///   - s: The text.
///   - regex: The expression.
///   - start: The character where the search begins.
///   - n: Which match.
///   - endOption: 1 for the character after the match, 0 for its first.
///   - subexpression: Which capture, 0 for the whole match.
///   - scratch: Room to match.
/// - Returns: The number of the character.
/// - Throws: ``EvalFault`` for numbers out of range.
func regexpInstr(
    _ s: Text, _ regex: Regex, start: Int = 1, n: Int = 1, endOption: Int = 0,
    subexpression: Int = 0, _ scratch: RegexScratch
) throws(EvalFault) -> Int {
    guard start > 0 else { throw wrongParameter("start", start) }
    guard n > 0 else { throw wrongParameter("n", n) }
    guard endOption == 0 || endOption == 1 else { throw wrongParameter("endoption", endOption) }
    guard subexpression >= 0 else { throw wrongParameter("subexpr", subexpression) }
    try regex.refuseGlobal("regexp_instr")
    guard try find(n, s, regex, start, scratch), subexpression <= max(regex.captures, 1) else {
        return 0
    }
    // Without captures, 1 stands for the whole too, as in PostgreSQL.
    let place = scratch.bounds[(regex.captures > 0 ? 2 * subexpression : 0) + endOption]
    return place < 0 ? 0 : s.slice(0, place).characterCount + 1
}

private func find(
    _ n: Int, _ s: Text, _ regex: Regex, _ start: Int, _ scratch: RegexScratch
) throws(EvalFault) -> Bool {
    var matches = try RegexMatches(s, regex, start: start)
    for number in 1...n {
        guard try matches.next(scratch, withCaptures: number == n) else { return false }
    }
    return true
}

/// The parts of the text between matches, as ranges of bytes: `regexp_split_to_array`.
///
/// Empty matches at the ends of the text and right behind another match split nothing.
///
/// - Parameters:
///   - s: The text.
///   - regex: The expression.
///   - scratch: Room to match.
///   - parts: Where the ranges are appended, one more than there are splits.
/// - Throws: ``EvalFault`` when matching takes too long.
func regexpSplit(
    _ s: Text, _ regex: Regex, _ scratch: RegexScratch, into parts: inout [Range<Int>]
) throws(EvalFault) {
    var matches = try RegexMatches(s, regex)
    var start = 0
    var previous = 0
    while try matches.next(scratch, withCaptures: false) {
        if scratch.bounds[0] < s.count, scratch.bounds[1] > previous {
            parts.append(start..<scratch.bounds[0])
            start = scratch.bounds[1]
        }
        previous = scratch.bounds[1]
    }
    parts.append(start..<s.count)
}

/// The text with matches replaced.
///
/// - Parameters:
///   - s: The text.
///   - regex: The expression.
///   - replacement: `\1` to `\9` stand for captures, `\&` for the match and `\\` for a backslash.
///   - start: The character, from 1, where the search begins.
///   - n: Which match to replace, 0 for all; by default all when the expression has the flag `g`,
///     else the first.
///   - scratch: Room to match.
///   - out: Where the result is written.
/// - Returns: The new text, or the old one when there is no match.
/// - Throws: ``EvalFault`` for numbers out of range.
func regexpReplace(
    _ s: Text, _ regex: Regex, _ replacement: Text, start: Int = 1, n: Int? = nil,
    _ scratch: RegexScratch, _ out: ByteBuffer
) throws(EvalFault) -> Text {
    guard start > 0 else { throw wrongParameter("start", start) }
    let n = n ?? (regex.isGlobal ? 0 : 1)
    guard n >= 0 else { throw wrongParameter("n", n) }
    let usesCaptures = replacement.find(Text("\\")) != nil
    var matches = try RegexMatches(s, regex, start: start)
    var writer = TextWriter(out, expected: s.count + replacement.count)
    var done = 0
    var number = 0
    while try matches.next(scratch, withCaptures: usesCaptures) {
        number += 1
        guard n == 0 || number == n else { continue }
        writer.append(s.slice(done, scratch.bounds[0]))
        if usesCaptures {
            appendReplacement(replacement, s, scratch, &writer)
        } else {
            writer.append(replacement)
        }
        done = scratch.bounds[1]
        guard writer.count <= longestText else {
            throw EvalFault(.limitExceeded, "requested length too large")
        }
        if n > 0 { break }
    }
    guard number > 0, n == 0 || number == n else { return s }
    writer.append(s.slice(done, s.count))
    return writer.finish()
}

private func appendReplacement(
    _ replacement: Text, _ s: Text, _ scratch: RegexScratch, _ out: inout TextWriter
) {
    let backslash = UInt8(ascii: "\\")
    var at = 0
    while let found = replacement.find(Text("\\"), from: at) {
        out.append(replacement.slice(at, found))
        at = found + 1
        guard at < replacement.count else { return out.append(backslash) }
        switch replacement[at] {
        case UInt8(ascii: "1")...UInt8(ascii: "9"):
            if let text = scratch.capture(Int(replacement[at]) - 48, of: s) { out.append(text) }
        case UInt8(ascii: "&"):
            if let text = scratch.capture(0, of: s) { out.append(text) }
        case backslash: out.append(backslash)
        default:
            out.append(backslash)
            continue
        }
        at += 1
    }
    out.append(replacement.slice(at, replacement.count))
}
