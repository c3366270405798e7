public import TrancheColumnar
public import TranchePipeline

/// Reads amounts with units, as people write them after flags and in pipeline files.
public enum Quantity {
    /// An amount of bytes such as `512KiB`, `1MB` or `4096`.
    ///
    /// KiB, MiB, GiB and K, M, G are powers of 1024; kB, MB and GB of 1000.
    public static func bytes(_ text: String, for flag: String) throws(JobError) -> Int {
        let (number, unit) = split(text)
        let factors: [String: Int] = [
            "": 1, "b": 1, "kib": 1 << 10, "k": 1 << 10, "mib": 1 << 20, "m": 1 << 20,
            "gib": 1 << 30, "g": 1 << 30, "kb": 1000, "mb": 1_000_000, "gb": 1_000_000_000,
        ]
        guard let amount = Int(number), amount > 0, let factor = factors[unit.lowercased()] else {
            throw wrong(text, flag, "an amount of bytes such as 512KiB or 4MiB")
        }
        let (product, overflow) = amount.multipliedReportingOverflow(by: factor)
        guard !overflow, product <= 1 << 40 else {
            throw wrong(text, flag, "at most 1024GiB")
        }
        return product
    }

    /// `1s`, `500ms`, `2m`, `1h`: more than zero.
    public static func duration(_ text: String, for flag: String) throws(JobError) -> Duration {
        let (number, unit) = split(text)
        let factors: [String: Double] = ["ms": 0.001, "s": 1, "m": 60, "min": 60, "h": 3600]
        guard let amount = Double(number), amount > 0, amount.isFinite, amount < 1e9,
            let factor = factors[unit]
        else { throw wrong(text, flag, "a duration such as 500ms, 1s, 2m or 1h") }
        return .milliseconds(amount * factor * 1000)
    }

    /// `200ms..30s`: the first at most as long as the second; one alone stands for both.
    public static func durations(_ text: String, for flag: String) throws(JobError) -> (
        Duration, Duration
    ) {
        guard let dots = text.firstRange(of: "..") else {
            let only = try duration(text, for: flag)
            return (only, only)
        }
        let least = try duration(String(text[..<dots.lowerBound]).trimmed, for: flag)
        let most = try duration(String(text[dots.upperBound...]).trimmed, for: flag)
        guard least <= most else {
            throw wrong(text, flag, "a range that begins with the shorter duration")
        }
        return (least, most)
    }

    /// `1s` or `20000rows`.
    public static func checkpointInterval(_ text: String, for flag: String) throws(JobError)
        -> EngineSettings.CheckpointInterval
    {
        let (number, unit) = split(text)
        guard unit == "rows" || unit == "row" else {
            do { return .every(try duration(text, for: flag)) } catch {
                throw wrong(text, flag, "a duration or a count such as 1s or 20000rows")
            }
        }
        guard let rows = Int64(number), rows > 0 else {
            throw wrong(text, flag, "a duration or a count such as 1s or 20000rows")
        }
        return .rows(rows)
    }

    /// `100` or `2.5%`.
    public static func rejectLimit(_ text: String, for flag: String) throws(JobError) -> RejectLimit
    {
        if text.hasSuffix("%") {
            guard let percent = Double(text.dropLast()), (0...100).contains(percent) else {
                throw wrong(text, flag, "a percentage from 0% to 100%")
            }
            return .percent(percent)
        }
        guard let count = Int64(text), count >= 0 else {
            throw wrong(text, flag, "a count or a percentage such as 100 or 1%")
        }
        return .count(count)
    }

    /// `1MiB` or `5000rows`: bytes or rows of a chunk.
    public static func chunkSize(_ text: String, for flag: String) throws(JobError)
        -> (bytes: Int?, rows: Int?)
    {
        let (number, unit) = split(text)
        guard unit == "rows" || unit == "row" else {
            let size = try bytes(text, for: flag)
            guard size <= 256 << 20 else { throw wrong(text, flag, "at most 256MiB") }
            return (size, nil)
        }
        guard let rows = Int(number), (1...10_000_000).contains(rows) else {
            throw wrong(text, flag, "1 to 10000000 rows")
        }
        return (nil, rows)
    }

    private static func split(_ text: String) -> (number: String, unit: String) {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        return (String(digits), String(text.dropFirst(digits.count)).trimmed)
    }

    /// A value for each setting, to show how one is written.
    private static let examples = [
        "memory": "512MiB", "chunk-size": "1MiB", "checkpoint-every": "1s", "max-rejects": "100",
        "max": "100", "backoff": "200ms..30s", "on-locked": "wait=30s",
    ]

    private static func wrong(_ text: String, _ flag: String, _ wanted: String) -> JobError {
        let name = String(flag.drop { $0 == "-" }.map { $0 == "_" ? "-" : $0 })
        let example = examples[name] ?? "4096"
        let hint = flag.hasPrefix("-") ? "write \(flag) \(example)" : "write \(flag): \(example)"
        return JobError(.usage, "found '\(text)' for \(flag), wanted \(wanted)", hint: hint)
    }
}

extension String {
    /// Without the blanks at both ends.
    var trimmed: String {
        let head = drop { $0 == " " || $0 == "\t" }
        guard let last = head.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return String(head[...last])
    }
}
