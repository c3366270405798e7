/// A recipe for random values of one type, which shrink to simpler ones by themselves.
public struct Gen<Value>: Sendable {
    private let make: @Sendable (inout Choices) -> Value

    public init(_ make: @escaping @Sendable (inout Choices) -> Value) {
        self.make = make
    }

    /// Makes a value of the next choices.
    public func run(_ choices: inout Choices) -> Value { make(&choices) }

    /// The value of `seed`, for tests that want one value and no shrinking.
    public func value(seed: UInt64) -> Value {
        var choices = Choices(seed: seed)
        return make(&choices)
    }

    public func map<Other>(_ transform: @escaping @Sendable (Value) -> Other) -> Gen<Other> {
        Gen<Other> { transform(run(&$0)) }
    }

    public func flatMap<Other>(
        _ transform: @escaping @Sendable (Value) -> Gen<Other>
    ) -> Gen<Other> {
        Gen<Other> { transform(run(&$0)).run(&$0) }
    }

    /// An array of such values, which shrinks by losing elements and by simpler elements.
    ///
    /// - Parameter length: The least and the greatest number of elements; half of the arrays have
    ///   at most a quarter of the span.
    /// - Returns: Arrays that shrink to the least number of the simplest elements.
    public func array(_ length: ClosedRange<Int>) -> Gen<[Value]> {
        Gen<[Value]> { choices in
            var values: [Value] = []
            for _ in 0..<length.lowerBound { values.append(choices.element(run)) }
            let span = UInt64(length.count - 1)
            guard span > 0 else { return values }
            // One yes or no an element instead of a count, so that elements can be cut out.
            let mean = max(1, span / 3)
            var goesOn = true
            while goesOn, values.count < length.upperBound {
                choices.element { choices in
                    goesOn = choices.next(upTo: 1) { $0.once(in: mean + 1) ? 0 : 1 } == 1
                    if goesOn { values.append(run(&choices)) }
                }
            }
            return values
        }
    }

    /// Such a value, or `nil` once in four times; shrinks to `nil`.
    public var optional: Gen<Value?> {
        Gen<Value?> { $0.next(upTo: 3) == 0 ? nil : run(&$0) }
    }
}

extension Gen where Value: Sendable {
    /// Always `value`.
    public static func constant(_ value: Value) -> Gen { Gen { _ in value } }

    /// One of `values`, which must not be empty; shrinks towards the first.
    public static func element(of values: [Value]) -> Gen {
        Gen { values[Int($0.next(upTo: UInt64(values.count - 1)))] }
    }
}

extension Gen {
    /// A value of one of `generators`, which must not be empty; shrinks towards the first.
    public static func oneOf(_ generators: [Gen]) -> Gen {
        Gen { generators[Int($0.next(upTo: UInt64(generators.count - 1)))].run(&$0) }
    }

    /// A value of one of `generators`, as often as its weight says; shrinks towards the first.
    public static func weighted(_ generators: [(weight: Int, gen: Gen)]) -> Gen {
        let table = generators.indices.flatMap { index in
            Array(repeating: UInt64(index), count: generators[index].weight)
        }
        let gens = generators.map(\.gen)
        return Gen { choices in
            let index = choices.next(upTo: UInt64(gens.count - 1)) { random in
                table[Int(random.next(upTo: UInt64(table.count - 1)))]
            }
            return gens[Int(index)].run(&choices)
        }
    }
}

/// Both values of two generators.
public func zip<First, Second>(
    _ first: Gen<First>, _ second: Gen<Second>
) -> Gen<(First, Second)> {
    Gen { (first.run(&$0), second.run(&$0)) }
}

/// The values of three generators.
public func zip<First, Second, Third>(
    _ first: Gen<First>, _ second: Gen<Second>, _ third: Gen<Third>
) -> Gen<(First, Second, Third)> {
    Gen { (first.run(&$0), second.run(&$0), third.run(&$0)) }
}
