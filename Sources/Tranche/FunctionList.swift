import TrancheColumnar
import TrancheExpressions

/// The functions and operators of expressions, as text for a person.
public enum FunctionList {
    /// Every function and operator: its signatures and what it does, one a line.
    public static func all() -> String {
        FunctionTable.names.map { section($0, withExamples: false) }.joined()
    }

    /// One function or operator with its examples.
    ///
    /// - Throws: `JobError(.usage)` when there is none of that name.
    public static func show(_ name: String) throws(JobError) -> String {
        let key = name.lowercased()
        guard !FunctionTable.named(key).isEmpty else {
            throw JobError(
                .usage, "found no function \(name)",
                hint: nearestName(to: key, among: FunctionTable.names).map { "did you mean \($0)?" }
                    ?? "list them with: tranche functions")
        }
        return section(key, withExamples: true)
    }

    private static func section(_ name: String, withExamples: Bool) -> String {
        let entries = FunctionTable.named(name)
        let width = entries.map(\.signature.count).max() ?? 0
        var lines: [String] = []
        for entry in entries {
            let gap = String(repeating: " ", count: max(width, 44) - entry.signature.count + 2)
            lines.append(entry.signature + gap + entry.summary)
            if withExamples, !entry.example.expression.isEmpty {
                lines.append("    \(entry.example.expression) = \(entry.example.result)")
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }
}
