import PropertyTesting
import Testing

@testable import TranchePipeline

@Suite("The counts of a run")
struct RowCountsTests {
    private static let counts = Gen<Int64>.int(0...1000).array(6...6).map { parts in
        var counts = RowCounts()
        counts.written = parts[0]
        counts.filtered = parts[1]
        counts.rejected = parts[2]
        counts.duplicate = parts[3]
        counts.limited = parts[4]
        counts.read = parts.prefix(5).reduce(0, +)
        counts.added = min(parts[5], counts.read)
        counts.read -= counts.added
        return counts
    }

    @Test("Sums of conserved counts are conserved, and one record more or less is found")
    func conservation() {
        forAll("conservation", zip(Self.counts, Self.counts)) { first, second in
            var total = first
            total += second
            var broken = total
            broken.read += 1
            var other = total
            other.duplicate += 1
            return total.isConserved && !broken.isConserved && !other.isConserved
                && total.read == first.read + second.read
        }
    }

    @Test(
        "A limit on rejects is judged by count at once, by percent from the 1,000th record on",
        arguments: [
            (RejectLimit.count(0), 10, 0, false, false), (.count(0), 10, 1, false, true),
            (.count(5), 10, 5, true, false), (.count(5), 10, 6, false, true),
            (.percent(1), 999, 999, false, false), (.percent(1), 999, 10, true, true),
            (.percent(1), 1000, 10, false, false), (.percent(1), 1000, 11, false, true),
            (.percent(0), 1000, 1, false, true), (.percent(100), 1000, 1000, true, false),
            (.percent(50), 0, 0, true, false),
        ] as [(RejectLimit, Int64, Int64, Bool, Bool)])
    func limits(
        _ limit: RejectLimit, _ read: Int64, _ rejected: Int64, _ atEnd: Bool, _ isExceeded: Bool
    ) {
        var counts = RowCounts()
        counts.read = read
        counts.rejected = rejected
        #expect(limit.isExceeded(by: counts, atEnd: atEnd) == isExceeded)
    }
}
