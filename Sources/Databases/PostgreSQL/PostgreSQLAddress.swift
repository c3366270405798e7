/// Where a PostgreSQL database is, as a person writes it: a URI, or `postgresql:` and keywords.
///
/// Everything libpq reads is passed on to it as it is: several hosts, `sslmode`, `service`,
/// `passfile`, and what the environment (`PGHOST` …) adds.
///
/// - SeeAlso: PostgreSQL manual, §34.1.1, Connection Strings.
public struct PostgreSQLAddress: Sendable, Hashable {
    /// What libpq is given.
    let text: String
    /// The address without passwords, for messages, logs and the state store.
    public let name: String

    /// - Parameter text: Begins with `postgresql:` or `postgres:`.
    public init(_ text: String) {
        let isURI = text.hasPrefix("postgresql://") || text.hasPrefix("postgres://")
        let keywords = text.firstIndex(of: ":").map { text[text.index(after: $0)...] } ?? ""
        self.text = isURI ? text : String(keywords)
        name = isURI ? Self.withoutSecrets(uri: text) : Self.withoutSecrets(keywords: text)
    }

    /// A word of a command line, without the passwords that an address in it holds.
    public static func withoutSecrets(_ word: String) -> String {
        // A flag may stand before it: --state=postgresql://…
        for start in ["postgresql:", "postgres:"] {
            guard let range = word.firstRange(of: start) else { continue }
            let address = String(word[range.lowerBound...])
            return String(word[..<range.lowerBound]) + PostgreSQLAddress(address).name
        }
        return word
    }

    /// Leaves out what stands between `:` and `@` in front, and the parameters that are secrets.
    private static func withoutSecrets(uri: String) -> String {
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
    private static func withoutSecrets(keywords: String) -> String {
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

    private static func afterValue(_ text: Substring) -> Substring {
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

    private static func isSecret(_ parameter: Substring) -> Bool {
        parameter.prefix { $0 != "=" }.lowercased().contains("password")
    }
}

/// Texts that no message may hold.
struct PostgreSQLSecrets: Sendable {
    var texts: [String] = []

    /// `text` with stars for each of them.
    func removed(from text: String) -> String {
        texts.reduce(text) { $0.replacing($1, with: "***") }
    }
}
