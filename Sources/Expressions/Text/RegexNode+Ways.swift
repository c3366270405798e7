/// One part of an expression that is a row of simple parts.
private struct RegexItem {
    var first = RegexFirst()
    /// Whether it can match texts of several lengths.
    var varies = false
    var isOptional = false
    var isShortest = false
}

extension [RegexItem] {
    /// Whether there is at most one way to match from a place, apart from how far the last item
    /// that varies reaches; then the first way is the longest.
    fileprivate var haveOneWay: Bool {
        for (index, item) in enumerated() where item.varies {
            var following = RegexFirst()
            for next in self[(index + 1)...] {
                following.formUnion(next.first)
                if !next.isOptional { break }
            }
            guard !item.isShortest, item.first.isDisjoint(with: following) else { return false }
        }
        return true
    }

    /// Whether backtracking tries the ends of these items in the order of their preference.
    fileprivate var areOrdered: Bool {
        lazy.filter(\.varies).count <= 1 || haveOneWay
    }
}

extension RegexNode {
    /// Whether the first way that backtracking finds has the extent PostgreSQL finds.
    var hasOneWay: Bool { items?.haveOneWay ?? false }

    /// Whether the first way that backtracking finds within a known extent has the captures that
    /// PostgreSQL finds.
    var isOrdered: Bool {
        switch self {
        case .group(_, let inner): return inner.isOrdered
        case .sequence(let nodes):
            // Plain parts in a row count as one, each group as another.
            var plain: [RegexItem] = []
            for node in nodes {
                guard let items = node.items else { return false }
                if case .group = node {
                    guard plain.areOrdered, items.areOrdered else { return false }
                    plain = []
                } else {
                    plain += items
                }
            }
            return plain.areOrdered
        default: return items?.areOrdered ?? false
        }
    }

    /// Whether every match ends where the text does.
    var endsAtTextEnd: Bool {
        guard case .sequence(let nodes) = self else { return false }
        switch nodes[nodes.count - 1] {
        case .assertion(.textEnd): return true
        case .repeated(.set(let set), let count): return reachesEnd(set, count)
        case .group(_, .repeated(.set(let set), let count)): return reachesEnd(set, count)
        default: return false
        }
    }

    /// Whether a last part takes everything up to the end.
    private func reachesEnd(_ set: RegexSet, _ count: RegexCount) -> Bool {
        set.isNegated && set.ranges.isEmpty && set.classes.isEmpty && count.most == nil
            && count.preference == .longest && preference == .longest
    }

    /// Whether what follows a match can matter to it, but for the end of the text.
    var looksBeyond: Bool {
        contains {
            switch $0 {
            case .look, .assertion(.lineEnd), .assertion(.wordStart), .assertion(.wordEnd),
                .assertion(.wordBoundary), .assertion(.noWordBoundary):
                true
            default: false
            }
        }
    }

    /// The parts in a row, `nil` when one of them is not of the simple kinds.
    private var items: [RegexItem]? {
        switch self {
        case .empty: return []
        case .assertion, .look: return [RegexItem(isOptional: true)]
        case .set(let set): return [RegexItem(first: set.first)]
        case .backReference: return nil
        case .group(_, let inner): return inner.items
        case .sequence(let nodes):
            var all: [RegexItem] = []
            for node in nodes {
                guard let more = node.items else { return nil }
                all += more
            }
            return all
        case .branches(let nodes): return Self.item(ofBranches: nodes).map { [$0] }
        case .repeated(let inner, let count):
            guard case .set(let set) = inner else { return nil }
            return [
                RegexItem(
                    first: set.first, varies: count.most != count.least,
                    isOptional: count.least == 0, isShortest: count.preference == .shortest)
            ]
        }
    }

    /// Branches of which one at most can match, as one item.
    private static func item(ofBranches nodes: [RegexNode]) -> RegexItem? {
        var item = RegexItem()
        var rows: [[RegexFirst]] = []
        for node in nodes {
            guard let row = node.row, let first = row.first else { return nil }
            item.first.formUnion(first)
            for other in rows where other.count != row.count {
                guard Swift.zip(other, row).contains(where: { $0.isDisjoint(with: $1) }) else {
                    return nil
                }
            }
            rows.append(row)
        }
        return item
    }

    /// The sets of a part that takes a fixed number of characters, without captures.
    private var row: [RegexFirst]? {
        switch self {
        case .set(let set): return [set.first]
        case .group(nil, let inner): return inner.row
        case .sequence(let nodes):
            var all: [RegexFirst] = []
            for node in nodes {
                guard let more = node.row else { return nil }
                all += more
            }
            return all
        case .repeated(let inner, let count):
            guard count.least == count.most, let one = inner.row else { return nil }
            return Array(repeatElement(one, count: count.least).joined())
        default: return nil
        }
    }
}
