/// A regular expression of PostgreSQL, compiled once and matched against many texts.
///
/// PCRE2 does the matching. Whether there is a match, and where the leftmost begins, its
/// backtracking says fastest; how far it reaches is decided as POSIX and PostgreSQL do, by the
/// longest way or the shortest, not the first. Expressions with back references are the
/// exception: there the first way to match counts.
// Nothing in it changes after `init`.
final class Regex: @unchecked Sendable {
    /// How the extent of a match is found.
    private enum Method {
        /// The first way that backtracking finds is the right one.
        case direct
        /// By all ways at once.
        case automaton
        /// By backtracking, since there are back references.
        case backtracking
    }

    /// Pairs of parentheses that capture.
    let captures: Int
    /// The flag `g` was given.
    let isGlobal: Bool
    private let code: RegexCode
    private let method: Method
    private let isShortest: Bool
    /// Finds the captures within a known extent, where the first way is the right one.
    private let exact: RegexCode?
    /// Finds the captures within a known extent in any case.
    private let tree: RegexTree?

    /// - Parameters:
    ///   - pattern: An advanced regular expression.
    ///   - flags: Letters of `bceimnpqstwxg`, as `regexp_replace` takes them.
    /// - Throws: ``EvalFault`` for a wrong pattern or flag.
    convenience init(_ pattern: Text, flags: Text = .empty) throws(EvalFault) {
        try self.init(pattern, RegexOptions(flags: flags))
    }

    init(_ pattern: Text, _ options: RegexOptions) throws(EvalFault) {
        var parser = RegexParser(pattern, options)
        let node = try parser.parse()
        captures = parser.captures
        guard captures < RegexScratch.mostBounds else { throw RegexParser.tooComplex }
        isGlobal = options.isGlobal
        isShortest = node.preference == .shortest
        code = try RegexCode(node.source(capturing: true))
        if node.hasBackReferences {
            method = .backtracking
        } else {
            let isFirstRight = captures == 0 || node.isOrdered
            let isDirect = node.hasOneWay || (node.endsAtTextEnd && isFirstRight)
            method = isDirect ? .direct : .automaton
        }
        let isExact = method == .automaton && captures > 0 && node.isOrdered && !node.looksBeyond
        exact = isExact ? try RegexCode(node.source(capturing: true), isExact: true) : nil
        let needsTree = method != .backtracking && captures > 0
        tree = needsTree ? try RegexTree(node) : nil
    }

    private static let tooLong = EvalFault(
        .limitExceeded, "regular expression match takes too many steps")

    /// Whether the expression matches anywhere in the text.
    ///
    /// - Throws: ``EvalFault`` when that takes too long to find out, which only happens with back
    ///   references.
    func matches(_ s: Text, _ scratch: RegexScratch) throws(EvalFault) -> Bool {
        switch code.search(s, from: 0, scratch, captures: nil) {
        case .found: return true
        case .none: return false
        case .tooLong:
            guard method != .backtracking else { throw Self.tooLong }
            scratch.ends.removeAll(keepingCapacity: true)
            return try code.follow(s, from: 0, isAnchored: false, .shortest, scratch) != nil
        }
    }

    /// Finds the leftmost match that begins at or after a place.
    ///
    /// - Parameters:
    ///   - s: The text.
    ///   - from: A byte where a character begins, or the end.
    ///   - scratch: Where `bounds` tells the extent, and that of the captures.
    ///   - withCaptures: Whether those of the captures are wanted.
    /// - Returns: Whether there is a match.
    /// - Throws: ``EvalFault`` when that takes too long to find out.
    func find(
        _ s: Text, from: Int, _ scratch: RegexScratch, withCaptures: Bool = true
    ) throws(EvalFault) -> Bool {
        let wanted = withCaptures ? captures : 0
        var start = from
        var isAnchored = true
        switch code.search(s, from: from, scratch, captures: wanted) {
        case .none: return false
        case .tooLong:
            guard method != .backtracking else { throw Self.tooLong }
            isAnchored = false
        case .found:
            if method != .automaton { return true }
            start = scratch.bounds[0]
        }
        scratch.ends.removeAll(keepingCapacity: true)
        guard
            let found = try code.follow(
                s, from: start, isAnchored: isAnchored, isShortest ? .shortest : .longest, scratch)
        else { return false }
        let end = scratch.ends[0]
        if let exact, withCaptures,
            exact.search(s.slice(0, end), from: found, scratch, captures: wanted) == .found
        {
            return true
        }
        scratch.bounds.removeAll(keepingCapacity: true)
        for _ in 0...wanted {
            scratch.bounds.append(-1)
            scratch.bounds.append(-1)
        }
        scratch.bounds[0] = found
        scratch.bounds[1] = end
        if let tree, withCaptures { try tree.assign(s, found, end, scratch) }
        return true
    }
}
