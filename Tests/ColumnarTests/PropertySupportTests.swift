import PropertyTesting
import Testing

@Suite("Property testing itself")
struct PropertySupportTests {
    @Test("A property that holds has no counterexample")
    func holds() {
        #expect(counterexample(cases: 500, Gen<Int>.int, seed: 1) { $0 == $0 } == nil)
    }

    @Test("An integer shrinks to the very boundary", arguments: 0..<20 as Range<UInt64>)
    func boundary(_ seed: UInt64) {
        let above = counterexample(cases: 1000, Gen<Int>.int, seed: seed) { $0 < 1234 }
        #expect(above?.value == 1234)
        let below = counterexample(cases: 1000, Gen<Int>.int(-5000...5000), seed: seed) { $0 > -77 }
        #expect(below?.value == -77)
    }

    @Test("An array shrinks to the elements that matter", arguments: 0..<20 as Range<UInt64>)
    func arrays(_ seed: UInt64) {
        let arrays = Gen<Int>.int(0...1000).array(0...50)
        let found = counterexample(cases: 1000, arrays, seed: seed) { values in
            !values.contains { $0 >= 100 } || values.count < 3
        }
        #expect(found?.value.sorted() == [0, 0, 100])
    }

    @Test("Shrinking goes through map, flatMap and oneOf", arguments: 0..<20 as Range<UInt64>)
    func composed(_ seed: UInt64) {
        let lists = Gen<Int>.int(0...9).flatMap { length in
            Gen<Bool>.bool.array(length...length).map { (length, $0) }
        }
        let dependent = counterexample(cases: 1000, lists, seed: seed) { $0.0 < 4 }
        #expect(dependent?.value.1 == [false, false, false, false])
        let either = Gen<String>.oneOf([.constant("left"), Gen<Int>.int(0...99).map { "\($0)" }])
        let found = counterexample(cases: 1000, either, seed: seed) { $0.utf8.count != 2 }
        #expect(found?.value == "10")
    }

    @Test("A text shrinks to letters one can read")
    func strings() {
        let found = counterexample(cases: 1000, Gen<String>.string(), seed: 3) {
            $0.unicodeScalars.count < 3
        }
        #expect(found?.value == "aaa")
    }

    @Test("What a property throws is the reason of the simplest value")
    func reasons() {
        let found = counterexample(cases: 100, Gen<Int>.int(0...100), seed: 5) { value in
            try same(min(value, 41), value)
        }
        #expect(found?.value == 42)
        #expect(found?.reason == "found 41, wanted 42")
    }

    @Test("One seed gives the same values again, another seed others")
    func seeds() {
        let gen = Gen<Int>.int.array(20...20)
        #expect(gen.value(seed: 7) == gen.value(seed: 7))
        #expect(gen.value(seed: 7) != gen.value(seed: 8))
    }

    @Test("Values keep to their range and reach its ends")
    func ranges() {
        for range in [0...0, -3...3, 5...9, -9 ... -5, Int.min...Int.max] as [ClosedRange<Int>] {
            let values = (0..<2000).map { Gen<Int>.int(range).value(seed: $0) }
            #expect(values.allSatisfy(range.contains))
            #expect(values.contains(range.lowerBound))
            #expect(values.contains(range.upperBound))
        }
    }

    @Test("Weights decide how often, and never choose a weight of zero")
    func weights() {
        let gen = Gen<Int>.weighted([(9, .constant(1)), (0, .constant(2)), (1, .constant(3))])
        let values = (0..<1000).map { gen.value(seed: $0) }
        #expect(!values.contains(2))
        #expect((50...200).contains(values.count { $0 == 3 }))
    }

    @Test("A failing property is an issue that names the seed and the simplest value")
    func recorded() {
        withKnownIssue {
            forAll("no number is large", Gen<Int>.int, seed: 9) { $0 < 50 }
        } matching: { issue in
            let text = issue.comments.map(\.rawValue).joined()
            return text.contains("no number is large") && text.contains("for: 50")
                && text.contains("TRANCHE_SEED=9")
        }
    }

    @Test("A property may wait")
    func waiting() async {
        let found = await counterexample(cases: 1000, Gen<Int>.int, seed: 2) { value in
            await Task.yield()
            return value < 10
        }
        #expect(found?.value == 10)
    }
}
