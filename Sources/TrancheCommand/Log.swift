import Tranche

/// Words on standard error: text for people, or one JSON object a line.
struct Log: Sendable {
    /// A value of a JSON line.
    enum Value: Sendable {
        case text(String)
        case number(Int64)
        case decimal(Double)
    }

    let format: LogFormat
    let isQuiet: Bool

    /// An error is told even when quiet.
    func error(_ error: JobError) {
        switch format {
        case .text:
            var shown = error
            shown.location = error.location.map(terminalText)
            shown.message = terminalText(error.message)
            shown.hint = error.hint.map(terminalText)
            // Its lines were made to be printed; only their ends may pass.
            shown.excerpt = error.excerpt.map { excerpt in
                excerpt.split(separator: "\n").map { terminalText(String($0)) }
                    .joined(separator: "\n")
            }
            StandardStreams.write("tranche: \(shown)\n", to: .error)
        case .json:
            var fields: [(String, Value)] = [("code", .text(error.code.rawValue))]
            if let location = error.location { fields.append(("location", .text(location))) }
            if let excerpt = error.excerpt { fields.append(("excerpt", .text(excerpt))) }
            if let hint = error.hint { fields.append(("hint", .text(hint))) }
            line("error", error.message, fields)
        }
    }

    func info(_ message: String, _ fields: [(String, Value)] = []) {
        guard !isQuiet else { return }
        switch format {
        case .text: StandardStreams.write("tranche: \(terminalText(message))\n", to: .error)
        case .json: line("info", message, fields)
        }
    }

    func summary(_ report: RunReport) {
        guard !isQuiet else { return }
        let seconds = report.duration.seconds
        let counts = report.counts
        var text = "\(recordCount(counts.written)) from \(report.source) to \(report.sink)"
        text += " in \(shortSeconds(seconds))"
        let own = counts.read - (report.resumedAt ?? 0)
        if seconds > 0.0005 { text += " (\(grouped(Int64(Double(own) / seconds))) records/s)" }
        text += details(report)
        info(text, fields(report, event: "completed"))
        for warning in report.warnings {
            info(
                "\(recordCount(warning.count)) warned of by \(warning.step)"
                    + (report.resumedAt == nil ? "" : " in this run"), warning.fields)
            for example in warning.examples where format == .text { info("  \(example)") }
        }
        for step in report.stepReports {
            let parts = step.statistics.map { "\(grouped($0.count)) \($0.name)" }
            info(
                "\(step.step): \(parts.joined(separator: ", "))",
                [("event", .text("step")), ("step", .text(step.step))]
                    + step.statistics.map { statistic in
                        let name = statistic.name.split(separator: " ").joined(separator: "_")
                        return (name, .number(statistic.count))
                    })
        }
        for group in report.rejects {
            info(group.title, group.fields)
            for example in group.examples where format == .text { info("  \(example)") }
        }
        for sink in report.sinks {
            var parts = [recordCount(sink.written) + " to \(sink.name)"]
            if sink.duplicate > 0 { parts.append("\(grouped(sink.duplicate)) duplicate") }
            if sink.unmatched > 0 {
                parts.append("\(grouped(sink.unmatched)) without a row of their key")
            }
            if sink.rejected > 0 { parts.append("\(grouped(sink.rejected)) rejected") }
            info(
                parts.joined(separator: ", "),
                [
                    ("event", .text("sink")), ("sink", .text(sink.name)),
                    ("written", .number(sink.written)), ("duplicate", .number(sink.duplicate)),
                    ("unmatched", .number(sink.unmatched)), ("rejected", .number(sink.rejected)),
                ])
        }
    }

    func stopped(_ report: RunReport) {
        guard report.guarantee == .exactlyOnce else {
            info(
                "stopped after \(recordCount(report.counts.read))",
                fields(report, event: "stopped"))
            return
        }
        info(
            "stopped after \(recordCount(report.counts.read)); run the same command again to "
                + "resume run \(report.run)", fields(report, event: "stopped"))
    }

    /// What differs from the plain case: records that were not written, commits.
    private func details(_ report: RunReport) -> String {
        let counts = report.counts
        var parts: [String] = []
        for (amount, word) in [
            (counts.added, "added"), (counts.filtered, "filtered"), (counts.duplicate, "duplicate"),
            (counts.limited, "over the limit"), (counts.rejected, "rejected"),
        ] where amount > 0 {
            parts.append("\(grouped(amount)) \(word)")
        }
        if report.unmatched > 0 {
            let place = report.resumedAt == nil ? "" : " in this run"
            parts.append("\(grouped(report.unmatched)) of these without a row of their key\(place)")
        }
        if report.commits > 1 { parts.append("\(report.commits) checkpoints") }
        if let path = report.rejectsPath { parts.append("rejects in \(path)") }
        return parts.isEmpty ? "" : "; " + parts.joined(separator: ", ")
    }

    private func fields(_ report: RunReport, event: String) -> [(String, Value)] {
        let counts = report.counts
        var fields: [(String, Value)] = [
            ("event", .text(event)), ("run", .text(report.run)), ("source", .text(report.source)),
            ("sink", .text(report.sink)), ("read", .number(counts.read)),
            ("written", .number(counts.written)), ("filtered", .number(counts.filtered)),
            ("rejected", .number(counts.rejected)), ("duplicate", .number(counts.duplicate)),
            ("limited", .number(counts.limited)), ("checkpoints", .number(report.commits)),
            ("seconds", .decimal(report.duration.seconds)),
        ]
        if counts.added != 0 { fields.append(("added", .number(counts.added))) }
        if report.unmatched != 0 { fields.append(("unmatched", .number(report.unmatched))) }
        return fields
    }

    private func line(_ level: String, _ message: String, _ fields: [(String, Value)]) {
        var text = "{\"level\":\(jsonText(level)),\"message\":\(jsonText(message))"
        for (name, value) in fields {
            text += ",\(jsonText(name)):"
            switch value {
            case .text(let word): text += jsonText(word)
            case .number(let number): text += "\(number)"
            case .decimal(let number): text += "\(number)"
            }
        }
        StandardStreams.write(text + "}\n", to: .error)
    }
}

extension Duration {
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}

/// `0.042 s`, `1.28 s`, `2 min 05 s`.
func shortSeconds(_ seconds: Double) -> String {
    if seconds >= 120 {
        let whole = Int(seconds)
        return "\(whole / 60) min \(whole % 60 < 10 ? "0" : "")\(whole % 60) s"
    }
    let scale = seconds < 1 ? 1000.0 : 100.0
    return "\(Double(Int(seconds * scale)) / scale) s"
}

/// `1 record`, `2,000 records`.
func recordCount(_ number: Int64) -> String {
    "\(grouped(number)) record\(number == 1 ? "" : "s")"
}
