/// A small, fast generator whose whole future follows from one seed (SplitMix64).
///
/// - SeeAlso: G. Steele, D. Lea, C. Flood, Fast Splittable Pseudorandom Number Generators (2014).
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) {
        state = seed
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed &>> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed &>> 31)
    }

    /// A number in 0...`bound`, each equally likely.
    public mutating func next(upTo bound: UInt64) -> UInt64 {
        bound == .max ? next() : next() % (bound + 1)
    }

    /// Whether an event that happens once in `times` happens now.
    public mutating func once(in times: UInt64) -> Bool {
        next(upTo: times - 1) == 0
    }
}
