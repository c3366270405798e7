/// The random choices a value was made from, drawn anew or played back.
///
/// Everything a generator decides, it asks for here as a number of 0...bound where 0 is the
/// simplest answer. So a value is known by its list of answers, and shrinking a value means
/// shrinking the list: shorter lists and smaller numbers make simpler values, whatever `map` and
/// `flatMap` stand in between.
public struct Choices {
    /// The answers so far.
    private(set) var record: [UInt64] = []
    /// Stretches of the record that make one element each; removing one removes the element.
    private(set) var spans: [Range<Int>] = []
    private let script: [UInt64]?
    private var random: SeededGenerator

    /// Answers at random.
    init(seed: UInt64) {
        script = nil
        random = SeededGenerator(seed: seed)
    }

    /// Gives the answers of `script`, cut to what is allowed, and 0 when it has run out.
    init(playing script: [UInt64]) {
        self.script = script
        random = SeededGenerator(seed: 0)
    }

    /// A number of 0...`bound`.
    ///
    /// - Parameters:
    ///   - bound: The largest answer.
    ///   - draw: How to draw at random, when not every number is to be equally likely.
    /// - Returns: The answer, which is on the record.
    public mutating func next(
        upTo bound: UInt64, drawing draw: ((inout SeededGenerator) -> UInt64)? = nil
    ) -> UInt64 {
        let answer: UInt64
        if let script {
            answer = record.count < script.count ? min(script[record.count], bound) : 0
        } else if let draw {
            answer = min(draw(&random), bound)
        } else {
            answer = random.next(upTo: bound)
        }
        record.append(answer)
        return answer
    }

    /// Marks what `body` draws as one element.
    public mutating func element<Result>(_ body: (inout Choices) -> Result) -> Result {
        let start = record.count
        let result = body(&self)
        spans.append(start..<record.count)
        return result
    }
}
