import TrancheColumnar

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
        name = addressWithoutSecrets(text)
    }

    /// A word of a command line, without the passwords that an address in it holds.
    public static func withoutSecrets(_ word: String) -> String { wordWithoutSecrets(word) }
}

/// Texts that no message may hold.
struct PostgreSQLSecrets: Sendable {
    var texts: [String] = []

    /// `text` with stars for each of them.
    func removed(from text: String) -> String {
        texts.reduce(text) { $0.replacing($1, with: "***") }
    }
}
