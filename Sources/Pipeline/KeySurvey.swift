/// An ordered step that has to know of the whole input, before its first record, which rows are the
/// last of their keys.
///
/// The keys are told in a pass over the input of its own, in which nothing is written.
public protocol SurveyedStep: OrderedStep {
    /// What that pass has found; the composition puts it in before the run.
    var survey: (any KeySurvey)? { get set }
    /// The step that takes this one's place in that pass: it tells all keys and lets no row pass.
    func surveyor() throws -> any OrderedStep
}

/// The number of the last row of each key, in order.
///
/// The order of calls is: `open`, `note` for all rows in input order, `conclude`, and then `lasts`.
public protocol KeySurvey: AnyObject, Sendable {
    /// Begins anew.
    func open() throws
    /// Takes in the keys of rows, of which the first has the number `first`.
    func note(_ batch: KeyBatch, from first: Int64) throws
    /// Ends the pass: no key comes any more.
    func conclude() throws
    /// Those numbers of `rows`, ascending, that are the last of their key.
    func lasts(in rows: Range<Int64>) throws -> [Int64]
    /// Releases everything.
    func close()
}
