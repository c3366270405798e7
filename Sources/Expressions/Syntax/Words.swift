/// The words of PostgreSQL 15 that a column's name must be quoted for.
///
/// - SeeAlso: PostgreSQL 15, appendix C, "reserved" and "reserved (can be function or type)".
enum Words {
    /// Never a name without quotes.
    static let reserved = set(
        """
        all analyse analyze and any array as asc asymmetric both case cast check collate column \
        constraint create current_catalog current_date current_role current_time \
        current_timestamp current_user default deferrable desc distinct do else end except false \
        fetch for foreign from grant group having in initially intersect into lateral leading \
        limit localtime localtimestamp not null offset on only or order placing primary \
        references returning select session_user some symmetric table then to trailing true \
        union unique user using variadic when where window with
        """)

    /// Names of functions, not of columns.
    static let functions = set(
        """
        authorization binary collation concurrently cross current_schema freeze full ilike inner \
        is isnull join left like natural notnull outer overlaps right similar tablesample verbose
        """)

    /// Names of columns, not of functions: they begin a form or a type of their own.
    static let columns = set(
        """
        between bigint bit boolean char character coalesce dec decimal exists extract float \
        greatest grouping inout int integer interval least national nchar none normalize nullif \
        numeric out overlay position precision real row setof smallint substring time timestamp \
        treat trim values varchar xmlattributes xmlconcat xmlelement xmlexists xmlforest \
        xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable
        """)

    /// Whether a column may have this name without quotes.
    static func canNameColumn(_ word: String) -> Bool {
        !reserved.contains(word) && !functions.contains(word)
    }

    private static func set(_ text: String) -> Set<String> {
        Set(text.split { $0 == " " || $0 == "\n" }.map(String.init))
    }
}

/// The name as SQL, in double quotes when it would not be read back without.
func quotedWhenNeeded(_ name: String) -> String {
    let bytes = Array(name.utf8)
    let isPlain =
        bytes.allSatisfy { ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x5F }
        && bytes.first.map { $0 < 0x30 || $0 > 0x39 } == true
    if isPlain, Words.canNameColumn(name), !Words.columns.contains(name) { return name }
    return quoted(name, with: "\"")
}

/// The text between two marks, with every mark inside doubled.
func quoted(_ text: String, with mark: Character) -> String {
    var result = String(mark)
    for character in text.unicodeScalars {
        if Character(character) == mark { result.append(mark) }
        result.unicodeScalars.append(character)
    }
    result.append(mark)
    return result
}
