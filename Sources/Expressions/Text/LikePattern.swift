import TrancheColumnar

/// A pattern of `LIKE` or `ILIKE`, read once and matched against many texts.
///
/// Unlike PostgreSQL, which finds it out when a text gets that far, a pattern that ends with the
/// escape character is refused at once.
// The bytes are written in `init` alone, so many threads may read them.
@safe final class LikePattern: @unchecked Sendable {
    private struct Segment {
        /// Where it lies in the bytes of the pattern.
        var lower: Int
        var upper: Int
        /// Whether it holds an `_`.
        var hasWildcard = false
    }

    private let bytes: UnsafeMutablePointer<UInt8>
    private let length: Int
    /// For each byte whether it stands for any one character.
    private let isAny: [Bool]
    /// The parts between runs of `%`.
    private let segments: [Segment]
    private let ignoresCase: Bool

    /// - Parameters:
    ///   - pattern: `%` stands for any text and `_` for any one character.
    ///   - escape: The character that makes the next one stand for itself; none when empty.
    ///   - ignoresCase: Whether to compare in lower case, as `ILIKE` does.
    /// - Throws: ``EvalFault`` for an escape of two characters, and for one at the end.
    init(
        _ pattern: Text, escape: Text = Text("\\"), ignoresCase: Bool = false
    ) throws(EvalFault) {
        guard escape.isEmpty || escape.characterLength(at: 0) == escape.count else {
            throw EvalFault(.invalidEscape, "invalid escape string")
        }
        var folded: [UInt8] = []
        var isAny: [Bool] = []
        var segments = [Segment(lower: 0, upper: 0)]
        var at = 0
        while at < pattern.count {
            var next = at + pattern.characterLength(at: at)
            var isEscaped = false
            if pattern.slice(at, next).equals(escape) {
                guard next < pattern.count else {
                    let message = "LIKE pattern must not end with escape character"
                    throw EvalFault(.invalidEscape, message)
                }
                at = next
                next += pattern.characterLength(at: at)
                isEscaped = true
            }
            let value = pattern.character(at: at).value
            at = next
            if value == 0x25, !isEscaped {
                segments.append(Segment(lower: folded.count, upper: folded.count))
                continue
            }
            let wildcard = value == 0x5F && !isEscaped
            let scalar = Unicode.Scalar(ignoresCase ? lowerCase(value) : value) ?? "?"
            folded += Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            while isAny.count < folded.count { isAny.append(wildcard) }
            segments[segments.count - 1].upper = folded.count
            if wildcard { segments[segments.count - 1].hasWildcard = true }
        }
        unsafe bytes = .allocate(capacity: max(folded.count, 1))
        for (index, byte) in folded.enumerated() { unsafe bytes[index] = byte }
        length = folded.count
        self.isAny = isAny
        let ends = [0, segments.count - 1]
        self.segments = segments.enumerated().filter {
            ends.contains($0.offset) || $0.element.upper > $0.element.lower
        }.map(\.element)
        self.ignoresCase = ignoresCase
    }

    deinit { unsafe bytes.deallocate() }

    /// Whether the whole text is of the pattern.
    ///
    /// - Parameters:
    ///   - s: The text.
    ///   - scratch: Where the lower case of the text goes for a while; its content stays.
    /// - Returns: Whether it matches.
    /// - Complexity: O(*n*) for a pattern without `_`, else O(*n* × *m*).
    func matches(_ s: Text, _ scratch: ByteBuffer) -> Bool {
        guard ignoresCase else { return matches(s) }
        let mark = scratch.count
        defer { scratch.count = mark }
        return matches(lower(s, scratch))
    }

    private func matches(_ s: Text) -> Bool {
        var at = 0
        let first = segments[0]
        guard let head = end(of: first, in: s, at: 0) else { return false }
        if segments.count == 1 { return head == s.count }
        at = head
        for index in 1..<max(segments.count - 1, 1) {
            guard let next = search(segments[index], in: s, from: at) else { return false }
            at = next
        }
        return endsWith(segments[segments.count - 1], s, from: at)
    }

    private func text(_ segment: Segment) -> Text {
        // SAFETY: segments lie inside the bytes.
        unsafe Text(start: bytes + segment.lower, count: segment.upper - segment.lower)
    }

    /// Where the segment ends when it begins at `at`.
    private func end(of segment: Segment, in s: Text, at: Int) -> Int? {
        guard segment.hasWildcard else {
            let literal = text(segment)
            guard literal.count <= s.count - at else { return nil }
            return s.slice(at, s.count).hasPrefix(literal) ? at + literal.count : nil
        }
        var at = at
        for index in segment.lower..<segment.upper {
            guard at < s.count else { return nil }
            if isAny[index] {
                at += s.characterLength(at: at)
            } else {
                // SAFETY: index lies in a segment.
                guard unsafe s[at] == bytes[index] else { return nil }
                at += 1
            }
        }
        return at
    }

    /// Where the first occurrence of the segment at or after `from` ends.
    private func search(_ segment: Segment, in s: Text, from: Int) -> Int? {
        guard segment.hasWildcard else {
            let literal = text(segment)
            return s.find(literal, from: from).map { $0 + literal.count }
        }
        var at = from
        while true {
            if let end = end(of: segment, in: s, at: at) { return end }
            guard at < s.count else { return nil }
            at += s.characterLength(at: at)
        }
    }

    /// Whether the text ends with the segment, which begins at or after `from`.
    private func endsWith(_ segment: Segment, _ s: Text, from: Int) -> Bool {
        guard segment.hasWildcard else { return s.slice(from, s.count).hasSuffix(text(segment)) }
        var at = s.count
        for index in (segment.lower..<segment.upper).reversed() {
            guard at > from else { return false }
            if isAny[index] {
                at = s.offset(before: at)
            } else {
                at -= 1
                // SAFETY: index lies in a segment.
                guard unsafe s[at] == bytes[index] else { return false }
            }
        }
        return at >= from
    }
}
