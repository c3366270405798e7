import Testing

@Suite("Formats and dialects, as the command line meets them")
struct DialectTests {
    static let copies = [
        Behaviour(
            "a header only", "printf 'a,b\\n' > i.csv; tranche copy i.csv -", output: "a,b\n"),
        Behaviour(
            "no newline at the end", "printf 'a,b\\n1,2' > i.csv; tranche copy i.csv -",
            output: "a,b\n1,2\n"),
        Behaviour(
            "CRLF", "printf 'a,b\\r\\n1,\"x\\r\\ny\"\\r\\n' > i.csv; tranche copy i.csv -",
            output: "a,b\n1,\"x\r\ny\"\n"),
        Behaviour(
            "a byte order mark", "printf '\\xef\\xbb\\xbfa,b\\n1,2\\n' > i.csv; tranche copy i.csv -",
            output: "a,b\n1,2\n"),
        Behaviour(
            "no header", "printf '1,2\\n' > i.csv; tranche copy i.csv - --no-header --columns x,y",
            output: "x,y\n1,2\n"),
        Behaviour(
            "no header in the sink", "printf 'a,b\\n1,2\\n' > i.csv; tranche copy i.csv - --no-to-header",
            output: "1,2\n"),
        Behaviour(
            "other names", "printf 'a,b\\n1,2\\n' > i.csv; tranche copy i.csv - --columns x,y",
            output: "x,y\n1,2\n"),
        Behaviour(
            "a text that means NULL",
            "printf 'a,b\\nNA,\"\"\\n,x\\n' > i.csv; tranche copy i.csv - --null NA --to ndjson",
            output: "{\"a\":null,\"b\":\"\"}\n{\"a\":null,\"b\":\"x\"}\n"),
        Behaviour(
            "a delimiter", "printf 'a;b\\n1;\"x,y\"\\n' > i.csv; tranche copy i.csv o.csv -q --delimiter ';'; cat o.csv",
            output: "a,b\n1,\"x,y\"\n"),
        Behaviour(
            "tabs", "printf 'a\\tb\\n1\\tx,y\\n' > i.tsv; tranche copy i.tsv - --to csv",
            output: "a,b\n1,\"x,y\"\n"),
        Behaviour(
            "latin-1", "printf 'a\\n\\xe9\\n' > i.csv; tranche copy i.csv - --encoding latin-1",
            output: "a\né\n"),
        Behaviour(
            "utf-16 with its mark",
            "printf '\\xff\\xfea\\0\\n\\0\\xe9\\0\\n\\0' > i.csv; tranche copy i.csv - --encoding utf-16",
            output: "a\né\n"),
        Behaviour(
            "gzip by its first bytes", "printf 'a\\n1\\n' | gzip | tranche copy - - --from csv",
            output: "a\n1\n"),
        Behaviour(
            "a JSON array in and out",
            "printf '[{\"a\":1.50,\"b\":[1,2]},\\n{\"a\":null}]' > i.json; tranche copy i.json -",
            output: "[\n{\"a\":1.50,\"b\":[1,2]},\n{\"a\":null,\"b\":null}\n]\n"),
        Behaviour(
            "values that only look like numbers",
            "printf 'a,b,c\\n007,1.10,12345678901234567890\\n' > i.csv; "
                + "tranche copy i.csv sqlite:o.db#t -q; tranche copy sqlite:o.db#t - --to csv",
            output: "a,b,c\n007,1.10,12345678901234567890\n"),
        Behaviour(
            "several files", "printf 'a\\n1\\n' > d1.csv; printf 'a\\n2\\n' > d2.csv; tranche copy 'd*.csv' - --to csv",
            output: "a\n1\n2\n"),
        Behaviour(
            "ten thousand columns",
            "seq -s, 1 10000 > i.csv; seq -s, 1 10000 >> i.csv; tranche copy i.csv o.csv -q && cmp i.csv o.csv",
            output: ""),
        Behaviour(
            "steps in their order",
            "printf 'a,b,c\\n1,2,3\\n4,5,6\\n' > i.csv; tranche copy i.csv - -e 'rename a as x' -e 'drop b' -e 'limit 1'",
            output: "x,c\n1,3\n"),
    ]

