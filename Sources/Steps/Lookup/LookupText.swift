import TrancheColumnar

extension LookupPlan {
    public var text: String {
        var text = "lookup \(quotedPlace(wordWithoutSecrets(place)))"
        if let query { text += " query \(quotedColumn(query))" }
        for words in file.words { text += " \(words)" }
        let keys = pairs.map { pair in
            let column = quotedLookupName(pair.column)
            return pair.column == pair.key ? column : "\(column) = \(quotedLookupName(pair.key))"
        }
        text += " on " + keys.joined(separator: ", ")
        if let additions {
            let columns = additions.map { addition in
                quotedLookupName(addition.column)
                    + (addition.alias.map { " as \(quotedLookupName($0))" } ?? "")
            }
            if !columns.isEmpty { text += " add " + columns.joined(separator: ", ") }
        } else {
            text += " add *"
        }
        if missing != .null { text += " else \(missing.rawValue)" }
        if duplicates != .unique { text += " keep \(duplicates.rawValue)" }
        return isByKey ? text + " by key" : text
    }
}

/// The words that end a list of columns, and that no bare name may be.
private let lookupWords: Set<String> = ["on", "as", "add", "else", "keep", "by", "query"]

/// A column name as it has to be written in a lookup.
func quotedLookupName(_ name: String) -> String {
    let isPlain = name.utf8.allSatisfy { isNameByte($0) && $0 != 0x3D }
    guard isPlain, !name.isEmpty, name != "*", !lookupWords.contains(name.lowercased()) else {
        return quotedColumn(name)
    }
    return name
}

/// A text as it has to be written where a word ends at a blank.
func quotedPlace(_ place: String) -> String {
    let isPlain = place.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
    let isBare = place.utf8.first.map { isPlain && $0 != 0x22 && $0 != 0x27 } ?? false
    return isBare ? place : quotedColumn(place)
}

/// Whether the text behind `lookup` asks a service over HTTP, which is another step's.
package func isLookupOfHTTP(_ arguments: String) -> Bool {
    let text = arguments.lowercased().drop { $0 == "\"" || $0 == "'" }
    let word = text.prefix { $0 != " " && $0 != "\t" }
    return word == "http" || text.hasPrefix("http://") || text.hasPrefix("https://")
}

/// Reads `lookup PLACE on a = b add c as d`, whose word is known already; how a file is written
/// stands before `on`.
///
/// - Parameters:
///   - text: The whole step.
///   - location: Where the text stands, for messages; `nil` on the command line.
/// - Returns: The step, whose reference is not open yet.
/// - Throws: `JobError(.pipeline)` with the text and what was wanted.
func parseLookup(_ text: String, at location: String?) throws(JobError) -> LookupPlan {
    var reader = LookupReader(text: text, location: location)
    _ = reader.place()
    guard let place = try reader.quotedOrBare() else {
        throw reader.error("found no reference, wanted a file or a table", hint: LookupReader.form)
    }
    var token = try reader.next()
    var query: String?
    if token?.keyword == "query" {
        query = try reader.quotedOrBare()
        token = try reader.next()
    }
    let file = try reader.file(&token)
    guard token?.keyword == "on" else { throw reader.unexpected(token, wanted: "on") }
    var plan = LookupPlan(place, on: try reader.pairs(&token), add: [])
    plan.query = query
    plan.file = file
    try reader.clauses(token, of: &plan)
    if plan.additions?.isEmpty ?? false, plan.missing == .null {
        throw reader.error("found no columns to add", hint: LookupReader.form)
    }
    if plan.isByKey, plan.duplicates != .unique {
        throw reader.error(
            "found keep \(plan.duplicates.rawValue) beside by key, whose rows have no order",
            hint: "leave keep out, and ask a query that gives one row a key")
    }
    return plan
}
