public import TrancheColumnar
public import TranchePipeline

/// `exec './score.py --fast' columns (score double precision)`: every record through a program.
///
/// The program gets one JSON object a line and answers each with one line, in order: an object, whose
/// keys take the place of the record's values; `null`, which filters the record; or
/// `{"$error": "why"}`, which rejects it. A column that it does not name keeps its value. Each worker
/// starts one program at its first record.
public struct ExecPlan: StepPlan {
    public let name = "exec"
    /// The program as it was written.
    public let command: String
    /// Whether `/bin/sh -c` runs it.
    public let usesShell: Bool
    /// What the program adds, or gives another type.
    public let columns: [Field]
    /// How long the program may neither take nor give anything.
    public let timeout: Duration
    /// The program and its arguments.
    let words: [String]

    static let usualTimeout = Duration.seconds(60)
    /// The key of a refusal.
    static let errorKey = "$error"

    /// - Throws: `JobError(.pipeline)` when the command is no program, or a column stands twice.
    public init(
        _ command: String, usesShell: Bool = false, columns: [Field] = [],
        timeout: Duration? = nil, at location: String? = nil
    ) throws(JobError) {
        self.command = command
        self.usesShell = usesShell
        self.timeout = timeout ?? Self.usualTimeout
        var names: Set<String> = [Self.errorKey]
        for column in columns where !names.insert(column.name).inserted {
            throw JobError(
                .pipeline, "step exec: found column \(column.name) twice, or a reserved name",
                at: location, hint: "name each column of the program once")
        }
        self.columns = columns.map { Field($0.name, $0.type, origin: .declared) }
        guard let words = usesShell ? ["/bin/sh", "-c", command] : commandWords(command),
            words.first?.isEmpty == false, words[words.count - 1] != "" || words.count > 2
        else {
            throw JobError(
                .pipeline, "step exec: found '\(command)', wanted a program and its arguments",
                at: location, hint: "write: exec './score.py --fast'")
        }
        self.words = words
    }

    public var readsTypes: Bool { true }
    public func makesType(of name: String) -> Bool { columns.contains { $0.name == name } }

    public var remarks: [String] {
        [
            "runs one program a worker; the same output from the same input is its business",
            "all columns before it are given to the program",
        ]
    }

    public func plan(_ input: Schema, keeping wanted: Set<String>?) throws(JobError) -> any Step {
        guard input.index(of: Self.errorKey) == nil else {
            throw JobError(
                .pipeline, "step exec: found a column \(Self.errorKey), which is a word of its own",
                hint: "rename it first")
        }
        var output = input
        for column in columns {
            if let index = output.index(of: column.name) {
                output.fields[index] = column
            } else {
                output.fields.append(column)
            }
        }
        return ExecStep(self, input: input, output: output)
    }

    public func inputs(for outputs: Set<String>, from input: Schema) -> Set<String> {
        Set(input.names)
    }

    public func stored(from input: Schema) -> Set<String> { Set(input.names) }
    public var storage: String { "be given to another program" }
}
