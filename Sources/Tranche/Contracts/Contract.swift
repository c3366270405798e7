import TrancheColumnar
import TrancheSteps

/// What the records of a job must be like, as a contract file says.
public struct Contract: Sendable {
    /// A column of the contract.
    struct Column: Sendable {
        var name: String
        var type: DataType
        var isRequired: Bool
        /// Where it stands in the file.
        var place: String
    }

    /// The file.
    public let path: String
    let columns: [Column]
    /// Conditions, types and unique keys, in the order of the file.
    let rules: [ValidationRule]
    /// Texts that mean NULL, besides the empty field.
    let nullTokens: [String]
}

/// What happens when the columns of the input are not those of the contract.
public enum DriftPolicy: String, Sendable, CaseIterable {
    /// The run does not begin; the error lists both sides.
    case freeze
    /// Columns that the contract does not have pass; those that it does not require may be missing.
    case evolve
    /// The records that do not fit are rejects.
    case reject
}

/// A contract and how strictly its columns are meant.
public struct ContractDefinition: Sendable {
    public var contract: Contract
    public var drift: DriftPolicy

    public init(_ contract: Contract, drift: DriftPolicy = .freeze) {
        self.contract = contract
        self.drift = drift
    }
}

extension ContractDefinition {
    /// The steps that hold records of these columns against the contract.
    ///
    /// - Parameters:
    ///   - input: The columns of the source.
    ///   - source: What a person calls the source.
    /// - Returns: Steps that go before those of the job.
    /// - Throws: `JobError(.data)` when the columns are not those of the contract and may not be.
    func steps(for input: Schema, of source: String) throws(JobError) -> [any StepPlan] {
        let known = contract.columns.map(\.name)
        let strangers = input.names.filter { !known.contains($0) }
        let absent = contract.columns.filter { input.index(of: $0.name) == nil }
        let refused: [Contract.Column] =
            switch drift {
            case .freeze: absent
            case .evolve: absent.filter(\.isRequired)
            case .reject: []
            }
        guard refused.isEmpty, drift != .freeze || strangers.isEmpty else {
            throw driftError(strangers, refused, source)
        }
        var steps: [any StepPlan] = []
        if !absent.isEmpty {
            let values = absent.map { "\(quotedColumn($0.name)) = null::\($0.type.rawValue)" }
            steps.append(try DerivePlan(values.joined(separator: ", ")))
        }
        var rules = contract.rules
        guard drift == .reject else { return steps + ValidatePlan.steps(for: rules) }
        for name in strangers {
            rules.append(
                try ValidationRule(
                    name: "unexpected_\(name)", condition: "\(quotedColumn(name)) is null",
                    wanted: "no value in a column that the contract does not have"))
        }
        steps += ValidatePlan.steps(for: rules)
        if !strangers.isEmpty { steps.append(DropPlan(strangers)) }
        return steps
    }

    private func driftError(
        _ strangers: [String], _ absent: [Contract.Column], _ source: String
    ) -> JobError {
        var parts: [String] = []
        if drift == .freeze, !strangers.isEmpty {
            parts.append(
                "\(source) has \(strangers.joined(separator: ", ")), which the contract does not")
        }
        if !absent.isEmpty {
            let names = absent.map(\.name).joined(separator: ", ")
            parts.append(
                drift == .evolve
                    ? "the contract requires \(names), which \(source) does not have"
                    : "the contract has \(names), which \(source) does not")
        }
        return JobError(
            .data, "the columns are not those of the contract: " + parts.joined(separator: "; "),
            at: contract.path,
            hint: drift == .evolve
                ? "add the columns to the input, or take 'required' out of the contract"
                : "change the contract, or let it give way with --on-drift evolve or reject")
    }

    /// The types of the contract for the columns that are there.
    func fields(of input: Schema) -> [Field] {
        contract.columns.filter { input.index(of: $0.name) != nil }
            .map { Field($0.name, $0.type, origin: .declared) }
    }
}
