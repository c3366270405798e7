/// Objects and arrays inside each other that ``isValidJSON(_:_:)`` follows.
public let maximumJSONDepth = 1000

/// Whether the text is one JSON value with nothing but blanks around it.
///
/// Values nested deeper than ``maximumJSONDepth`` are not valid here. The text is taken to be
/// UTF-8 already. Keys that occur twice and unpaired surrogate escapes are syntactically valid.
///
/// - Parameters:
///   - p: The text; 16 bytes behind it must be readable, as ``ByteBuffer`` guarantees.
///   - length: Bytes of text, 0 or more.
/// - Returns: Whether a JSON parser of that depth reads it.
/// - Complexity: O(*n*), without recursion and without allocation.
/// - SeeAlso: RFC 8259.
public func isValidJSON(_ p: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    var scanner = unsafe JSONScanner(p, length)
    return scanner.run()
}

@safe private struct JSONScanner {
    private let p: UnsafePointer<UInt8>
    private let end: Int
    private var at = 0
    /// Bit `level` is set where an object is open, clear where an array is.
    private var objects = InlineArray<16, UInt64>(repeating: 0)
    private var depth = 0

    init(_ p: UnsafePointer<UInt8>, _ length: Int) {
        unsafe self.p = unsafe p
        end = length
    }

    mutating func run() -> Bool {
        while true {
            // A value begins here.
            skipBlanks()
            guard at < end else { return false }
            let byte = unsafe p[at]
            if byte == 0x7B || byte == 0x5B {
                guard open(isObject: byte == 0x7B) else { return false }
                if !closes() {
                    guard byte == 0x5B || takeKey() else { return false }
                    continue
                }
            } else {
                guard takeScalar(byte) else { return false }
            }
            // A value ended here; close what ends with it.
            while true {
                skipBlanks()
                guard depth > 0 else { return at == end }
                guard !closes() else { continue }
                guard take(0x2C), !isInObject || takeKey() else { return false }
                break
            }
        }
    }

    private var isInObject: Bool {
        (objects[(depth &- 1) &>> 6] &>> UInt64((depth &- 1) & 63)) & 1 == 1
    }

    private mutating func open(isObject: Bool) -> Bool {
        guard depth < maximumJSONDepth else { return false }
        let bit: UInt64 = 1 &<< UInt64(depth & 63)
        let word = depth &>> 6
        objects[word] = isObject ? objects[word] | bit : objects[word] & ~bit
        depth += 1
        at += 1
        return true
    }

    /// Takes the bracket that closes the innermost value, when it stands here.
    private mutating func closes() -> Bool {
        skipBlanks()
        guard take(isInObject ? 0x7D : 0x5D) else { return false }
        depth -= 1
        return true
    }

    private mutating func takeKey() -> Bool {
        skipBlanks()
        guard takeString() else { return false }
        skipBlanks()
        return take(0x3A)
    }

    private mutating func takeScalar(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x22: return takeString()
        case 0x74: return takeWord("true")
        case 0x66: return takeWord("false")
        case 0x6E: return takeWord("null")
        default: return unsafe NumberShape(prefixOf: p, at, end, &at) != nil
        }
    }

    private mutating func takeWord(_ word: StaticString) -> Bool {
        guard end - at >= word.utf8CodeUnitCount else { return false }
        for index in 0..<word.utf8CodeUnitCount
        where unsafe p[at + index] != word.utf8Start[index] { return false }
        at += word.utf8CodeUnitCount
        return true
    }

    private mutating func takeString() -> Bool {
        guard take(0x22) else { return false }
        while at < end {
            let byte = unsafe p[at]
            at &+= 1
            if byte == 0x22 { return true }
            if byte < 0x20 { return false }
            if byte == 0x5C, !takeEscape() { return false }
        }
        return false
    }

    private mutating func takeEscape() -> Bool {
        guard at < end else { return false }
        let letter = unsafe p[at]
        at += 1
        switch letter {
        case 0x22, 0x2F, 0x5C, 0x62, 0x66, 0x6E, 0x72, 0x74: return true
        case 0x75:
            guard at + 4 <= end, unsafe areHex(p + at, 4) else { return false }
            at += 4
            return true
        default: return false
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard at < end, unsafe p[at] == byte else { return false }
        at += 1
        return true
    }

    private mutating func skipBlanks() {
        while at < end, unsafe p[at] == 0x20 || p[at] == 0x0A || p[at] == 0x0D || p[at] == 0x09 {
            at += 1
        }
    }
}
