/// The parts of an expression that lead to captures, each with what matches it alone.
///
/// Given the extent of a match, it finds those of the captures the way PostgreSQL does: from the
/// left, each part takes as much (or as little) as lets the rest still match.
// Nothing in it changes after `init`.
final class RegexTree: @unchecked Sendable {
    private indirect enum Shape {
        /// No captures inside.
        case plain
        case capture(Int, RegexTree)
        /// A part and what follows it.
        case pair(RegexTree, RegexTree)
        case branches([RegexTree])
        case iterated(RegexTree, least: Int, most: Int?)
    }

    private let shape: Shape
    private let code: RegexCode
    private let isShortest: Bool
    private let looksAround: Bool
    /// The captures inside, to be forgotten when a way is given up.
    private let numbers: [Int]

    init(_ node: RegexNode) throws(EvalFault) {
        code = try RegexCode(node.source(capturing: false))
        isShortest = node.preference == .shortest
        looksAround = node.looksAround
        numbers = node.captureNumbers
        guard !numbers.isEmpty else {
            shape = .plain
            return
        }
        switch node {
        case .group(let number, let inner):
            let tree = try RegexTree(inner)
            shape = number.map { .capture($0, tree) } ?? tree.shape
        case .sequence(let nodes): shape = try Self.sequence(nodes)
        case .branches(let nodes):
            var trees: [RegexTree] = []
            for node in nodes { trees.append(try RegexTree(node)) }
            shape = .branches(trees)
        case .repeated(let inner, let count): shape = try Self.repeated(inner, count)
        case .empty, .set, .assertion, .look, .backReference: shape = .plain
        }
    }

    /// Only the last repetition counts, so one that must be there is split off the others.
    private static func repeated(
        _ inner: RegexNode, _ count: RegexCount
    ) throws(EvalFault) -> Shape {
        guard count.most != 0 else { return .plain }
        let last = try RegexTree(inner)
        guard count.least > 0 else { return .iterated(last, least: 0, most: count.most) }
        if count.most == 1 { return last.shape }
        var others = count
        others.least -= 1
        others.most = count.most.map { $0 - 1 }
        return .pair(try RegexTree(plain: .repeated(inner, others)), last)
    }

    /// A part whose captures do not count.
    private init(plain node: RegexNode) throws(EvalFault) {
        code = try RegexCode(node.source(capturing: false))
        isShortest = node.preference == .shortest
        looksAround = node.looksAround
        numbers = []
        shape = .plain
    }

    /// Splits off what PostgreSQL takes as one part: the plain atoms in front, or one group.
    private static func sequence(_ nodes: [RegexNode]) throws(EvalFault) -> Shape {
        var split = 0
        var preference = RegexPreference.none
        while split < nodes.count, !nodes[split].isGroup {
            let next = nodes[split].preference
            if preference != .none, next != .none, next != preference { break }
            if preference == .none { preference = next }
            split += 1
        }
        let head = Array(nodes[..<max(split, 1)])
        let tail = Array(nodes[max(split, 1)...])
        let first = try RegexTree(head.count == 1 ? head[0] : .sequence(head))
        guard !tail.isEmpty else { return first.shape }
        return .pair(first, try RegexTree(tail.count == 1 ? tail[0] : .sequence(tail)))
    }

    /// Finds the captures of a match from `start` to `end`, and writes them to the scratch.
    func assign(
        _ s: Text, _ start: Int, _ end: Int, _ scratch: RegexScratch
    ) throws(EvalFault) {
        scratch.steps = 100_000 + 64 * (end - start)
        let base = scratch.ends.count
        defer { scratch.ends.removeLast(scratch.ends.count - base) }
        _ = try dissect(s, start, end, scratch)
    }

    private func dissect(
        _ s: Text, _ start: Int, _ end: Int, _ scratch: RegexScratch
    ) throws(EvalFault) -> Bool {
        scratch.steps -= 1
        guard scratch.steps > 0 else {
            throw EvalFault(.limitExceeded, "regular expression match takes too many steps")
        }
        switch shape {
        case .plain: return true
        case .capture(let number, let tree):
            guard try tree.dissect(s, start, end, scratch) else { return false }
            scratch.bounds[2 * number] = start
            scratch.bounds[2 * number + 1] = end
            return true
        case .pair(let head, let tail): return try dissect(head, tail, s, start, end, scratch)
        case .branches(let trees):
            for tree in trees where try tree.reaches(s, start, end, scratch) {
                if try tree.dissect(s, start, end, scratch) { return true }
            }
            return false
        case .iterated(let tree, let least, let most):
            guard start < end || least > 0 else {
                // As PostgreSQL has it: once if the part can be empty, else not at all.
                guard !tree.isShortest, try tree.reaches(s, start, end, scratch) else {
                    return true
                }
                return try tree.dissect(s, start, end, scratch)
            }
            let range = max(least, 1)...max(most ?? .max, least, 1)
            return try iterate(tree, range, s, start, end, scratch)
        }
    }

