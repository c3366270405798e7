import HTTPTesting
import Testing
import TrancheColumnar
import TranchePipeline

@testable import Tranche
@testable import TrancheSteps

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("lookup http: how it is written, and what is kept to itself")
struct HTTPLookupTextTests {
    private static let wrong: [(String, String)] = [
        ("lookup http", "found no URL"),
        ("lookup http 'https://h/{id}'", "found no column to add"),
        ("lookup http 'https://h/{id}' ad $.n", "found an option that it does not have"),
        ("lookup http 'https://h/{id}' add n", "wanted a path such as"),
        ("lookup http 'https://h/{id}' add $", "found no name for $"),
        ("lookup http 'https://h/{id}' add $.n type int9", "after type"),
        ("lookup http 'https://h/{id}' add $.n timeout 5", "wanted a duration"),
        ("lookup http 'https://h/{id}' add $.n rate 5", "wanted a rate"),
        ("lookup http 'https://h/{id}' add $.n rate 0/s", "wanted a rate"),
        ("lookup http 'https://h/{id}' add $.n concurrency 0", "wanted 1 to 1000"),
        ("lookup http 'https://h/{id}' add $.n else warn", "wanted reject, null or fail"),
        ("lookup http 'https://h/{id}' body '{}' add $.n", "found a body of GET"),
        ("lookup http 'https://h/{id}' header 'X Y: 1' add $.n", "a header whose name is none"),
        ("lookup http 'https://h/{id}' batch 5 key id add $.n", "wanted {keys} alone"),
        ("lookup http 'https://h/{id} add $.n", "a quote that is not closed"),
        ("lookup http 'ftp://h/{id}' add $.n", "begins with https://"),
        ("lookup http 'https://{id}/' add $.n", "a column in the address's server"),
        ("lookup http 'https://h.{id}/x' add $.n", "a column in the address's server"),
        ("lookup http 'https://a:b@h/{id}' add $.n", "found a name or a password"),
        ("lookup http 'https://h/{id}#a' add $.n", "found # in the address"),
        ("lookup http 'https://h/a b/{id}' add $.n", "found a blank"),
        ("lookup http 'https://h/{nobody}' add $.n", "column nobody does not exist"),
        ("lookup http 'https://h/{id}' add $.v", "there is a column v already"),
    ]

    @Test("What cannot be meant is refused before the run", arguments: wrong)
    func refused(text: String, message: String) throws {
        let error = #expect(throws: JobError.self) {
            try parseStep(text).plan(schema("id", "v"), keeping: nil)
        }
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
    }

    @Test(
        "A secret in a header is refused, and no message has it",
        arguments: ["Authorization", "X-Api-Key", "Cookie", "X-Auth-Token"])
    func literalSecret(name: String) throws {
        let error = #expect(throws: JobError.self) {
            try parseStep("lookup http 'https://h/{id}' header '\(name): hunter2' add $.n")
        }
        let text = try #require(error.map { "\($0)" })
        #expect(text.contains(name) && !text.contains("hunter2"))
    }

    @Test("A secret is sent, and stands in neither the step's text nor the record")
    func secrets() async throws {
        // Any variable that is set: the tests run side by side, so none may set one.
        let value = try #require(unsafe getenv("HOME").map { unsafe String(cString: $0) })
        let text =
            "lookup http 'https://h/{id}?k=${env:HOME}' header 'X-Key: <${env:HOME}>' add $.n"
        let plan = try parseStep(text)
        #expect(plan.text == text && !plan.identity.contains(value))
        let lookup = try Lookup(text) { request, _ in
            #expect(request.url == "https://h/1?k=\(value)")
            #expect(request.headers.first?.value == "<\(value)>")
            return .json("{}")
        }
        _ = try await lookup.rows([["1", "a"]])
        #expect(lookup.client.requests.count == 1)
        let request = try HTTPRequestPlan(lookup.step.settings) { _ throws(JobError) in value }
        let question = try request.question([HTTPValue(texts: ["1"], form: .text)])
        let line = HTTPOutcome.answer(status: 200, body: []).line(question)
        #expect(!String(decoding: line, as: UTF8.self).contains(value))
    }

    @Test("A secret that is not set is refused by its name")
    func unsetSecret() throws {
        let plan = try parseStep(
            "lookup http 'https://h/{id}' header 'X-Key: ${env:NOT_SET_1}' add $.n")
        let error = #expect(throws: JobError.self) { try plan.plan(schema("id"), keeping: nil) }
        #expect(error?.message == "step lookup: found ${env:NOT_SET_1}, but NOT_SET_1 is not set")
    }

    @Test("In a pipeline file it is a mapping, whose secrets stay where they are")
    func mapping() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(
            "p.yaml",
            """
            params: { host: h }
            source: in.csv
            steps:
              - lookup:
                  http:
                    method: POST
                    url: "https://${host}/{id}"
                    headers: { X-Key: "${env:K}", X-Host: "${host}" }
                    body: '{"a": "it''s"}'
                    add: { name: $.name, "a b": { path: "$['a b']", type: double precision } }
                    absent: [404, 410]
                    timeout: 5s
                    else: null
              - "lookup http 'https://${host}/{id}' header 'X-Key: ${env:K}' add $.x"
              - "lookup 'https://${host}/{id}' header 'X-Key: ${env:K}' add $.y"
              - lookup: "https://${host}/{id} header 'X-Key: ${env:K}' add $.z"
            sink: out.csv
            """)
        let job = try PipelineFile.load(path, params: [])
        #expect(
            job.steps.map(\.text) == [
                "lookup http post 'https://h/{id}' body '{\"a\": \"it''s\"}' "
                    + "header 'X-Key: ${env:K}' header 'X-Host: h' add \"$.name\" as \"name\", "
                    + "\"$['a b']\" as \"a b\" type double precision absent 404, 410 timeout 5s "
                    + "else null",
                "lookup http 'https://h/{id}' header 'X-Key: ${env:K}' add $.x",
                "lookup 'https://h/{id}' header 'X-Key: ${env:K}' add $.y",
                "lookup https://h/{id} header 'X-Key: ${env:K}' add $.z",
            ])
    }

    @Test("A sensitive column is not sent unprotected, neither by itself nor as a key")
    func sensitive() throws {
        for text in [
            "lookup http 'https://h/{id}' add $.n",
            "lookup http 'https://h/{keys}' batch 2 key id add $.n",
        ] {
            let plan = try parseStep(text)
            let schemas = [schema("id"), try plan.plan(schema("id"), keeping: nil).output]
            let error = #expect(throws: JobError.self) {
                try Sensitivity(["id"], [plan], schemas, sink: "s")
            }
            #expect(
                error?.message
                    == "step lookup: column id is sensitive and would be sent to a server unprotected"
            )
        }
    }
}
