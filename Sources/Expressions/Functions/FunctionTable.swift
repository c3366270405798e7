/// Every function and operator: what the checker, the documentation and the tests read.
///
/// Built at the first use, so that a run without expressions does not pay for it.
public enum FunctionTable {
    public static let all: [FunctionEntry] =
        comparisonOperators + integerOperators + doubleOperators + numericOperators
        + momentOperators
        + momentParts + momentFunctions + numberFunctions + textFunctions + patternFunctions
        + arrayFunctions + byteFunctions + jsonFunctions + codingFunctions + exactFunctions
        + numberFormatFunctions

    private static let byName = Dictionary(grouping: all, by: \.name)

    /// The entries called `name`, which is in lower case; none when there is no such function.
    public static func named(_ name: String) -> [FunctionEntry] { byName[name] ?? [] }

    /// Every name once, in order; operators first.
    public static var names: [String] { byName.keys.sorted() }
}
