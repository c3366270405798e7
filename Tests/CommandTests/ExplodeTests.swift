import PropertyTesting
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("explode and flatten in the program: one output, and every reject with its record")
struct ExplodeTests {
    static let chunks = ["1rows", "3rows", "1KiB", "7KiB", "64KiB", "4MiB"]

    private func text(_ bytes: [UInt8]?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }

    @Test(
        "Rows, rejects and counts are those of a plain model, whatever cuts the input",
        arguments: 1...4)
    func model(workers: Int) throws {
        let workspace = Workspace()
        let numbers = 0..<900
        workspace.write("in.ndjson", Samples.baskets(numbers))
        let lines = text(Samples.baskets(numbers)).split(separator: "\n")
        let plain = Samples.plainBaskets(numbers)
        for chunk in Self.chunks {
            let words =
                ["copy", "in.ndjson", "out.csv", "--mode", "replace", "--chunk-size", chunk]
                + ["--max-rejects", "50%", "--workers", "\(workers)"] + Samples.basketSteps
            let ended = workspace.start(words).wait()
            try #require(ended.status == 3, "\(chunk): \(ended.errors)")
            try #require(text(workspace.bytes("out.csv")) == plain.rows, "\(chunk)")
            let rejects = text(workspace.bytes("out.csv.rejects.ndjson")).split(separator: "\n")
            try #require(rejects.count == plain.rejects.count)
            var offsets = [0]
            for line in lines { offsets.append(offsets[offsets.count - 1] + line.utf8.count + 1) }
            for (found, wanted) in zip(rejects, plain.rejects) {
                let place = wanted.record
                let start =
                    #"{"file":"in.ndjson","record":\#(place),"line":\#(place),"#
                    + #""offset":\#(offsets[place - 1]),"step":"\#(wanted.step)","#
                    + #""column":"\#(wanted.column)","#
                try #require(found.hasPrefix(start), "\(chunk): \(found)")
                try #require(found.hasSuffix(#""original":\#(quoted(lines[place - 1]))}"#))
            }
            let counts = RunCounts(workspace.tranche("runs", "show", "last").text)
            #expect(counts.isConserved && counts.added == plain.added && counts.read == 900)
            #expect(counts.count("filtered") == plain.filtered)
        }
    }

    /// The text as a JSON string; it holds nothing but quotes and backslashes to escape.
    private func quoted(_ text: Substring) -> String {
        let escaped = text.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
        return "\"" + String(escaped) + "\""
    }

