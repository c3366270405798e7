import Testing
import Tranche
import TrancheColumnar
import TrancheFiles
import TranchePipeline

@Suite("Settings as people write them")
struct SettingsTests {
    private func message(_ body: () throws -> Void) -> String? {
        do { try body() } catch let error as JobError {
            #expect(error.code == .usage && error.hint != nil)
            return error.message
        } catch { Issue.record("another error: \(error)") }
        return nil
    }

    @Test(
        "Bytes have units, of 1024 and of 1000",
        arguments: [
            ("1", 1), ("4096", 4096), ("512KiB", 512 << 10), ("512 KiB", 512 << 10), ("2k", 2048),
            ("1M", 1 << 20), ("1MB", 1_000_000), ("1kB", 1000), ("3GiB", 3 << 30), ("7b", 7),
            ("1GB", 1_000_000_000), ("1024GiB", 1 << 40), ("0", nil), ("-1", nil), ("1.5MiB", nil),
            ("", nil), ("MiB", nil), ("1TiB", nil), ("1025GiB", nil), ("9223372036854775807G", nil),
            ("99999999999999999999", nil), ("1e3", nil),
        ] as [(String, Int?)])
    func bytes(_ text: String, _ wanted: Int?) {
        var found: Int?
        let message = message { found = try Quantity.bytes(text, for: "--memory") }
        #expect(found == wanted)
        #expect(
            (message?.hasPrefix("found '\(text)' for --memory, wanted ") == true) == (wanted == nil)
        )
    }

    @Test("The hint for an amount is a flag as it can be written")
    func amountHint() {
        let memory = #expect(throws: JobError.self) {
            try Quantity.bytes("lots", for: "--memory")
        }
        #expect(memory?.hint == "write --memory 512MiB")
        let interval = #expect(throws: JobError.self) {
            try Quantity.checkpointInterval("often", for: "checkpoint_every")
        }
        #expect(interval?.hint == "write checkpoint_every: 1s")
    }

    @Test(
        "Durations have units and are more than zero",
        arguments: [
            ("1s", .seconds(1)), ("500ms", .milliseconds(500)), ("2m", .seconds(120)),
            ("2min", .seconds(120)), ("1h", .seconds(3600)), ("0.5s", .milliseconds(500)),
            ("1.5 h", .seconds(5400)), ("0s", nil), ("1", nil), ("s", nil), ("1.2.3s", nil),
            ("-1s", nil), ("1d", nil), ("9999999999s", nil),
        ] as [(String, Duration?)])
    func durations(_ text: String, _ wanted: Duration?) {
        var found: Duration?
        let message = message { found = try Quantity.duration(text, for: "--wait") }
        #expect(found == wanted && (message == nil) == (wanted != nil))
    }

    @Test(
        "Checkpoints come by time or by rows",
        arguments: [
            ("1s", .every(.seconds(1))), ("20000rows", .rows(20000)), ("1row", .rows(1)),
            ("5 rows", .rows(5)), ("0rows", nil), ("1.5rows", nil), ("rows", nil), ("5", nil),
        ] as [(String, EngineSettings.CheckpointInterval?)])
    func checkpoints(_ text: String, _ wanted: EngineSettings.CheckpointInterval?) {
        var found: EngineSettings.CheckpointInterval?
        let message = message { found = try Quantity.checkpointInterval(text, for: "--every") }
        #expect(found == wanted && (message == nil) == (wanted != nil))
    }

    @Test(
        "Rejects are limited by count or by percent",
        arguments: [
            ("0", .count(0)), ("100", .count(100)), ("2.5%", .percent(2.5)), ("0%", .percent(0)),
            ("100%", .percent(100)), ("100.1%", nil), ("-1", nil), ("-1%", nil), ("%", nil),
            ("nan%", nil), ("1.5", nil), ("all", nil),
        ] as [(String, RejectLimit?)])
    func rejects(_ text: String, _ wanted: RejectLimit?) {
        var found: RejectLimit?
        let message = message { found = try Quantity.rejectLimit(text, for: "--max-rejects") }
        #expect(found == wanted && (message == nil) == (wanted != nil))
    }

    @Test(
        "Chunks are measured in bytes or in rows",
        arguments: [
            ("1MiB", 1 << 20, nil), ("5000rows", nil, 5000), ("256MiB", 256 << 20, nil),
            ("257MiB", nil, nil), ("0rows", nil, nil), ("10000001rows", nil, nil), ("x", nil, nil),
        ] as [(String, Int?, Int?)])
    func chunks(_ text: String, _ bytes: Int?, _ rows: Int?) {
        var found: (bytes: Int?, rows: Int?) = (nil, nil)
        let message = message { found = try Quantity.chunkSize(text, for: "--chunk") }
        #expect(found == (bytes, rows))
        #expect((message == nil) == (bytes != nil || rows != nil))
    }

    @Test(
        "A delimiter is one byte of ASCII or a word",
        arguments: [
            (",", 0x2C), (";", 0x3B), ("|", 0x7C), ("\t", 0x09), ("tab", 0x09), ("TAB", 0x09),
            ("\\t", 0x09), ("comma", 0x2C), ("semicolon", 0x3B), ("pipe", 0x7C), ("space", 0x20),
            (" ", 0x20), ("\u{1F}", 0x1F), ("", nil), ("ab", nil), ("é", nil), ("\"", nil),
            ("\n", nil), ("\r", nil), ("\0", nil),
        ] as [(String, UInt8?)])
    func delimiters(_ text: String, _ wanted: UInt8?) {
        var found: UInt8?
        let message = message { found = try SettingsText.delimiter(text, for: "--delimiter") }
        #expect(found == wanted && (message == nil) == (wanted != nil))
    }

    @Test("Types name columns, whose names may hold colons")
    func types() throws {
        let types = try SettingsText.types(
            "zip:text, amount : numeric(10,2),a:b:int", for: "--types")
        #expect(types.map(\.column) == ["zip", "amount", "a:b"])
        #expect(types.map(\.type) == [.text, .numeric, .bigint])
        #expect(
            message { _ = try SettingsText.types("zip", for: "--types") }
                == "found 'zip' in --types, wanted column:type")
        #expect(
            message { _ = try SettingsText.types("zip:txt", for: "--types") }?
                .hasPrefix("found type 'txt' for column zip in --types, wanted one of boolean")
                == true)
    }

    @Test("Names are separated by commas; modes and encodings are words")
    func words() throws {
        #expect(SettingsText.names("a, b ,c d") == ["a", "b", "c d"])
        #expect(SettingsText.names("a,") == ["a", ""])
        #expect(try SettingsText.mode("insert-ignore", for: "--mode") == .insertIgnore)
        #expect(
            message { _ = try SettingsText.mode("upsrt", for: "--mode") }?
                .hasPrefix("found 'upsrt' for --mode, wanted one of append") == true)
        #expect(try SettingsText.encoding("latin-1", for: "--encoding").rawValue == "latin-1")
        #expect(message { _ = try SettingsText.encoding("ebcdic", for: "--encoding") } != nil)
    }

    @Test(
        "A place is a stream, a file or a table",
        arguments: [
            ("-", .standardStream), ("a.csv", .files(["a.csv"])),
            ("dir/*.csv", .files(["dir/*.csv"])),
            ("sqlite:a.db#t", .sqlite(path: "a.db", table: "t")),
            ("sqlite:a.db", .sqlite(path: "a.db", table: nil)),
            ("sqlite:a#b.db#t", .sqlite(path: "a#b.db", table: "t")), ("", nil), ("sqlite:", nil),
            ("sqlite:#t", nil), ("sqlite:a.db#", nil), ("postgresql://h/d#", nil),
            ("postgres://u:hush#hush@h/d", nil), ("postgresql://h/d#a.b.c", nil),
        ] as [(String, Endpoint?)])
    func endpoints(_ text: String, _ wanted: Endpoint?) {
        var found: Endpoint?
        let message = message { found = try Endpoint(text) }
        #expect(found == wanted && (message == nil) == (wanted != nil))
        if let found { #expect(found.name == text) }
        #expect(message?.contains("hush") != true)
    }

    @Test(
        "An address of PostgreSQL keeps its table apart, and is named without its password",
        arguments: [
            ("postgresql://u:hush@h/d#s.t", "postgresql://u@h/d#s.t"),
            ("postgres://h", "postgres://h"),
            ("postgresql:host=h dbname=d#t", "postgresql:host=h dbname=d#t"),
            ("postgresql:///d?host=/run#\"a.b\".t", "postgresql:///d?host=/run#a.b.t"),
        ])
    func addresses(_ text: String, _ name: String) throws {
        let endpoint = try Endpoint(text)
        guard case .postgresql = endpoint else {
            Issue.record("\(endpoint)")
            return
        }
        #expect(endpoint.name == name)
    }

    @Test(
        "Waits have a least and a most",
        arguments: [("200ms..30s", 200, 30_000), ("1s", 1000, 1000), ("2 s .. 1 m", 2000, 60_000)])
    func waits(_ text: String, _ least: Int, _ most: Int) throws {
        let found = try Quantity.durations(text, for: "backoff")
        #expect(found == (.milliseconds(least), .milliseconds(most)))
        #expect(message { _ = try Quantity.durations("2s..1s", for: "backoff") } != nil)
    }
}
