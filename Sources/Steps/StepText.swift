public import TrancheColumnar
import TrancheExpressions
public import TranchePipeline

/// Reads a step as it stands after `-e` or in a pipeline file: a word and its arguments.
///
/// Names are taken as they are; a name with blanks, commas or quotes stands in double quotes,
/// with quotes inside it doubled.
///
/// - Parameters:
///   - text: The word and its arguments.
///   - location: Where the text stands, for messages; `nil` on the command line.
/// - Returns: The step, not yet held against any columns.
/// - Throws: `JobError(.pipeline)` with the text and what was wanted.
public func parseStep(_ text: String, at location: String? = nil) throws(JobError) -> any StepPlan {
    var reader = StepReader(text: text, location: location)
    guard let word = try reader.next(), case .name(let name, _) = word else {
        throw reader.error("found no step, wanted \(knownSteps)", hint: nil)
    }
    switch name.lowercased() {
    case "filter": return try FilterPlan(reader.rest, at: location)
    case "derive": return try DerivePlan(reader.rest, .derive, at: location)
    case "fill": return try DerivePlan(reader.rest, .fill, at: location)
    case "select": return try parseSelect(&reader)
    case "drop": return DropPlan(try reader.items(aliases: .refused).map(\.column))
    case "rename": return RenamePlan(try reader.items(aliases: .required))
    case "cast": return CastPlan(try reader.casts())
    case "limit": return try reader.limit()
    case "sample": return try reader.sample()
    case "explode": return try reader.explode()
    case "flatten": return try parseFlatten(text, at: location)
    case "validate": return try parseValidate(reader.rest, at: location)
    case "dedupe", "distinct": return try parseDedupe(text, at: location)
    case "lookup":
        // The one place where a lookup over HTTP parts from one in a file or a table.
        return isLookupOfHTTP(reader.rest)
            ? try parseHTTPLookup(text: reader.rest, at: location)
            : try parseLookup(text, at: location)
    case "mask": return try MaskPlan(reader.rest, at: location)
    case "hash": return try HashPlan(reader.rest, at: location)
    case "encrypt": return try EncryptPlan(reader.rest, at: location)
    case "decrypt": return try DecryptPlan(reader.rest, at: location)
    case "exec": return try parseExec(reader.rest, at: location)
    default:
        let near = nearestName(to: name, among: stepNames)
        throw reader.error(
            "found step \(name), wanted \(knownSteps)",
            hint: near.map { "did you mean \($0)?" } ?? "begin with the name of a step")
    }
}

private let stepNames = [
    "filter", "derive", "select", "drop", "rename", "cast", "fill", "dedupe", "distinct", "limit",
    "sample", "validate", "lookup", "explode", "flatten", "mask", "hash", "encrypt", "decrypt",
    "exec",
]
private let knownSteps = "one of " + stepNames.joined(separator: ", ")

/// Names alone may hold any characters but blanks and commas; else the items are expressions.
private func parseSelect(_ reader: inout StepReader) throws(JobError) -> SelectPlan {
    let text = reader.rest
    do {
        return SelectPlan(
            text, names: try reader.items(aliases: .allowed), at: reader.location)
    } catch {
        // When it is no selection of expressions either, the caret tells more than the words.
        let source = ExpressionText(step: "select", text: text, location: reader.location)
        _ = try source.explaining { () throws(ExpressionError) in try parseSelection(text) }
        return SelectPlan(text, names: nil, at: reader.location)
    }
}

/// Whether a list of columns gives them new names.
private enum Aliases { case allowed, refused, required }

extension StepReader {
    /// Comma-separated groups of names.
    private mutating func groups() throws(JobError) -> [[String]] {
        var groups: [[String]] = [[]]
        while let token = try next() {
            switch token {
            case .comma: groups.append([])
            case .name(let name, _): groups[groups.count - 1].append(name)
            case .open, .close: break
            }
        }
        guard groups.allSatisfy({ !$0.isEmpty }) else {
            throw error(
                "found a missing column name", hint: "write names separated by commas: a, b")
        }
        return groups
    }

    fileprivate mutating func items(aliases: Aliases) throws(JobError) -> [SelectPlan.Item] {
        var items: [SelectPlan.Item] = []
        for group in try groups() {
            let hasAlias = group.count == 3 && group[1].lowercased() == "as"
            switch (aliases, group.count) {
            case (.allowed, 1), (.refused, 1):
                items.append(SelectPlan.Item(column: group[0]))
            case (.allowed, 3) where hasAlias, (.required, 3) where hasAlias:
                items.append(SelectPlan.Item(column: group[0], alias: group[2]))
            default:
                let form = aliases == .refused ? "a column" : "column as name"
                throw error(
                    "found '\(group.joined(separator: " "))', wanted \(form)",
                    hint: "put names that hold blanks in double quotes")
            }
        }
        return items
    }

