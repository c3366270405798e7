/// An address of PostgreSQL as it may be told: without the passwords in it.
///
/// - Parameter address: Begins with `postgresql:` or `postgres:`; a URI, or keywords and values.
/// - Returns: The address without what is a secret.
public func addressWithoutSecrets(_ address: String) -> String {
    let isURI = address.hasPrefix("postgresql://") || address.hasPrefix("postgres://")
    return isURI ? withoutSecrets(uri: address) : withoutSecrets(keywords: address)
}

/// A text, without the passwords that an address of PostgreSQL in it holds.
public func wordWithoutSecrets(_ word: String) -> String {
    // A flag may stand before it: --state=postgresql://…
    for start in ["postgresql:", "postgres:"] {
        guard let range = word.firstRange(of: start) else { continue }
        let address = String(word[range.lowerBound...])
        return String(word[..<range.lowerBound]) + addressWithoutSecrets(address)
    }
    return word
}

/// Leaves out what stands between `:` and `@` in front, and the parameters that are secrets.
private func withoutSecrets(uri: String) -> String {
    guard let scheme = uri.firstRange(of: "://") else { return uri }
    var rest = uri[scheme.upperBound...]
    var result = String(uri[..<scheme.upperBound])
    // The last @, since one may stand in a password that is not escaped as it should be.
    let end = rest.firstIndex(of: "?") ?? rest.endIndex
    let port = rest.drop { $0 != ":" }.dropFirst().prefix { $0 != "/" && $0 != "?" }
    let isPort = port.allSatisfy { $0.isNumber || $0 == "," || $0 == ":" }
    if let at = rest[..<end].lastIndex(of: "@") ?? (isPort ? nil : rest.lastIndex(of: "@")) {
        let user = rest[..<at].prefix { $0 != ":" }
        result += user + "@"
        rest = rest[rest.index(after: at)...]
    }
    guard let mark = rest.firstIndex(of: "?") else { return result + rest }
    let query = rest[rest.index(after: mark)...]
    let hash = query.lastIndex(of: "#") ?? query.endIndex
    let kept = query[..<hash].split(separator: "&").filter { !isSecret($0) }
    let list = kept.isEmpty ? "" : "?" + kept.joined(separator: "&")
    return result + rest[..<mark] + list + query[hash...]
}

/// Leaves out `password=…`, whose value may be quoted.
private func withoutSecrets(keywords: String) -> String {
    var result = ""
    var rest = keywords[...]
    while let range = rest.firstRange(of: "password") {
        let equals = rest[range.upperBound...].drop { $0 == " " }
        guard equals.first == "=" else {
            result += rest[..<range.upperBound]
            rest = rest[range.upperBound...]
            continue
        }
        // ssl belongs to the word in sslpassword.
        var head = rest[..<range.lowerBound]
        if head.hasSuffix("ssl") { head = head.dropLast(3) }
        result += head
        rest = afterValue(equals.dropFirst().drop { $0 == " " })
    }
    return result + rest
}

private func afterValue(_ text: Substring) -> Substring {
    guard text.first == "'" else { return text.drop { $0 != " " && $0 != "#" } }
    var isEscaped = false
    var rest = text.dropFirst()
    while let letter = rest.first {
        rest = rest.dropFirst()
        if isEscaped {
            isEscaped = false
        } else if letter == "\\" {
            isEscaped = true
        } else if letter == "'" {
            break
        }
    }
    return rest
}

private func isSecret(_ parameter: Substring) -> Bool {
    parameter.prefix { $0 != "=" }.lowercased().contains("password")
}
