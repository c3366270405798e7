import TrancheColumnar

/// Reads `flatten address prefix a_ keys (city, geo.lat) deep`, whose word is known already.
///
/// - Throws: `JobError(.pipeline)` with the text and what was wanted.
func parseFlatten(_ text: String, at location: String?) throws(JobError) -> FlattenPlan {
    var reader = StepReader(text: text, location: location, hasParentheses: true)
    _ = try reader.next()
    return try reader.flatten()
}

private let form = "write: flatten address, or: flatten address prefix a_ keys (city, geo.lat)"

extension StepReader {
    fileprivate mutating func flatten() throws(JobError) -> FlattenPlan {
        guard case .name(let column, _) = try next() else {
            throw error("found no column, wanted one of json", hint: form)
        }
        var prefix: String?
        var keys: [String]?
        var isDeep = false
        while let token = try next() {
            switch token.word {
            case "prefix":
                guard case .name(let name, _) = try next() else {
                    throw error(
                        "wanted what stands before the keys", hint: "write: prefix a_, or \"\"")
                }
                prefix = name
            case "keys": keys = try enclosedKeys()
            case "deep": isDeep = true
            default: throw unexpected(token, wanted: "prefix, keys or deep")
            }
        }
        guard keys == nil || !isDeep else {
            throw error(
                "found both keys and deep, wanted one of them",
                hint: "name a key inside another with a dot: keys (geo.lat)")
        }
        return FlattenPlan(column, prefix: prefix, keys: keys, isDeep: isDeep)
    }

    private mutating func enclosedKeys() throws(JobError) -> [String] {
        var token = try next()
        guard token == .open else { throw unexpected(token, wanted: "(") }
        var keys: [String] = []
        repeat {
            token = try next()
            guard case .name(let key, _) = token else { throw unexpected(token, wanted: "a key") }
            guard !keys.contains(key) else {
                throw error("found key \(key) twice", hint: "name each key once")
            }
            keys.append(key)
            token = try next()
        } while token == .comma
        guard token == .close else { throw unexpected(token, wanted: "a comma or )") }
        return keys
    }
}