    /// `column type` or `column as type`, where a type may have several words.
    fileprivate mutating func casts() throws(JobError) -> [CastPlan.Item] {
        var items: [CastPlan.Item] = []
        for group in try groups() {
            var words = group.dropFirst()
            if words.first?.lowercased() == "as" { words = words.dropFirst() }
            let typeName = words.joined(separator: " ")
            guard !typeName.isEmpty, let type = DataType(name: typeName) else {
                throw typeError(group[0], words)
            }
            items.append(CastPlan.Item(column: group[0], type: type))
        }
        return items
    }

    private func typeError(_ column: String, _ words: ArraySlice<String>) -> JobError {
        let typeName = words.joined(separator: " ")
        let meant = words.dropFirst().joined(separator: " ")
        if words.first?.lowercased() == "to", let type = DataType(name: meant) {
            return error(
                "found 'to' after \(column), wanted 'as'",
                hint: "write: cast \(quotedName(column)) as \(type.rawValue)")
        }
        let known = DataType.allCases.map(\.rawValue)
        let found = typeName.isEmpty ? "no type" : "type \(typeName)"
        return error(
            "found \(found) for \(column), wanted one of " + known.joined(separator: ", "),
            hint: nearestName(to: typeName, among: known).map { "did you mean \($0)?" }
                ?? "write: cast \(column) as bigint")
    }

    /// `n` or `n offset m`.
    fileprivate mutating func limit() throws(JobError) -> LimitPlan {
        let words = try groups()
        guard words.count == 1, let count = Int64(words[0][0]), count >= 0 else {
            throw error("wanted a count of records, 0 or more", hint: "write: limit 100")
        }
        if words[0].count == 1 { return LimitPlan(count) }
        guard words[0].count == 3, words[0][1].lowercased() == "offset",
            let offset = Int64(words[0][2]), offset >= 0
        else {
            throw error(
                "found '\(words[0].dropFirst().joined(separator: " "))', wanted offset and a count",
                hint: "write: limit 100 offset 20")
        }
        return LimitPlan(count, offset: offset)
    }

    /// `p%` or `p% seed n`.
    fileprivate mutating func sample() throws(JobError) -> SamplePlan {
        let words = try groups()
        guard words.count == 1, words[0][0].hasSuffix("%"),
            let percent = Double(words[0][0].dropLast()), (0...100).contains(percent)
        else { throw error("wanted a share, 0% to 100%", hint: "write: sample 1% seed 7") }
        if words[0].count == 1 { return SamplePlan(percent: percent) }
        guard words[0].count == 3, words[0][1].lowercased() == "seed",
            let seed = UInt64(words[0][2])
        else { throw error("wanted seed and a number", hint: "write: sample 1% seed 7") }
        return SamplePlan(percent: percent, seed: seed)
    }

    /// `column`, and after it `as name`, `type t` and `keep empty` in any order.
    fileprivate mutating func explode() throws(JobError) -> ExplodePlan {
        let form = "write: explode tags as tag"
        let words = try groups()
        guard words.count == 1 else {
            throw error("found a comma, wanted one column", hint: form)
        }
        var rest = words[0].dropFirst()
        var plan = (alias: String?.none, type: DataType?.none, keepsEmpty: false)
        while let word = rest.popFirst()?.lowercased() {
            switch (word, rest.first) {
            case ("as", let name?): plan.alias = name
            case ("keep", let what?) where what.lowercased() == "empty": plan.keepsEmpty = true
            case ("type", _?):
                plan.type = try typeName(words[0][0], &rest)
                continue
            default:
                throw error("found '\(word)', wanted as, type or keep empty", hint: form)
            }
            rest = rest.dropFirst()
        }
        return ExplodePlan(
            words[0][0], as: plan.alias, type: plan.type, keepsEmpty: plan.keepsEmpty)
    }

    /// The words of a type, up to the next word of the step.
    private func typeName(_ column: String, _ rest: inout ArraySlice<String>) throws(JobError)
        -> DataType
    {
        let words = rest.prefix { !["as", "keep"].contains($0.lowercased()) }
        rest = rest.dropFirst(words.count)
        guard let type = DataType(name: words.joined(separator: " ")) else {
            throw typeError(column, words)
        }
        return type
    }
}
