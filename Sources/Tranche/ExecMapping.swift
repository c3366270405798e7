import TrancheColumnar
import TrancheSteps

/// An `exec` step of a pipeline file as one line.
///
/// - Parameters:
///   - node: The command as words, or `{command: [./score.py, --fast], columns: {score: bigint},
///     timeout: 60s}`, or with `shell: 'a | b'` for the command.
///   - expand: Reads a scalar under a name, with the params' values in it.
/// - Returns: The step's text.
/// - Throws: `JobError(.pipeline)` at the place of what cannot be understood.
func execText(
    _ node: YAMLNode, _ expand: (YAMLNode, String) throws(JobError) -> String
) throws(JobError) -> String {
    guard case .mapping = node.content else {
        return "exec " + quotedText(try commandLine(node, expand))
    }
    let map = try node.mapping("exec")
    try map.allowOnly(["command", "shell", "columns", "timeout"])
    guard (map["command"] == nil) != (map["shell"] == nil) else {
        throw JobError(
            .pipeline, "wanted either command or shell in exec", at: node.place.description,
            hint: "write command: [./score.py, --fast]")
    }
    var words = ["exec"]
    if let shell = map["shell"] { words += ["shell", quotedText(try expand(shell, "shell"))] }
    if let command = map["command"] { words.append(quotedText(try commandLine(command, expand))) }
    var columns: [String] = []
    for entry in try map["columns"]?.mapping("columns").entries ?? [] {
        columns.append("\(quotedColumn(entry.key)) \(try expand(entry.value, entry.key))")
    }
    if !columns.isEmpty { words.append("columns (\(columns.joined(separator: ", ")))") }
    if let timeout = map["timeout"] { words.append("timeout \(try expand(timeout, "timeout"))") }
    return words.joined(separator: " ")
}

/// A command as one text, or as a list of its words.
private func commandLine(
    _ node: YAMLNode, _ expand: (YAMLNode, String) throws(JobError) -> String
) throws(JobError) -> String {
    if case .scalar = node.content { return try expand(node, "command") }
    var words: [String] = []
    for word in try node.list("command") { words.append(try expand(word, "command")) }
    return commandText(words)
}
