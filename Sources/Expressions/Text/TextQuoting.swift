import TrancheColumnar

/// The words of SQL that PostgreSQL 15 quotes when they are names: all but its unreserved ones.
private let quotedKeywords: Set<String> = Set(
    """
    all analyse analyze and any array as asc asymmetric authorization between bigint binary bit \
    boolean both case cast char character check coalesce collate collation column concurrently \
    constraint create cross current_catalog current_date current_role current_schema \
    current_time current_timestamp current_user dec decimal default deferrable desc distinct do \
    else end except exists extract false fetch float for foreign freeze from full grant greatest \
    group grouping having ilike in initially inner inout int integer intersect interval into is \
    isnull join lateral leading least left like limit localtime localtimestamp national natural \
    nchar none normalize not notnull null nullif numeric offset on only or order out outer \
    overlaps overlay placing position precision primary real references returning right row \
    select session_user setof similar smallint some substring symmetric table tablesample then \
    time timestamp to trailing treat trim true union unique user using values varchar variadic \
    verbose when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest \
    xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable
    """.split(separator: " ").map(String.init))

/// The text as a literal of SQL, in the form `E'…'` when it holds a backslash.
func quoteLiteral(_ s: Text, _ out: ByteBuffer) -> Text {
    build(out, most: s.count * 2 + 3) { p in
        let quote = UInt8(ascii: "'")
        let backslash = UInt8(ascii: "\\")
        var written = 0
        if unsafe s.bytes.contains(backslash) {
            unsafe p[0] = UInt8(ascii: "E")
            written = 1
        }
        // SAFETY: each byte is written twice at most, with three more around them.
        unsafe p[written] = quote
        written += 1
        for index in 0..<s.count {
            let byte = s[index]
            if byte == quote || byte == backslash {
                unsafe p[written] = byte
                written += 1
            }
            unsafe p[written] = byte
            written += 1
        }
        unsafe p[written] = quote
        return written + 1
    }
}

/// The text as a literal of SQL, `NULL` for no text.
func quoteNullable(_ s: Text?, _ out: ByteBuffer) -> Text {
    s.map { quoteLiteral($0, out) } ?? Text("NULL")
}

/// The text as a name of SQL, in double quotes where it needs them.
func quoteIdent(_ s: Text, _ out: ByteBuffer) -> Text {
    guard needsQuotes(s) else { return s }
    return build(out, most: s.count * 2 + 2) { p in
        let quote = UInt8(ascii: "\"")
        // SAFETY: each byte is written twice at most, with a quote before and after.
        unsafe p[0] = quote
        var written = 1
        for index in 0..<s.count {
            let byte = s[index]
            if byte == quote {
                unsafe p[written] = byte
                written += 1
            }
            unsafe p[written] = byte
            written += 1
        }
        unsafe p[written] = quote
        return written + 1
    }
}

private func needsQuotes(_ s: Text) -> Bool {
    guard !s.isEmpty, s[0] == 95 || s[0] &- 97 < 26 else { return true }
    for index in 0..<s.count {
        let byte = s[index]
        guard byte &- 97 < 26 || byte &- 48 < 10 || byte == 95 else { return true }
    }
    return s.count <= 17 && quotedKeywords.contains(s.string)
}
