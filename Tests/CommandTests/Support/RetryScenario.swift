import Testing

/// A job that sets records aside, and a retry of them once they are repaired.
struct RetryScenario: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// Where the records go; the table is `t`.
    var sink: String
    /// The options of the first run.
    var options: [String] = []
    /// The format of the input.
    var isJSON = false

    static let all = [
        RetryScenario(testDescription: "csv to csv", sink: "out.csv"),
        RetryScenario(testDescription: "csv to csv.gz", sink: "out.csv.gz"),
        RetryScenario(testDescription: "csv to ndjson", sink: "out.ndjson"),
        RetryScenario(testDescription: "ndjson to csv", sink: "out.csv", isJSON: true),
        RetryScenario(testDescription: "csv to sqlite", sink: "sqlite:o.db#t"),
        RetryScenario(
            testDescription: "csv to sqlite, replace", sink: "sqlite:o.db#t",
            options: ["--mode", "replace"]),
        RetryScenario(
            testDescription: "csv to sqlite, unique", sink: "sqlite:o.db#t",
            options: ["-e", "validate unique (id)"]),
    ]

    /// Every third record is bad; of those every fifth stays bad.
    static let records = 6000
    static let isBad: @Sendable (Int) -> Bool = { $0 % 3 == 0 }
    static let staysBad: @Sendable (Int) -> Bool = { $0 % 15 == 0 }

    var inputName: String { isJSON ? "in.ndjson" : "in.csv" }

    var rejectsName: String {
        sink.hasPrefix("sqlite:") ? "o.db.t.rejects.ndjson" : sink + ".rejects.ndjson"
    }

    /// The words of the first run.
    var words: [String] {
        ["copy", inputName, sink, "-e", "validate amount > 0 as positive", "--max-rejects", "50%"]
            + (isJSON ? [] : ["--types", "amount:bigint"]) + options
    }

    private static func amount(_ id: Int) -> String {
        !isBad(id) ? "\(id)" : staysBad(id) ? "-\(id)" : "-0\(id)"
    }

    private var input: String {
        var text = isJSON ? "" : "id,amount,note\n"
        for id in 1...Self.records {
            let amount = Self.amount(id)
            let note = id % 7 == 0 ? "two\nlines" : "n\(id)"
            if isJSON {
                let number = amount.hasPrefix("-0") ? "-1\(id)" : amount
                let escaped = id % 7 == 0 ? "two\\nlines" : note
                text += "{\"id\":\(id),\"amount\":\(number),\"note\":\"\(escaped)\"}\n"
            } else {
                text += "\(id),\(amount),\(id % 7 == 0 ? "\"\(note)\"" : note)\n"
            }
        }
        return text
    }

    /// Carries out the first run.
    func begin(_ workspace: Workspace) throws {
        workspace.write(inputName, input)
        let first = workspace.start(words).wait()
        try #require(first.status == 3, "\(first.errors)")
    }

    /// A place where the first run has ended and the rejects are repaired.
    func prepare() throws -> Workspace {
        let workspace = Workspace()
        try begin(workspace)
        let mark = isJSON ? "\\\"amount\\\":-1" : ",-0"
        let repaired = isJSON ? "\\\"amount\\\":1" : ",0"
        let lines = try #require(workspace.text(rejectsName)).split(separator: "\n")
        try #require(lines.count == (1...Self.records).count(where: Self.isBad))
        let text = lines.map { line in
            let parts = line.split(separator: "\"original\":", maxSplits: 1)
            guard parts.count == 2, let id = Self.id(of: String(parts[1]), isJSON),
                !Self.staysBad(id), let place = parts[1].firstRange(of: mark)
            else { return String(line) + "\n" }
            let original = parts[1].replacingSubrange(place, with: repaired)
            return "\(parts[0])\"original\":\(original)\n"
        }
        workspace.write(rejectsName, text.joined())
        return workspace
    }

    private static func id(of original: String, _ isJSON: Bool) -> Int? {
        let digits = original.drop { !$0.isNumber }.prefix { $0.isNumber }
        return Int(digits)
    }

    /// The ids in the sink, in ascending order, each as often as it is there.
    func ids(_ workspace: Workspace) throws -> [Int] {
        if sink.hasPrefix("sqlite:") {
            let database = Database(workspace.file("o.db"))
            return try database.rows("SELECT id FROM t ORDER BY CAST(id AS INT)").compactMap {
                Int($0)
            }
        }
        let text = workspace.shell("gzip -dcf \(sink)").text
        let lines = text.split(separator: "\n").compactMap { line -> Int? in
            let start = line.hasPrefix("{\"id\":") ? line.dropFirst(6) : line
            let digits = start.prefix { $0.isNumber }
            return start.dropFirst(digits.count).first == "," ? Int(digits) : nil
        }
        return lines.sorted()
    }

    /// What the sink holds once all that was repaired is in it.
    static var expectedIds: [Int] { (1...records).filter { !staysBad($0) } }
    static var remaining: Int { (1...records).count(where: staysBad) }
}

extension Substring {
    /// A copy with the characters of `range` exchanged.
    fileprivate func replacingSubrange(_ range: Range<Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
