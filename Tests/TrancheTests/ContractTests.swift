import Testing
import TrancheColumnar
import TrancheSteps

@testable import Tranche

@Suite("A contract file")
struct ContractTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func load(_ text: String) throws -> Contract {
        try ContractFile.load(directory.write("contract.json", text))
    }

    @Test("Is a Table Schema whose constraints are rules")
    func reads() throws {
        let contract = try load(
            """
            {"fields": [
              {"name": "id", "type": "integer", "constraints": {"required": true, "minimum": 1}},
              {"name": "code", "constraints": {"pattern": "[A-Z]+", "maxLength": 3, "enum": ["A"]}},
              {"name": "x", "type": "number", "tranche": {"type": "double precision", "nulls": 0}}
             ],
             "missingValues": ["", "NA"], "primaryKey": "id", "title": "ours", "my-own": 1}
            """)
        #expect(contract.columns.map(\.name) == ["id", "code", "x"])
        #expect(contract.columns.map(\.type) == [.bigint, .text, .doublePrecision])
        #expect(contract.columns.map(\.isRequired) == [true, false, false])
        #expect(contract.nullTokens == ["NA"])
        #expect(
            contract.rules.map(\.name) == [
                "id_type", "id_required", "id_minimum", "code_pattern", "code_maxLength",
                "code_enum", "x_type", "primary_key",
            ])
    }

    @Test(
        "Tells what it cannot be held to, and where",
        arguments: [
            ("{}", "has no key 'fields'", "1:1"),
            ("{\"fields\": [{}]}", "has no key 'name'", "1:13"),
            ("{\"fields\": [{\"name\": \"a\", \"type\": \"geopoint\"}]}", "geopoint", "1:35"),
            (
                "{\"fields\": [{\"name\": \"a\", \"type\": \"intger\"}]}", "did you mean integer",
                "1:35"
            ),
            ("{\"fields\": [{\"name\": \"a\"}, {\"name\": \"a\"}]}", "twice", "1:28"),
            ("{\"fields\": [], \"foreignKeys\": []}", "foreignKeys", "1:16"),
            ("{\"fields\": [], \"missingValues\": [\"NA\"]}", "empty text", "1:33"),
            ("{\"fields\": [], \"primaryKey\": [\"x\"]}", "no field", "1:30"),
            (
                "{\"fields\": [{\"name\": \"a\", \"constraints\": {\"minimun\": 1}}]}",
                "write 'minimum'", "1:43"
            ),
            (
                "{\"fields\": [{\"name\": \"a\", \"type\": \"date\", \"format\": \"%d/%m\"}]}",
                "%d/%m", "1:53"
            ),
            (
                "{\"fields\": [{\"name\": \"a\", \"type\": \"number\", \"decimalChar\": \",\"}]}",
                "decimalChar", "1:60"
            ),
        ])
    func refused(text: String, wanted: String, place: String) throws {
        let error = #expect(throws: JobError.self) { try load(text) }
        #expect(error.map { "\($0)".contains(wanted) } == true, "\(error.map { "\($0)" } ?? "")")
        #expect(
            error?.location?.hasSuffix("contract.json:\(place)") == true, "\(error?.location ?? "")"
        )
        #expect(error?.code == .pipeline)
    }

    @Test("Freezes the columns, or lets them drift as far as asked")
    func drift() throws {
        let contract = try load(
            """
            {"fields": [{"name": "a", "constraints": {"required": true}}, {"name": "b"}]}
            """)
        func steps(_ policy: DriftPolicy, _ names: String...) throws -> [String] {
            try ContractDefinition(contract, drift: policy)
                .steps(for: Schema(names.map { Field($0) }), of: "x.csv").map(\.text)
        }
        let required = "validate \"a\" is not null as a_required else reject"
        #expect(try steps(.freeze, "b", "a") == [required])
        let error = #expect(throws: JobError.self) { try steps(.freeze, "a", "c", "d") }
        #expect(error?.code == .data)
        #expect(error?.message.contains("x.csv has c, d, which the contract does not") == true)
        #expect(error?.message.contains("the contract has b, which x.csv does not") == true)
        #expect(try steps(.evolve, "a", "c") == ["derive \"b\" = null::text", required])
        #expect(throws: JobError.self) { try steps(.evolve, "b") }
        #expect(
            try steps(.reject, "b", "c") == [
                "derive \"a\" = null::text",
                required + ", \"c\" is null as unexpected_c else reject", "drop c",
            ])
    }

    @Test("Is what infer writes, with the evidence of each type")
    func infers() throws {
        let path = try directory.write(
            "in.csv",
            "n,t,d,u,e\n1,x,2024-01-01,00,\n2.5,NA,2024-01-02,01,\n-3,7,2024-01-03,02,\n")
        let text = try SchemaInference.contract(of: SourceDefinition(.files([path])))
        let contract = try load(text)
        #expect(contract.columns.map(\.type) == [.numeric, .text, .date, .text, .text])
        for part in [
            "\"values\": 3, \"nulls\": 0, \"min\": \"-3\", \"max\": \"2.5\", \"example\": \"1\"",
            "1 of 3 values are no bigint, the first '2.5' in record 2", "no value was seen",
            "\"wholeInput\": true", "\"records\": 3",
        ] { #expect(text.contains(part), "\(part) in\n\(text)") }
        let part = try SchemaInference.contract(of: SourceDefinition(.files([path])), limit: 1)
        #expect(part.contains("\"wholeInput\": false"))
    }
}
