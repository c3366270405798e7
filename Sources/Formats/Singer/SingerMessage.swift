import TrancheColumnar

/// One line of a Singer stream: what kind of message it is, and where its parts stand.
struct SingerMessage {
    enum Kind: Equatable { case record, schema, state, activateVersion, other, missing }

    var kind = Kind.missing
    /// The text of the type, and of the stream, between their quotes.
    var type = 0..<0
    var stream = 0..<0
    /// The record, the schema or the state's value.
    var payload = 0..<0

    /// Reads the object that begins at `start` and ends the line.
    ///
    /// - Returns: `nil` when it is none; the scanner knows why.
    init?(_ scanner: inout JSONScanner, _ start: Int) {
        var place = scanner.skipBlanks(start)
        guard scanner.byte(place) == 0x7B else {
            _ = scanner.fail(.wantedObject, place)
            return nil
        }
        var (record, schema, value) = (0..<0, 0..<0, 0..<0)
        place = scanner.skipBlanks(place &+ 1)
        var isFirst = true
        while scanner.byte(place) != 0x7D || !isFirst {
            guard scanner.byte(place) == 0x22 else {
                _ = scanner.fail(isFirst ? .wantedKeyOrBrace : .wantedKey, place)
                return nil
            }
            let keyEnd = scanner.skipString(place &+ 1)
            guard keyEnd > 0 else { return nil }
            let key = (place &+ 1)..<(keyEnd &- 1)
            place = scanner.skipBlanks(keyEnd)
            guard scanner.byte(place) == 0x3A else {
                _ = scanner.fail(.wantedColon, place)
                return nil
            }
            let from = scanner.skipBlanks(place &+ 1)
            let end = scanner.skipValue(from)
            guard end > 0 else { return nil }
            let isText = scanner.byte(from) == 0x22
            let inside = isText ? (from &+ 1)..<(end &- 1) : 0..<0
            switch key.count {
            case 4 where scanner.holds("type", at: key): type = inside
            case 6 where scanner.holds("stream", at: key): stream = inside
            case 6 where scanner.holds("record", at: key): record = from..<end
            case 6 where scanner.holds("schema", at: key): schema = from..<end
            case 5 where scanner.holds("value", at: key): value = from..<end
            default: break
            }
            isFirst = false
            place = scanner.skipBlanks(end)
            if scanner.byte(place) == 0x7D { break }
            guard scanner.byte(place) == 0x2C else {
                _ = scanner.fail(.wantedCommaOrBrace, place)
                return nil
            }
            place = scanner.skipBlanks(place &+ 1)
        }
        place = scanner.skipBlanks(place &+ 1)
        guard place >= scanner.end || scanner.byte(place) == 0x0A else {
            _ = scanner.fail(.wantedLineEnd, place)
            return nil
        }
        settle(scanner, record, schema, value)
    }

    private mutating func settle(
        _ scanner: JSONScanner, _ record: Range<Int>, _ schema: Range<Int>, _ value: Range<Int>
    ) {
        if type.isEmpty { return }
        if scanner.holds("RECORD", at: type) {
            (kind, payload) = (.record, record)
        } else if scanner.holds("STATE", at: type) {
            (kind, payload) = (.state, value)
        } else if scanner.holds("SCHEMA", at: type) {
            (kind, payload) = (.schema, schema)
        } else {
            kind = scanner.holds("ACTIVATE_VERSION", at: type) ? .activateVersion : .other
        }
    }
}

extension JSONScanner {
    /// Whether exactly this text stands there.
    func holds(_ text: StaticString, at range: Range<Int>) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        for index in 0..<range.count
        where unsafe base[range.lowerBound &+ index] != text.utf8Start[index] {
            return false
        }
        return true
    }

    /// Whether these bytes stand there.
    func holds(_ text: [UInt8], at range: Range<Int>) -> Bool {
        guard range.count == text.count else { return false }
        for index in 0..<range.count where unsafe base[range.lowerBound &+ index] != text[index] {
            return false
        }
        return true
    }

    /// The bytes that stand there.
    func bytes(at range: Range<Int>) -> [UInt8] {
        unsafe Array(UnsafeBufferPointer(start: base + range.lowerBound, count: range.count))
    }
}
