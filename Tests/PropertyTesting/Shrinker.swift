/// Looks for the simplest list of choices that still fails; a plain state machine, so that
/// properties that wait and those that do not share it.
///
/// Ask for the next ``candidate()``, try it, ``report(failed:record:spans:)`` back, until there is none.
struct Shrinker {
    /// The simplest failing list so far.
    private(set) var best: [UInt64]
    private var spans: [Range<Int>]
    private var phase = Phase.elements(0)
    private var changed = false
    private var attempts = 0
    private let limit: Int

    private enum Phase {
        /// Cut the element out that is the *n*-th largest.
        case elements(Int)
        /// Cut `length` choices out from `start` on.
        case block(length: Int, start: Int)
        /// Lower the choice `index`, which is known to pass below `floor`.
        case value(index: Int, floor: UInt64, first: Bool)
        case done
    }

    init(_ record: [UInt64], _ spans: [Range<Int>], limit: Int = 4000) {
        best = record
        self.spans = spans
        self.limit = limit
        sortSpans()
    }

    /// The next list to try; `nil` when nothing simpler fails, or the limit is reached.
    mutating func candidate() -> [UInt64]? {
        while attempts < limit {
            if case .done = phase { return nil }
            if let next = propose(), next != best {
                attempts += 1
                return next
            }
            advance(failed: false)
        }
        return nil
    }

    /// Takes the outcome of the last candidate.
    ///
    /// - Parameters:
    ///   - failed: Whether the property failed for it.
    ///   - record: What the generator drew in fact, which may be shorter.
    ///   - spans: The elements of that record.
    /// - Returns: Whether the candidate is the simplest that failed so far.
    mutating func report(failed: Bool, record: [UInt64], spans: [Range<Int>]) -> Bool {
        guard failed, isSimpler(record, than: best) else {
            advance(failed: false)
            return false
        }
        changed = true
        best = record
        self.spans = spans
        sortSpans()
        advance(failed: true)
        return true
    }

    private mutating func sortSpans() {
        spans.sort { $0.count > $1.count }
    }

    private func isSimpler(_ left: [UInt64], than right: [UInt64]) -> Bool {
        if left.count != right.count { return left.count < right.count }
        return left.lexicographicallyPrecedes(right)
    }

    private func propose() -> [UInt64]? {
        switch phase {
        case .elements(let index):
            guard index < spans.count else { return nil }
            var next = best
            next.removeSubrange(spans[index])
            return next
        case .block(let length, let start):
            guard start >= 0, start + length <= best.count else { return nil }
            var next = best
            next.removeSubrange(start..<(start + length))
            return next
        case .value(let index, let floor, let first):
            guard index < best.count, floor < best[index] else { return nil }
            var next = best
            next[index] = first ? 0 : floor + (best[index] - floor) / 2
            return next
        case .done: return nil
        }
    }

    /// Goes on after the last proposal, which `failed` (as wished) or did not.
    private mutating func advance(failed: Bool) {
        switch phase {
        case .elements(let index):
            // After a success the list of elements is new, and the same place holds another.
            let next = failed ? index : index + 1
            phase = next < spans.count ? .elements(next) : .block(length: 8, start: best.count - 8)
        case .block(let length, let start):
            if start > 0 {
                phase = .block(length: length, start: min(start - 1, best.count - length))
            } else if length > 1 {
                phase = .block(length: length / 2, start: best.count - length / 2)
            } else {
                phase = .value(index: 0, floor: 0, first: true)
            }
        case .value(let index, let floor, let first):
            advanceValue(index, floor, first, failed)
        case .done: break
        }
    }

    private mutating func advanceValue(
        _ index: Int, _ floor: UInt64, _ first: Bool, _ failed: Bool
    ) {
        if index >= best.count {
            phase = changed ? .elements(0) : .done
            changed = false
        } else if first && !failed && best[index] > 0 {
            phase = .value(index: index, floor: 1, first: false)
        } else if !first && failed && floor < best[index] {
            phase = .value(index: index, floor: floor, first: false)
        } else if !first && !failed && floor < best[index] {
            let middle = floor + (best[index] - floor) / 2
            phase = .value(index: index, floor: middle + 1, first: false)
        } else {
            phase = .value(index: index + 1, floor: 0, first: true)
        }
    }
}
