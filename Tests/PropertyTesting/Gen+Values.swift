extension Gen where Value == Bool {
    /// Shrinks to false.
    public static var bool: Gen { Gen { $0.next(upTo: 1) == 1 } }
}

extension Gen where Value: FixedWidthInteger & Sendable {
    /// An integer of `range`: often small or at an edge of the range, and shrinking to the number
    /// in it that is nearest to zero.
    public static func int(_ range: ClosedRange<Value>) -> Gen {
        let origin = min(max(0, range.lowerBound), range.upperBound)
        let above = UInt64(truncatingIfNeeded: range.upperBound &- origin)
        let below = UInt64(truncatingIfNeeded: origin &- range.lowerBound)
        return Gen { choices in
            let isBelow = below > 0 && choices.next(upTo: 1) == 1
            let bound = isBelow ? below : above
            let distance = choices.next(upTo: bound) { draw(upTo: bound, &$0) }
            let step = Value(truncatingIfNeeded: distance)
            return isBelow ? origin &- step : origin &+ step
        }
    }

    /// An integer of the whole type.
    public static var int: Gen { int(Value.min...Value.max) }
}

/// A distance whose size in bits is evenly spread, with the bound and powers of two and ten and
/// their neighbours more often.
private func draw(upTo bound: UInt64, _ random: inout SeededGenerator) -> UInt64 {
    switch random.next(upTo: 7) {
    case 0: return bound &- min(bound, random.next(upTo: 2))
    case 1:
        let power = (1 as UInt64) &<< random.next(upTo: 63)
        return power &- 1 &+ random.next(upTo: 2)
    case 2:
        var power: UInt64 = 1
        for _ in 0..<random.next(upTo: 19) { power &*= 10 }
        return power &- 1 &+ random.next(upTo: 2)
    case 3: return random.next(upTo: bound)
    default: return random.next() &>> random.next(upTo: 63)
    }
}

extension Gen where Value == Double {
    /// Any finite double: random bits, decimals of a few digits, and edges; shrinks to 0.
    public static var finiteDouble: Gen {
        Gen { choices in
            let bits = choices.next(upTo: .max) { random in
                switch random.next(upTo: 3) {
                case 0: return doubleEdges[Int(random.next(upTo: UInt64(doubleEdges.count - 1)))]
                case 1:
                    let digits = Double(random.next() &>> random.next(upTo: 63))
                    let scale = [1, 10, 100, 1000, 1e6, 1e15][Int(random.next(upTo: 5))]
                    return (digits / scale).bitPattern
                default: return random.next()
                }
            }
            let value = Double(bitPattern: bits)
            return value.isFinite ? value : 0
        }
    }
}

private let doubleEdges: [UInt64] = [
    0.0, -0.0, 1, -1, 0.1, 1e-4, 1e-5, 9.999e-5, 1e15, 999_999_999_999_999, 1e16, 1e22, 1e23,
    9_007_199_254_740_991, 9_007_199_254_740_992, 9_007_199_254_740_994, .leastNonzeroMagnitude,
    .leastNormalMagnitude, .leastNormalMagnitude.nextDown, .greatestFiniteMagnitude, .pi, 0.3,
].map { ($0 as Double).bitPattern }

extension Gen where Value == Unicode.Scalar {
    /// Any scalar but NUL, half of them ASCII, with the edges of the UTF-8 lengths more often;
    /// shrinks to `a`.
    public static var scalar: Gen {
        Gen { choices in
            let code = choices.next(upTo: 0x10FFFF) { random in
                switch random.next(upTo: 7) {
                case 0...3: return random.next(upTo: 0x7F)
                case 4: return random.next(upTo: 0x7FF)
                case 5: return random.next(upTo: 0xFFFF)
                case 6: return random.next(upTo: 0x10FFFF)
                default: return scalarEdges[Int(random.next(upTo: UInt64(scalarEdges.count - 1)))]
                }
            }
            // 0 stands for `a`, and `a` for 1, so that shrinking ends at a letter one can read.
            let swapped = code == 0 ? 0x61 : code == 0x61 ? 1 : code
            return Unicode.Scalar(UInt32(swapped)) ?? "\u{FFFD}"
        }
    }

    private static var scalarEdges: [UInt64] {
        [
            0x09, 0x0A, 0x0D, 0x1F, 0x22, 0x2C, 0x5C, 0x7F, 0x80, 0x85, 0xA0, 0x7FF, 0x800,
            0x2028, 0xD7FF, 0xE000, 0xFEFF, 0xFFFD, 0xFFFF, 0x10000, 0x1F600, 0x10FFFF,
        ]
    }
}

extension Gen where Value == String {
    /// Any text without NUL.
    ///
    /// - Parameter scalars: The least and the greatest number of Unicode scalars.
    /// - Returns: Texts that shrink to few letters, mostly `a`.
    public static func string(_ scalars: ClosedRange<Int> = 0...24) -> Gen {
        string(of: .scalar, scalars)
    }

    /// A text of scalars of `generator`.
    public static func string(
        of generator: Gen<Unicode.Scalar>, _ count: ClosedRange<Int> = 0...24
    ) -> Gen {
        generator.array(count).map { scalars in
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars)
            return String(text)
        }
    }

    /// A text of the scalars of `alphabet`, the first the simplest.
    public static func string(
        from alphabet: String, _ count: ClosedRange<Int> = 0...24
    ) -> Gen {
        string(of: .element(of: Array(alphabet.unicodeScalars)), count)
    }
}
