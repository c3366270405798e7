import ServiceLifecycle
import ServiceLifecycleTestKit
import Synchronization
import Testing
import Tranche
import TrancheLifecycle

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Passes records on, and tells whoever wants to know.
private struct Watched: RecordStep {
    struct Number: Codable, Sendable { var a: Int }
    let name = "watched"
    let version = "1"
    let onRecord: @Sendable (Int) -> Void

    func process(_ record: Number) async throws -> Number? {
        onRecord(record.a)
        return record
    }
}

@Suite("A job in a service group", .timeLimit(.minutes(5)))
struct JobServiceTests {
    private func job(_ folder: String, _ onRecord: @escaping @Sendable (Int) -> Void = { _ in })
        -> Job
    {
        Job(from: .csv("\(folder)/in.csv"), to: .csv("\(folder)/out.csv"))
            .steps { Watched(onRecord: onRecord) }
            .with { definition in
                definition.run.statePath = "\(folder)/state.db"
                definition.run.workers = 1
                definition.run.chunkRows = 10
            }
    }

    private func folder() throws -> String {
        let base = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/tranche-XXXXXX".utf8CString)
        try #require(unsafe mkdtemp(&template) != nil)
        let path = String(
            decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let file = unsafe try #require(unsafe fopen("\(path)/in.csv", "w"))
        let text = Array(("a\n" + (0..<100).map { "\($0)\n" }.joined()).utf8)
        #expect(unsafe fwrite(text, 1, text.count, file) == text.count)
        unsafe fclose(file)
        return path
    }

    @Test("A graceful shutdown lets the chunks at work end and commits; the next run goes on")
    func drains() async throws {
        let folder = try folder()
        let reports = Mutex<[RunReport]>([])
        try await testGracefulShutdown { trigger in
            let job = job(folder) { if $0 == 35 { trigger.triggerGracefulShutdown() } }
            // guide: lifecycle
            let service = JobService(job) { event in
                if case .resuming(let records, _) = event { print("going on after \(records)") }
            } onEnd: { report in
                reports.withLock { $0.append(report) }
            }
            try await service.run()  // a ServiceGroup does that
            // guide end
        }
        let first = try #require(reports.withLock { $0.first })
        guard case .stopped = first.end else {
            Issue.record("ended as \(first.end)")
            return
        }
        #expect(first.counts.read == 40)
        let rest = try await job(folder).run()
        #expect(rest.resumedAt == 40 && rest.counts.written == 100)
    }

    @Test("Resources stop when the group does, and what fails is thrown", arguments: [false, true])
    func resources(fails: Bool) async throws {
        struct Stuck: Error {}
        let shutdown = GracefulShutdown(clock: ContinuousClock())
        let stopped = Mutex(0)
        shutdown.register("pool") {
            stopped.withLock { $0 += 1 }
            if fails { throw Stuck() }
        }
        let result: Result<Void, any Error>
        do {
            try await testGracefulShutdown { trigger in
                trigger.triggerGracefulShutdown()
                try await ShutdownService(shutdown).run()
            }
            result = .success(())
        } catch { result = .failure(error) }
        #expect(stopped.withLock { $0 } == 1)
        if case .failure(let error) = result {
            #expect(fails && (error as? ShutdownError)?.report.problems.first?.name == "pool")
        } else {
            #expect(!fails)
        }
    }
}
