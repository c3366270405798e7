import PropertyTesting
import Testing
import TrancheColumnar
import TrancheDatabases
import TranchePipeline

@Suite("The last row of each key")
struct KeySurveyTests {
    /// Keys as a step would make them.
    private func batch(_ keys: ArraySlice<String>) -> KeyBatch {
        let batch = KeyBatch()
        batch.reset(rows: keys.count)
        for (index, key) in keys.enumerated() {
            unsafe batch.starts[index] = batch.bytes.count
            for _ in 0..<KeyBatch.headerBytes { batch.bytes.append(UInt8(7)) }
            batch.bytes.append(key)
        }
        unsafe batch.starts[keys.count] = batch.bytes.count
        return batch
    }

    private func survey(_ keys: [String], by size: Int) throws -> SQLiteKeySurvey {
        let survey = SQLiteKeySurvey(memoryBytes: 0)
        try survey.open()
        for start in stride(from: 0, to: keys.count, by: size) {
            try survey.note(batch(keys[start..<min(start + size, keys.count)]), from: Int64(start))
        }
        try survey.conclude()
        return survey
    }

    @Test("Is that of the plain model, however the rows are cut")
    func model() throws {
        let keys = Gen<Int>.int(0...9).map { String(repeating: "k", count: $0) }.array(0...60)
        forAll("lasts", cases: 60, zip(keys, Gen<Int>.int(1...9))) { keys, size in
            let survey = try survey(keys, by: size)
            let wanted = keys.indices.filter { !keys[($0 + 1)...].contains(keys[$0]) }
            var found: [Int64] = []
            for start in stride(from: 0, to: keys.count, by: size) {
                found += try survey.lasts(in: Int64(start)..<Int64(min(start + size, keys.count)))
            }
            return try same(found.map(Int.init), wanted)
        }
    }

    @Test("More keys than the memory holds are all known")
    func large() throws {
        let keys = (0..<30_000).map {
            "a rather long key of many bytes, and its number \($0 % 20_000)"
        }
        let survey = try survey(keys, by: 1000)
        #expect(try survey.lasts(in: 0..<30_000) == Array(10_000..<30_000))
    }

    @Test("Rows that were not there when the keys were read are an error, not a duplicate")
    func grown() throws {
        let survey = try survey(["a", "b"], by: 5)
        #expect(try survey.lasts(in: 0..<2) == [0, 1])
        let error = #expect(throws: JobError.self) { try survey.lasts(in: 0..<3) }
        #expect(error?.code == .data)
        survey.close()
        #expect(throws: JobError.self) { try survey.lasts(in: 0..<1) }
    }
}
