/// What a program writes to standard error, as lines; bounded in length and in number.
// Sendable: used by whoever uses the process.
public final class ErrorLines: @unchecked Sendable {
    /// Bytes of a line that are kept.
    static let mostBytes = 1000
    /// Lines that are passed on; the last one is kept all the same.
    static let mostLines = 200

    /// The last line that is not empty.
    public private(set) var last: String?
    private let onLine: @Sendable (String) -> Void
    private var line: [UInt8] = []
    private var count = 0

    init(_ onLine: @escaping @Sendable (String) -> Void) {
        self.onLine = onLine
    }

    func append(_ bytes: ArraySlice<UInt8>) {
        for byte in bytes {
            if byte == 0x0A { end() } else if line.count < Self.mostBytes { line.append(byte) }
        }
    }

    /// Ends a last line without its line end.
    func end() {
        if line.last == 0x0D { line.removeLast() }
        guard !line.isEmpty else { return }
        let text = String(decoding: line, as: UTF8.self)
        line.removeAll(keepingCapacity: true)
        last = text
        count += 1
        if count <= Self.mostLines { onLine(text) }
        if count == Self.mostLines { onLine("(what else it says is not shown)") }
    }
}
