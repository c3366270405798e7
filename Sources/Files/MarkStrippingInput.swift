public import TrancheColumnar

/// UTF-8 without its byte order mark; all other bytes pass unchanged and uncopied.
// One task at a time uses an input, so its state needs no lock.
@safe public final class MarkStrippingInput: ByteInput, @unchecked Sendable {
    public var name: String { source.name }
    public var wasWoken: Bool { source.wasWoken }
    public var consumedBytes: Int64 { source.consumedBytes }

    private let source: any ByteInput
    /// The first bytes, at most three, until they have been given out.
    private var head: [UInt8] = []
    private var isHeadKnown = false

    public init(_ source: any ByteInput) { self.source = source }

    public func read(into target: UnsafeMutableRawPointer, count: Int) throws(JobError) -> Int {
        if !isHeadKnown { try readHead() }
        if !isHeadKnown { return 0 }
        guard !head.isEmpty else { return unsafe try source.read(into: target, count: count) }
        let taken = min(count, head.count)
        for index in 0..<taken {
            unsafe target.storeBytes(of: head[index], toByteOffset: index, as: UInt8.self)
        }
        head.removeFirst(taken)
        return taken
    }

    /// Reads until the first bytes are a mark or cannot be one; unknown still when woken.
    private func readHead() throws(JobError) {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        while head.count < 3, mark.starts(with: head) {
            var byte: UInt8 = 0
            if unsafe try source.read(into: &byte, count: 1) == 0 {
                if source.wasWoken { return }
                break
            }
            head.append(byte)
        }
        if head == mark { head = [] }
        isHeadKnown = true
        // Neither byte occurs in UTF-8 at all.
        if head.first == 0xFF || head.first == 0xFE {
            throw JobError(
                .data, "byte \(hexadecimal(UInt64(head[0])).suffix(2)) at byte 0 is no UTF-8",
                at: name, hint: "say --encoding utf-16, or latin-1, if that is what it is")
        }
    }

    public func skip(_ bytes: Int64) throws(JobError) {
        while !isHeadKnown {
            try readHead()
            if !isHeadKnown { throw skipError(wanted: bytes, missing: bytes) }
        }
        let fromHead = Int(min(bytes, Int64(head.count)))
        head.removeFirst(fromHead)
        if bytes > Int64(fromHead) { try source.skip(bytes - Int64(fromHead)) }
    }

    public func close() { source.close() }
}
