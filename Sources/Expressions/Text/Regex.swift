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
        /// There is only one way, so what backtracking finds is right.
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
        isGlobal = options.isGlobal
        isShortest = node.preference == .shortest
        code = try RegexCode(node.source(capturing: true))
        if node.hasBackReferences {
            method = .backtracking
        } else {
            method = node.hasOneWay ? .direct : .automaton
        }
        let needsTree = method == .automaton && captures > 0
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
            return try code.follow(s, from: 0, isAnchored: false, isShortest: true, scratch) != nil
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
                s, from: start, isAnchored: isAnchored, isShortest: isShortest, scratch)
        else { return false }
        let end = scratch.ends[0]
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

extension RegexNode {
    /// Whether there is at most one way to match from a place, apart from how far its last part
    /// that varies reaches; then the first way is the longest.
    var hasOneWay: Bool {
        guard let items = items else { return false }
        for (index, item) in items.enumerated() where item.varies {
            var following = RegexFirst()
            for next in items[(index + 1)...] {
                following.formUnion(next.first)
                if !next.isOptional { break }
            }
            guard item.first.isDisjoint(with: following) else { return false }
        }
        return true
    }

    private struct Item {
        var first = RegexFirst()
        /// Whether it can match texts of several lengths.
        var varies = false
        var isOptional = false
    }

    /// The parts in a row, `nil` when one of them is not of the simple kinds.
    private var items: [Item]? {
        switch self {
        case .empty: return []
        case .assertion, .look: return [Item(isOptional: true)]
        case .set(let set): return [Item(first: set.first)]
        case .backReference: return nil
        case .group(_, let inner): return inner.items
        case .sequence(let nodes):
            var all: [Item] = []
            for node in nodes {
                guard let more = node.items else { return nil }
                all += more
            }
            return all
        case .branches(let nodes):
            guard let length = fixedLength, length > 0, !hasCaptures else { return nil }
            var item = Item()
            for node in nodes {
                guard let first = node.items?.first else { return nil }
                item.first.formUnion(first.first)
            }
            return [item]
        case .repeated(let inner, let count):
            guard case .set(let set) = inner, count.preference != .shortest else { return nil }
            let varies = count.most != count.least
            return [Item(first: set.first, varies: varies, isOptional: count.least == 0)]
        }
    }

    /// Characters it takes, when that is always the same number and nothing else matters.
    private var fixedLength: Int? {
        switch self {
        case .empty: return 0
        case .set: return 1
        case .assertion, .look, .backReference: return nil
        case .group(_, let inner): return inner.fixedLength
        case .sequence(let nodes):
            var total = 0
            for node in nodes {
                guard let length = node.fixedLength else { return nil }
                total += length
            }
            return total
        case .branches(let nodes):
            guard let first = nodes[0].fixedLength else { return nil }
            return nodes.allSatisfy { $0.fixedLength == first } ? first : nil
        case .repeated(let inner, let count):
            guard let length = inner.fixedLength, count.least == count.most else { return nil }
            return length * count.least
        }
    }
}