    static let faults = [
        Behaviour("an empty file", ": > i.csv; tranche copy i.csv o.csv", status: 65, says: ["i.csv", "header"]),
        Behaviour(
            "a name twice", "printf 'a,a\\n1,2\\n' > i.csv; tranche copy i.csv o.csv", status: 65,
            says: ["i.csv:1", "twice"]),
        Behaviour(
            "a field too few", "printf 'a,b\\n1,2\\n3\\n' > i.csv; tranche copy i.csv o.csv",
            status: 65, says: ["i.csv:3: found 1 field, wanted 2", "hint:"]),
        Behaviour(
            "a field too many", "printf 'a,b\\n1,\"x\\ny\"\\n1,2,3\\n' > i.csv; tranche copy i.csv o.csv",
            status: 65, says: ["i.csv:4: found 3 fields"]),
        Behaviour(
            "a stray quote", "printf 'a,b\\n1,x\"y\\n' > i.csv; tranche copy i.csv o.csv", status: 65,
            says: ["i.csv:2", "quote"]),
        Behaviour(
            "bytes after a quote", "printf 'a,b\\n1,\"x\"y\\n' > i.csv; tranche copy i.csv o.csv",
            status: 65, says: ["i.csv:2", "quote"]),
        Behaviour(
            "a quote that never ends", "printf 'a,b\\n1,\"x\\n2,3\\n' > i.csv; tranche copy i.csv o.csv",
            status: 65, says: ["i.csv:2", "closing quote"]),
        Behaviour(
            "bytes that are no UTF-8", "printf 'a\\n1\\n\\xff\\n' > i.csv; tranche copy i.csv o.csv",
            status: 65, says: ["i.csv:3", "0xFF", "--encoding"]),
        Behaviour(
            "a NUL byte", "printf 'a\\n1\\0\\n' > i.csv; tranche copy i.csv o.csv", status: 65,
            says: ["i.csv:2", "NUL"]),
        Behaviour(
            "files of different columns",
            "printf 'a\\n1\\n' > d1.csv; printf 'b\\n2\\n' > d2.csv; tranche copy 'd*.csv' o.csv",
            status: 65, says: ["d2.csv:1", "d1.csv"]),
        Behaviour(
            "a field over the limit",
            "(printf 'a,b\\n1,'; head -c 20000000 /dev/zero | tr '\\0' x; echo) > i.csv; tranche copy i.csv o.csv",
            status: 65, says: ["i.csv", "16777216 bytes", "--memory"]),
        Behaviour(
            "broken JSON", "printf '{\"a\":1}\\n{\"a\":}\\n' > i.ndjson; tranche copy i.ndjson o.csv",
            status: 65, says: ["i.ndjson:2"]),
        Behaviour(
            "gzip that was cut", "seq 1 100000 | gzip | head -c 20000 > i.csv.gz; tranche copy i.csv.gz o.csv",
            status: 65, says: ["i.csv.gz", "cut short"]),
        Behaviour(
            "rejects under the limit",
            "printf 'a,b\\n1,2\\n3\\n4,5\\n' > i.csv; tranche copy i.csv o.csv --max-rejects 1; s=$?; cat o.csv; "
                + "grep -c '\"line\":3' o.csv.rejects.ndjson; exit $s",
            status: 3, output: "a,b\n1,2\n4,5\n1\n"),
        Behaviour(
            "rejects over the limit",
            "printf 'a,b\\n1\\n3\\n4,5\\n' > i.csv; tranche copy i.csv o.csv --max-rejects 1",
            status: 65, says: ["i.csv:3"]),
    ]

    @Test("It is copied", arguments: copies)
    func isCopied(_ behaviour: Behaviour) { behaviour.check() }

    @Test("It is found and told", arguments: faults)
    func isTold(_ behaviour: Behaviour) { behaviour.check() }

    @Test("A field of 20 MB is copied when there is memory for it")
    func longField() {
        Behaviour(
            "long field",
            "(printf 'a,b\\n1,'; head -c 20000000 /dev/zero | tr '\\0' x; printf '\\n2,y\\n') > i.csv; "
                + "tranche copy i.csv o.csv -q --memory 2GiB && cmp i.csv o.csv"
        ).check()
    }
}
