import Synchronization
import TrancheColumnar
import TranchePipeline

/// The original bytes of a rejects file's records, a record a line: what a retry reads.
// One task at a time uses an input; the places are locked, since others look them up.
@safe final class RejectInput: ByteInput, @unchecked Sendable {
    let name: String
    private(set) var wasWoken = false
    private(set) var consumedBytes: Int64 = 0

    private let reader: RejectReader
    private let places: RejectPlaces
    /// Whether a line feed inside a record is only a blank, as in JSON.
    private let joinsLines: Bool
    private let chunk = Chunk()
    private let ready = ByteBuffer(capacity: 4096)
    private var start = 0
    private var produced: Int64 = 0

    init(path: String, name: String, joinsLines: Bool, places: RejectPlaces) throws(JobError) {
        self.name = name
        self.joinsLines = joinsLines
        self.places = places
        reader = try RejectReader(path: path, name: name)
        places.clear()
    }

    func read(into target: UnsafeMutableRawPointer, count: Int) throws(JobError) -> Int {
        while start == ready.count {
            guard try refill() else { return 0 }
        }
        let taken = min(count, ready.count - start)
        unsafe target.copyMemory(from: ready.base + start, byteCount: taken)
        start += taken
        consumedBytes += Int64(taken)
        return taken
    }

    /// Takes the next lines; false at the end.
    private func refill() throws(JobError) -> Bool {
        ready.count = 0
        start = 0
        let records: [RejectedRecord]?
        do { records = try reader.next(chunk) } catch let error as JobError { throw error } catch {
            throw JobError(.internalError, "\(error)", at: name)
        }
        guard let records else { return false }
        for record in records {
            guard let original = record.original else {
                throw JobError(
                    .data, "found a reject of record \(record.record) without its original bytes",
                    at: name, hint: "delete the line, or put the repaired record under 'original'")
            }
            guard !record.isRedacted else {
                throw JobError(
                    .data,
                    "found a reject of record \(record.record) whose sensitive values are hidden, "
                        + "wanted the record",
                    at: name,
                    hint: "put the repaired record under 'original' and delete the key 'redacted', "
                        + "or delete the line")
            }
            places.add(record, at: produced)
            for byte in original {
                ready.append(joinsLines && (byte == 0x0A || byte == 0x0D) ? 0x20 : byte)
            }
            ready.append(UInt8(0x0A))
            produced += Int64(original.count) + 1
        }
        return true
    }

    func skip(_ bytes: Int64) throws(JobError) { try readAndDrop(bytes) }

    func close() { reader.close() }
}

/// Where the records of a retry stood in the input of the run that set them aside.
final class RejectPlaces: Sendable {
    private struct State {
        var starts: [Int64] = []
        var places: [RecordPlace] = []
        /// One text for all records of a file.
        var names: [String: String] = [:]
    }

    private let state = Mutex(State())

    func clear() {
        state.withLock { $0 = State() }
    }

    func add(_ record: RejectedRecord, at start: Int64) {
        state.withLock { state in
            let file = state.names[record.file] ?? record.file
            state.names[file] = file
            state.starts.append(start)
            state.places.append(
                RecordPlace(
                    file: file, record: record.record, line: record.line, offset: record.offset))
        }
    }

    /// The place of the record that begins at byte `offset` of what the retry reads, or before it.
    func place(at offset: Int64) -> RecordPlace? {
        state.withLock { state in
            var (low, high) = (0, state.starts.count)
            while low < high {
                let middle = (low + high) / 2
                if state.starts[middle] <= offset { low = middle + 1 } else { high = middle }
            }
            return low > 0 ? state.places[low - 1] : nil
        }
    }
}