    private func dissect(
        _ head: RegexTree, _ tail: RegexTree, _ s: Text, _ start: Int, _ end: Int,
        _ scratch: RegexScratch
    ) throws(EvalFault) -> Bool {
        let range = try head.ends(s, start, end, .all, scratch)
        defer { scratch.ends.removeLast(scratch.ends.count - range.lowerBound) }
        for offset in 0..<range.count {
            let middle = head.end(offset, range, scratch)
            guard try tail.reaches(s, middle, end, scratch) else { continue }
            if try head.dissect(s, start, middle, scratch),
                try tail.dissect(s, middle, end, scratch)
            {
                return true
            }
            forget(scratch)
        }
        return false
    }

    /// Divides the extent among repetitions.
    private func iterate(
        _ tree: RegexTree, _ counts: ClosedRange<Int>, _ s: Text, _ start: Int, _ end: Int,
        _ scratch: RegexScratch
    ) throws(EvalFault) -> Bool {
        let (base, endsBase) = (scratch.rounds.count, scratch.ends.count)
        defer {
            scratch.rounds.removeLast(scratch.rounds.count - base)
            scratch.ends.removeLast(scratch.ends.count - endsBase)
        }
        // Places from where the end cannot be reached, when the count no longer matters.
        var hopeless: Set<Int> = []
        scratch.rounds.append(
            RegexRound(start: start, range: try tree.ends(s, start, end, .all, scratch)))
        while scratch.rounds.count > base {
            let count = scratch.rounds.count - base
            var round = scratch.rounds[scratch.rounds.count - 1]
            guard round.offset < round.range.count else {
                if count > counts.lowerBound, counts.upperBound == .max {
                    hopeless.insert(round.start)
                }
                scratch.rounds.removeLast()
                scratch.ends.removeLast(scratch.ends.count - round.range.lowerBound)
                continue
            }
            let next = tree.end(round.offset, round.range, scratch)
            round.offset += 1
            scratch.rounds[scratch.rounds.count - 1] = round
            if next == end, count >= counts.lowerBound {
                tree.forget(scratch)
                if try tree.dissect(s, round.start, next, scratch) { return true }
                continue
            }
            // An empty repetition only helps to reach the least number.
            let missing = counts.lowerBound - count
            let isUseless = next == round.start && (missing <= 0 || missing < end - next)
            guard count < counts.upperBound, !isUseless, !hopeless.contains(next) else { continue }
            scratch.rounds.append(
                RegexRound(start: next, range: try tree.ends(s, next, end, .all, scratch)))
            scratch.steps -= 1
        }
        return false
    }

    private func forget(_ scratch: RegexScratch) {
        for number in numbers {
            scratch.bounds[2 * number] = -1
            scratch.bounds[2 * number + 1] = -1
        }
    }

    /// Where matches from `start` can end, up to `limit`: a range of `scratch.ends`, falling.
    private func ends(
        _ s: Text, _ start: Int, _ limit: Int, _ wanted: RegexEnds, _ scratch: RegexScratch
    ) throws(EvalFault) -> Range<Int> {
        let base = scratch.ends.count
        let seen = looksAround ? s : s.slice(0, limit)
        _ = try code.follow(seen, from: start, isAnchored: true, wanted, scratch)
        scratch.steps -= 1 + (scratch.ends.count - base) / 16
        if looksAround {
            var kept = base
            for index in base..<scratch.ends.count where scratch.ends[index] <= limit {
                scratch.ends[kept] = scratch.ends[index]
                kept += 1
            }
            scratch.ends.removeLast(scratch.ends.count - kept)
        }
        return base..<scratch.ends.count
    }

    /// The end number `offset` in the order this part prefers.
    private func end(_ offset: Int, _ range: Range<Int>, _ scratch: RegexScratch) -> Int {
        scratch.ends[isShortest ? range.upperBound - 1 - offset : range.lowerBound + offset]
    }

    /// Whether a match from `start` can end at `end`.
    private func reaches(
        _ s: Text, _ start: Int, _ end: Int, _ scratch: RegexScratch
    ) throws(EvalFault) -> Bool {
        let range = try ends(s, start, end, looksAround ? .all : .longest, scratch)
        defer { scratch.ends.removeLast(scratch.ends.count - range.lowerBound) }
        return !range.isEmpty && scratch.ends[range.lowerBound] == end
    }
}

extension RegexNode {
    /// Whether it is a group, or a repeated one.
    fileprivate var isGroup: Bool {
        switch self {
        case .group: true
        case .repeated(let inner, _): inner.isGroup
        default: false
        }
    }

    /// The numbers of the captures inside, itself included.
    fileprivate var captureNumbers: [Int] {
        switch self {
        case .empty, .set, .assertion, .backReference, .look: []
        case .group(let number, let inner): (number.map { [$0] } ?? []) + inner.captureNumbers
        case .repeated(let inner, _): inner.captureNumbers
        case .sequence(let nodes), .branches(let nodes): nodes.flatMap(\.captureNumbers)
        }
    }
}
