import TrancheColumnar
import TrancheDatabases
import TranchePipeline

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the state store knows of earlier runs, as text for a person.
public struct RunHistory {
    let store: StateStore

    /// Opens the state store.
    ///
    /// - Parameter statePath: The state store's file or address; `nil` takes the default place.
    /// - Throws: `JobError` when the file cannot be opened or is damaged.
    public init(statePath: String?) throws {
        store = try openStateStore(statePath)
    }

    /// A table of the newest runs, newest first.
    public func list(limit: Int) throws -> String {
        let runs = try store.runs(limit: limit)
        guard !runs.isEmpty else { return "no runs yet\n" }
        var rows = [["RUN", "STATE", "STARTED", "SECONDS", "READ", "WRITTEN", "REJECTED", "JOB"]]
        for run in runs {
            rows.append([
                run.id, run.state.rawValue, Self.time(run.startedAt), Self.seconds(run),
                "\(run.counts.read)", "\(run.counts.written)", "\(run.counts.rejected)", run.name,
            ])
        }
        return Self.aligned(rows)
    }

    /// One run in full.
    public func show(_ name: String) throws -> String {
        let run = try store.run(name)
        let counts = run.counts
        var rows = [
            ["run", run.id], ["job", run.name], ["command", "tranche \(run.command)"],
            ["state", run.state.rawValue], ["source", run.source], ["sink", run.sink],
            ["started", Self.time(run.startedAt)],
            ["ended", run.endedAt.map(Self.time) ?? "-"], ["seconds", Self.seconds(run)],
            ["host", "\(run.host) (pid \(run.pid))"], ["epoch", "\(run.epoch)"],
            ["checkpoints", "\(run.commits) in this run, \(run.checkpoints) of the job"],
            ["read", "\(counts.read)"], ["written", "\(counts.written)"],
            ["filtered", "\(counts.filtered)"], ["rejected", "\(counts.rejected)"],
            ["duplicate", "\(counts.duplicate)"], ["limited", "\(counts.limited)"],
        ]
        if counts.added != 0 { rows.append(["added", "\(counts.added)"]) }
        if let error = run.error { rows.append(["error", error]) }
        var text = Self.aligned(rows)
        if !run.steps.isEmpty {
            var steps = [["STEP", "ROWS IN", "ROWS OUT"]]
            for step in run.steps {
                steps.append([step.name, "\(step.rowsIn)", "\(step.rowsOut)"])
            }
            text += "\n" + Self.aligned(steps)
        }
        if !run.sinks.isEmpty {
            var sinks = [["SINK", "WRITTEN", "DUPLICATE", "UNMATCHED", "REJECTED"]]
            for sink in run.sinks {
                sinks.append([
                    sink.name, "\(sink.written)", "\(sink.duplicate)", "\(sink.unmatched)",
                    "\(sink.rejected)",
                ])
            }
            text += "\n" + Self.aligned(sinks)
        }
        for group in run.counts.rejected > 0 ? rejectGroups(run) : [] {
            text += "\n\(terminalText(group.title))\n"
            text += group.examples.map { "  \(terminalText($0))\n" }.joined()
        }
        return text
    }

    private static func seconds(_ run: RunRecord) -> String {
        guard let end = run.endedAt else { return "-" }
        let milliseconds = max(0, end - run.startedAt)
        let rest = String(milliseconds % 1000)
        return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }

    /// `2026-01-31 23:59:59` in UTC, whatever TZ says.
    private static func time(_ milliseconds: Int64) -> String {
        let id = RunMoment.runID(at: milliseconds)
        let parts = id.split(separator: "-")
        let date = Array(parts[0])
        let time = Array(parts[1])
        return String(date[0..<4]) + "-" + String(date[4..<6]) + "-" + String(date[6..<8]) + " "
            + String(time[0..<2]) + ":" + String(time[2..<4]) + ":" + String(time[4..<6]) + "Z"
    }

    /// Columns padded to their widest cell; control characters are not passed to the terminal.
    static func aligned(_ rows: [[String]]) -> String {
        let shown = rows.map { row in
            row.map { cell in
                // An error's hint stands on a line of its own; a table's cell has one line.
                terminalText(
                    cell.split(separator: "\n", omittingEmptySubsequences: false)
                        .joined(separator: " "))
            }
        }
        let columns = shown.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            shown.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return shown.map { row in
            row.enumerated().map { column, cell in
                column == row.count - 1
                    ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
            }.joined(separator: "  ") + "\n"
        }.joined()
    }
}
