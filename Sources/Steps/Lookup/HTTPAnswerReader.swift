import TrancheColumnar
import TrancheExpressions

/// Takes the values of a step's columns out of answers.
struct HTTPAnswerReader: Sendable {
    let additions: [HTTPLookupSettings.Addition]
    let absentStatuses: [Int]
    /// The server, for messages.
    let host: String

    /// The values of one answer, a text for each column; `nil` when there is no such thing.
    func cells(_ outcome: HTTPOutcome) throws(LookupFault) -> [String?]? {
        guard let json = try json(outcome) else { return nil }
        return try json.withText { (text, scratch) throws(LookupFault) in
            try cells(of: text, scratch)
        }
    }

    /// The values of a batch's answer, by key; a key that is not there has no such thing.
    func cells(_ outcome: HTTPOutcome, _ batch: HTTPLookupSettings.Batch) throws(LookupFault)
        -> [String: [String?]]
    {
        guard let json = try json(outcome) else { return [:] }
        let found = try json.withText {
            (text, scratch) throws(LookupFault) -> [String: [String?]]? in
            guard let items = batch.items.value(in: text, scratch), items.jsonKind == .array else {
                return nil
            }
            var cells: [String: [String?]] = [:]
            try eachJSONElement(of: items) { (item) throws(LookupFault) in
                guard let found = batch.match.value(in: item, scratch),
                    let key = try plain(found, scratch)
                else { return }
                // The first item of a key counts.
                if cells[key] == nil { cells[key] = try self.cells(of: item, scratch) }
            }
            return cells
        }
        guard let found else {
            throw LookupFault(
                message: "found an answer from \(host) without an array at \(batch.items.text)",
                code: .data)
        }
        return found
    }

    /// `nil` when the answer says that there is no such thing.
    private func json(_ outcome: HTTPOutcome) throws(LookupFault) -> HTTPAnswerText? {
        switch outcome {
        case .fault(let fault): throw fault
        case .answer(let status, let body):
            if absentStatuses.contains(status) || status == 204 { return nil }
            guard let json = HTTPAnswerText(body) else {
                throw LookupFault(
                    message: "found an answer from \(host) that is no JSON", code: .data)
            }
            return json
        }
    }

    private func cells(of json: Text, _ scratch: ByteBuffer) throws(LookupFault) -> [String?] {
        var cells: [String?] = []
        for addition in additions {
            let value = addition.path.value(in: json, scratch)
            if let value, value.jsonKind != .null {
                cells.append(addition.type == .json ? value.string : try plain(value, scratch))
            } else {
                cells.append(nil)
            }
        }
        return cells
    }

    private func plain(_ value: Text, _ scratch: ByteBuffer) throws(LookupFault) -> String? {
        let mark = scratch.count
        defer { scratch.count = mark }
        scratch.reserve(mark + value.count)
        do { return try jsonText(value, scratch)?.string } catch {
            throw LookupFault(
                message: "found an answer from \(host) with an escape that no text can hold",
                code: .data)
        }
    }
}

/// A valid JSON text in memory that may be read beyond its end.
private struct HTTPAnswerText {
    private let bytes: ByteBuffer
    private let range: Range<Int>

    /// `nil` when it is no JSON.
    init?(_ body: [UInt8]) {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        guard let start = body.firstIndex(where: { !isBlank($0) }),
            let last = body.lastIndex(where: { !isBlank($0) })
        else { return nil }
        let bytes = ByteBuffer(capacity: body.count)
        unsafe body.withUnsafeBufferPointer { body in
            guard let first = body.baseAddress else { return }
            unsafe bytes.append(first, count: body.count)
        }
        self.bytes = bytes
        range = start..<(last + 1)
        guard unsafe isValidJSON(UnsafePointer(bytes.base + start), range.count) else { return nil }
    }

    func withText<Result>(_ body: (Text, ByteBuffer) throws(LookupFault) -> Result)
        throws(LookupFault) -> Result
    {
        defer { withExtendedLifetime(bytes) {} }
        let scratch = ByteBuffer(capacity: range.count)
        // SAFETY: the bytes are kept until the body has returned, and nothing is appended to them.
        let text = unsafe Text(
            start: UnsafePointer(bytes.base + range.lowerBound), count: range.count)
        return try body(text, scratch)
    }
}
