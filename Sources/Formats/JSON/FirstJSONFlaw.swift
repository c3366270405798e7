import TrancheColumnar

/// The first record of some lines that is no JSON object, and how many records were looked at.
public struct FirstJSONFlaw: Sendable, Equatable {
    public struct Flaw: Sendable, Equatable {
        /// The line, from 1, blank ones counted.
        public var line: Int
        /// The record, from 1.
        public var record: Int
        /// What was found before what was wanted.
        public var message: String
    }

    /// Lines that are not blank, up to the flaw.
    public var records = 0
    public var flaw: Flaw?
}

/// Looks for the first line that is no JSON object, whatever its keys are.
///
/// For messages about an input in which nothing can be read, not for the hot path.
///
/// - Parameters:
///   - bytes: Whole lines, with 64 readable bytes behind them.
///   - count: Their length in bytes.
/// - Returns: The flaw, if there is one, and the records up to it.
public func firstJSONFlaw(_ bytes: UnsafePointer<UInt8>, count: Int) -> FirstJSONFlaw {
    var found = FirstJSONFlaw()
    var start = 0
    var line = 0
    while start < count {
        let next = unsafe start + endOfLine(1, bytes + start, count - start, isLast: true)
        let end = unsafe bytes[next - 1] == 0x0A ? next - 1 : next
        var scanner = unsafe JSONScanner(bytes, end: end, allowsLineFeeds: false)
        line += 1
        if scanner.skipBlanks(start) < end {
            found.records += 1
            if !scanner.isObject(start) {
                let flaw = scanner.flaw
                let byte = unsafe flaw.offset < end ? bytes[flaw.offset] : nil
                found.flaw = FirstJSONFlaw.Flaw(
                    line: line, record: found.records,
                    message: flaw.message(found: byte, place: flaw.offset - start + 1))
                return found
            }
        }
        start = next
    }
    return found
}

extension JSONScanner {
    /// Whether the rest from `start` is one object of UTF-8; leaves the reason when it is not.
    fileprivate mutating func isObject(_ start: Int) -> Bool {
        if let place = unsafe firstInvalidText(base + start, end - start) {
            return fail(.notUTF8, start + place) >= 0
        }
        let opening = skipBlanks(start)
        guard byte(opening) == 0x7B else { return fail(.wantedObject, opening) >= 0 }
        let closing = skipNested(opening)
        guard closing >= 0 else { return false }
        let rest = skipBlanks(closing)
        return rest == end || fail(.wantedLineEnd, rest) >= 0
    }
}