    @Test("Flights packed into days come out as they went in, into a file and into a table")
    func flights() throws {
        let workspace = Workspace()
        let lines = text(Samples.flights).split(separator: "\n")
        let header = lines[0].split(separator: ",").map(String.init)
        let wanted = ["carrier", "flight", "dest", "time_hour"]
        let places = try wanted.map { try #require(header.firstIndex(of: $0)) }
        var packed = ""
        var plain = wanted.joined(separator: ",") + "\n"
        var day: [String] = []
        for (number, line) in lines.dropFirst().prefix(5000).enumerated() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            let values = places.map { String(fields[$0]) }
            plain += values.joined(separator: ",") + "\n"
            day.append(
                #"{"carrier":"\#(values[0])","flight":\#(values[1]),"#
                    + #""to":{"dest":"\#(values[2])","time_hour":"\#(values[3])"}}"#)
            if day.count > number % 13 {
                packed += #"{"flights":["# + day.joined(separator: ",") + "]}\n"
                day = []
            }
        }
        if !day.isEmpty { packed += #"{"flights":["# + day.joined(separator: ",") + "]}\n" }
        workspace.write("in.ndjson", packed)
        let steps = [
            "-e", "explode flights as f", "-e", "flatten f prefix \"\"", "-e",
            "flatten to prefix \"\"",
        ]
        let ended = workspace.start(["copy", "in.ndjson", "out.csv"] + steps).wait()
        try #require(ended.status == 0, "\(ended.errors)")
        #expect(text(workspace.bytes("out.csv")) == plain)
        let table = workspace.start(["copy", "in.ndjson", "sqlite:o.db#t"] + steps).wait()
        try #require(table.status == 0, "\(table.errors)")
        let database = Database(workspace.file("o.db"))
        #expect(
            try database.rows("SELECT count(*), sum(flight), typeof(max(flight)) FROM t")
                == [
                    "5000|\(lines.dropFirst().prefix(5000).reduce(0) { sum, line in sum + (Int(line.split(separator: ",", omittingEmptySubsequences: false)[places[1]]) ?? 0) })|integer"
                ])
    }

    @Test("What explain prints names the columns that are made, with their types")
    func explained() {
        let workspace = Workspace()
        workspace.write(
            "in.ndjson", #"{"id":1,"items":[{"sku":"a","n":1}],"at":{"geo":{"lat":1.5}}}"# + "\n")
        workspace.write(
            "p.yaml",
            """
            source: in.ndjson
            steps:
              - explode items as item
              - flatten item
              - flatten at deep
              - derive line = source_line()
            sink: out.csv
            """)
        let shown = workspace.tranche("explain", "p.yaml").text
        #expect(shown.contains("makes    item json (inferred)"))
        #expect(shown.contains("makes    item_sku text (inferred), item_n bigint (inferred)"))
        #expect(shown.contains("makes    at_geo_lat numeric (inferred)"))
        #expect(shown.contains("makes    line bigint"))
    }
}

@Suite("record_number, source_line and source_file in the program")
struct RecordPlaceTests {
    @Test(
        "Numbers run on over all files, lines begin anew, and nothing changes them",
        arguments: 1...4)
    func places(workers: Int) throws {
        let workspace = Workspace()
        var plain = "id,n,line,file\n"
        var number = 0
        for file in 0..<3 {
            // A record of two lines now and then.
            var text = "id,text\n"
            var line = 2
            for record in 0..<[7, 0, 400][file] {
                number += 1
                let isLong = record % 3 == 1
                text += isLong ? "\(number),\"a\nb\"\n" : "\(number),c\n"
                if number % 2 == 0 { plain += "\(number),\(number),\(line),day-\(file).csv\n" }
                line += isLong ? 2 : 1
            }
            workspace.write("day-\(file).csv", text)
        }
        for chunk in ExplodeTests.chunks {
            let ended = workspace.tranche(
                "copy", "day-*.csv", "out.csv", "--mode", "replace", "--chunk-size", chunk,
                "--workers", "\(workers)", "-e", "filter id % 2 = 0", "-e",
                "select id, record_number() as n, source_line() as line, source_file() as file")
            try #require(ended.status == 0, "\(ended.errors)")
            try #require(workspace.text("out.csv") == plain, "\(chunk)")
        }
    }

    @Test("The rows of a record share its number and line; a table has no lines")
    func exploded() throws {
        let workspace = Workspace()
        workspace.write("in.ndjson", "{\"a\":[7,8]}\n\n{\"a\":[9]}\n")
        let steps = ["-e", "explode a", "-e", "derive n = record_number(), l = source_line()"]
        var ended = workspace.start(["copy", "in.ndjson", "-", "--to", "csv"] + steps).wait()
        #expect(ended.text == "a,n,l\n7,1,1\n8,1,1\n9,2,3\n", "\(ended.errors)")
        let database = Database(workspace.file("i.db"))
        try database.run("CREATE TABLE t (a TEXT)")
        try database.run("INSERT INTO t VALUES ('[1, \"x\"]'), ('[]'), ('[2]')")
        ended = workspace.start(["copy", "sqlite:i.db#t", "-", "--to", "csv"] + steps).wait()
        #expect(ended.text == "a,n,l\n1,1,\nx,1,\n2,3,\n", "\(ended.errors)")
    }
}
