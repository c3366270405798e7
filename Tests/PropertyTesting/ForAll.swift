public import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A value for which a property does not hold, and how to meet it again.
public struct Counterexample<Value> {
    /// The simplest value found.
    public var value: Value
    /// The value that failed first.
    public var original: Value
    /// What the property threw for the simplest value; `nil` when it returned false.
    public var reason: String?
    /// Values that held before.
    public var passed: Int
    /// `TRANCHE_SEED` for the same values.
    public var seed: UInt64
}

/// The seed of this run: `TRANCHE_SEED`, decimal or `0x…`, or `new` for one that nobody chose.
///
/// Without it the same one each time, so that a change is judged by what it changes; `make fuzz`
/// looks for what other seeds find.
public let runSeed: UInt64 = {
    guard let set = unsafe getenv("TRANCHE_SEED") else { return 0x7472_616E_6368_65 }
    let text = unsafe String(cString: set)
    guard text != "new" else { return UInt64.random(in: 0 ... .max) }
    let isHex = text.hasPrefix("0x")
    guard let seed = UInt64(isHex ? String(text.dropFirst(2)) : text, radix: isHex ? 16 : 10)
    else { fatalError("TRANCHE_SEED is \(text), wanted a number") }
    return seed
}()

/// Tries a property on random values, and records an issue with the simplest value that fails.
///
/// - Parameters:
///   - name: The property, for the message.
///   - cases: How many values to try, at least 1.
///   - gen: Where the values come from.
///   - seed: Where the values begin; ``runSeed`` by default.
///   - location: Where to report; the call by default.
///   - property: Returns false, or throws, for a value that breaks it. It must not record issues
///     itself, since it also runs on every value that shrinking tries.
public func forAll<Value>(
    _ name: String, cases: Int = 1000, _ gen: Gen<Value>, seed: UInt64 = runSeed,
    sourceLocation location: SourceLocation = #_sourceLocation,
    _ property: (Value) throws -> Bool
) {
    guard let found = counterexample(cases: cases, gen, seed: seed, property) else { return }
    record(found, name, location)
}

/// Tries a property that waits; otherwise the same as its namesake.
public func forAll<Value>(
    _ name: String, cases: Int = 1000, _ gen: Gen<Value>, seed: UInt64 = runSeed,
    sourceLocation location: SourceLocation = #_sourceLocation,
    _ property: (Value) async throws -> Bool
) async {
    guard let found = await counterexample(cases: cases, gen, seed: seed, property) else {
        return
    }
    record(found, name, location)
}

/// The simplest value that breaks `property`, or `nil` when `cases` values hold; records nothing.
public func counterexample<Value>(
    cases: Int, _ gen: Gen<Value>, seed: UInt64 = runSeed, _ property: (Value) throws -> Bool
) -> Counterexample<Value>? {
    for index in 0..<cases {
        var choices = Choices(seed: caseSeed(seed, index))
        let original = gen.run(&choices)
        guard var reason = failure({ try property(original) }) else { continue }
        var value = original
        var shrinker = Shrinker(choices.record, choices.spans)
        while let script = shrinker.candidate() {
            var replay = Choices(playing: script)
            let simpler = gen.run(&replay)
            let outcome = failure { try property(simpler) }
            let isAccepted = shrinker.report(
                failed: outcome != nil, record: replay.record, spans: replay.spans)
            if isAccepted, let outcome { (value, reason) = (simpler, outcome) }
        }
        return Counterexample(
            value: value, original: original, reason: reason.text, passed: index, seed: seed)
    }
    return nil
}

/// As its namesake, for a property that waits.
public func counterexample<Value>(
    cases: Int, _ gen: Gen<Value>, seed: UInt64 = runSeed,
    _ property: (Value) async throws -> Bool
) async -> Counterexample<Value>? {
    for index in 0..<cases {
        var choices = Choices(seed: caseSeed(seed, index))
        let original = gen.run(&choices)
        guard var reason = await failureLater({ try await property(original) }) else { continue }
        var value = original
        var shrinker = Shrinker(choices.record, choices.spans)
        while let script = shrinker.candidate() {
            var replay = Choices(playing: script)
            let simpler = gen.run(&replay)
            let outcome = await failureLater { try await property(simpler) }
            let isAccepted = shrinker.report(
                failed: outcome != nil, record: replay.record, spans: replay.spans)
            if isAccepted, let outcome { (value, reason) = (simpler, outcome) }
        }
        return Counterexample(
            value: value, original: original, reason: reason.text, passed: index, seed: seed)
    }
    return nil
}

/// Two values that should have been equal.
public struct Difference: Error, CustomStringConvertible {
    public let description: String

    public init(description: String) { self.description = description }
}

/// True when both are equal; throws a ``Difference`` that shows both when they are not.
public func same<Value: Equatable>(_ found: Value, _ wanted: Value) throws -> Bool {
    guard found == wanted else {
        throw Difference(
            description: "found \(String(reflecting: found)), wanted \(String(reflecting: wanted))")
    }
    return true
}

/// Why a property failed; the text is `nil` when it returned false.
private struct Failure {
    var text: String?
}

private func failure(_ property: () throws -> Bool) -> Failure? {
    do { return try property() ? nil : Failure() } catch { return Failure(text: "\(error)") }
}

private func failureLater(_ property: () async throws -> Bool) async -> Failure? {
    do { return try await property() ? nil : Failure() } catch { return Failure(text: "\(error)") }
}

private func caseSeed(_ seed: UInt64, _ index: Int) -> UInt64 {
    var mixer = SeededGenerator(seed: seed ^ (UInt64(index) &* 0xD134_2543_DE82_EF95))
    return mixer.next()
}

private func record<Value>(
    _ found: Counterexample<Value>, _ name: String, _ location: SourceLocation
) {
    let reason = found.reason.map { "\n  because: \($0)" } ?? ""
    let text = """
        \(name): fails after \(found.passed) values
          for: \(String(reflecting: found.value))\(reason)
          at first: \(String(reflecting: found.original))
          again with: TRANCHE_SEED=\(found.seed)
        """
    Issue.record(Comment(rawValue: text), sourceLocation: location)
}
