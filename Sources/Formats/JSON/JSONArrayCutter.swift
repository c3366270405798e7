public import TrancheColumnar

/// Cuts a document that is one JSON array, and rewrites it in place as a record a line.
///
/// The array's brackets and the line ends between tokens become blanks, the commas between its
/// elements line feeds, so no byte moves and the decoder of NDJSON reads what is left. Only the
/// array is judged here; what its elements are is left to the decoder. A raw line feed inside a
/// string, which JSON forbids, becomes a carriage return, which it forbids as well.
///
/// The state goes on from call to call, and bytes that are handed in again are not looked at twice.
public struct JSONArrayCutter: RecordCutter {
    private enum Phase {
        /// Before the opening bracket.
        case outside
        /// Behind the opening bracket: an element or the end.
        case first
        /// Behind a comma: an element.
        case next
        /// Behind a comma, or behind the array: where an earlier run has stopped.
        case resumed
        /// In an element, or behind one that is neither an array nor an object.
        case element
        /// Behind an element's last bracket or brace: a comma or the end.
        case behind
        /// Behind the closing bracket.
        case finished
    }

    private var phase: Phase
    /// Arrays and objects open within the element.
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    /// Bytes of the next block that have been rewritten already.
    private var scanned = 0
    /// Bytes of the document before the block.
    private var consumed: Int64

    /// - Parameter offset: Where the first block begins in its document: 0, or the end of a cut.
    public init(resumingAt offset: Int64 = 0) {
        consumed = offset
        phase = offset == 0 ? .outside : .resumed
    }

    public mutating func cut(
        _ bytes: UnsafeMutablePointer<UInt8>, count: Int, rowLimit: Int, isLast: Bool
    ) throws(JobError) -> Int {
        try unsafe rewrite(bytes, count)
        if isLast, phase != .finished, phase != .resumed {
            throw JobError(
                .data,
                "found the end of the document at byte \(consumed + Int64(count)), wanted "
                    + (phase == .outside ? "an array" : "] to end the array"),
                hint: "check that the document is complete")
        }
        var end =
            unsafe rowLimit == .max && !isLast
            ? endOfLastLine(bytes, count) : endOfLine(rowLimit, bytes, count, isLast: isLast)
        if end == count, isLast, unsafe isBlank(bytes, count) { end = 0 }
        scanned = count - end
        consumed += Int64(end)
        return end
    }

    /// Rewrites what has not been looked at yet.
    private mutating func rewrite(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int)
        throws(JobError)
    {
        let scanner = unsafe JSONScanner(bytes, end: count, allowsLineFeeds: true)
        var place = scanned
        while place < count {
            if isInString {
                place = unsafe skipString(bytes, place, count, scanner)
                continue
            }
            let byte = unsafe bytes[place]
            switch byte {
            case 0x20, 0x09: break
            case 0x0A, 0x0D: unsafe bytes[place] = 0x20
            case _ where phase == .element && depth > 0: nest(byte)
            default:
                unsafe bytes[place] = try outer(byte, consumed + Int64(place))
            }
            place &+= 1
        }
        scanned = count
    }

    /// Goes through a string to its closing quote, or to the end of the block.
    private mutating func skipString(
        _ bytes: UnsafeMutablePointer<UInt8>, _ start: Int, _ count: Int, _ scanner: JSONScanner
    ) -> Int {
        if isEscaped {
            isEscaped = false
            unsafe replaceLineFeed(bytes, start)
            return start &+ 1
        }
        let stop = scanner.stringStop(start)
        guard stop < count else { return count }
        switch unsafe bytes[stop] {
        case 0x22: isInString = false
        case 0x5C: isEscaped = true
        default: unsafe replaceLineFeed(bytes, stop)
        }
        return stop &+ 1
    }

    private func replaceLineFeed(_ bytes: UnsafeMutablePointer<UInt8>, _ place: Int) {
        if unsafe bytes[place] == 0x0A { unsafe bytes[place] = 0x0D }
    }

    /// Takes a byte within an element's arrays and objects.
    @inline(__always)
    private mutating func nest(_ byte: UInt8) {
        switch byte {
        case 0x22: isInString = true
        case 0x7B, 0x5B: depth &+= 1
        case 0x7D, 0x5D:
            depth &-= 1
            if depth == 0 { phase = .behind }
        default: break
        }
    }

    /// Takes a byte that no element's bracket or brace encloses; returns what it becomes.
    private mutating func outer(_ byte: UInt8, _ offset: Int64) throws(JobError) -> UInt8 {
        switch (phase, byte) {
        case (.outside, 0x5B):
            phase = .first
            return 0x20
        case (.outside, _):
            throw failure(
                byte, offset, wanted: "[ to begin an array",
                hint: "use --from ndjson for one object a line")
        case (.finished, _):
            throw failure(
                byte, offset, wanted: "nothing after the array",
                hint: "use --from ndjson for more than one document")
        case (.first, 0x5D), (.element, 0x5D), (.behind, 0x5D):
            phase = .finished
            return 0x20
        case (.element, 0x2C), (.behind, 0x2C):
            phase = .next
            return 0x0A
        case (.first, 0x2C), (.next, 0x2C), (.resumed, 0x2C), (.next, 0x5D), (.resumed, 0x5D):
            throw failure(byte, offset, wanted: "an object", hint: "remove the extra comma")
        case (.behind, _):
            throw failure(
                byte, offset, wanted: ", or ]",
                hint: "separate the elements with commas, and close each bracket once")
        case (.first, _), (.next, _), (.resumed, _), (.element, _):
            phase = .element
            // A closing brace on its own is left to the decoder.
            if byte != 0x7D { nest(byte) }
            return byte
        }
    }

    private func failure(_ byte: UInt8, _ offset: Int64, wanted: String, hint: String) -> JobError {
        JobError(
            .data,
            "found \(JSONFlaw.name(byte)) at byte \(offset) of the document, wanted \(wanted)",
            hint: hint)
    }

    private func isBlank(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        for place in 0..<count where unsafe bytes[place] > 0x20 { return false }
        return true
    }
}
