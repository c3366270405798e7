import TrancheColumnar

extension JSONRowWriter {
    @inline(__always)
    func putNull(_ out: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        unsafe UnsafeMutableRawPointer(out).storeBytes(
            of: UInt32(0x6C6C_756E).littleEndian, as: UInt32.self)
        return unsafe out + 4
    }

    /// Writes a string in quotes; the copy is right at once unless something needs an escape.
    @inline(__always)
    func putString(
        _ text: UnsafePointer<UInt8>, _ length: Int, _ out: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        unsafe out[0] = 0x22
        let target = unsafe out + 1
        var done = 0
        while true {
            let block = unsafe SixteenBytes(text + done)
            unsafe block.store(target + done)
            let stops = block.stringStops
            let rest = length &- done
            if rest <= 16 {
                let inside: UInt32 = (1 &<< UInt32(rest)) &- 1
                if stops & inside != 0 { break }
                unsafe target[length] = 0x22
                return unsafe target + (length &+ 1)
            }
            if stops != 0 { break }
            done &+= 16
        }
        return unsafe putEscaped(text, length, from: done, target)
    }

    /// Writes the rest of a string that needs escapes, and its closing quote.
    @inline(never)
    private func putEscaped(
        _ text: UnsafePointer<UInt8>, _ length: Int, from start: Int,
        _ target: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        var out = unsafe target + start
        var place = start
        while place < length {
            let block = unsafe SixteenBytes(text + place)
            unsafe block.store(out)
            let clean = min(16, block.stringStops.trailingZeroBitCount, length &- place)
            place &+= clean
            unsafe out += clean
            guard place < length, clean < 16 else { continue }
            let byte = unsafe text[place]
            unsafe out[0] = 0x5C
            if let short = shortEscape(byte) {
                unsafe out[1] = short
                unsafe out += 2
            } else {
                unsafe out[1] = 0x75
                unsafe out[2] = 0x30
                unsafe out[3] = 0x30
                unsafe out[4] = hexadecimalDigit(byte &>> 4)
                unsafe out[5] = hexadecimalDigit(byte & 15)
                unsafe out += 6
            }
            place &+= 1
        }
        unsafe out[0] = 0x22
        return unsafe out + 1
    }

    /// A number, in a column where not all of them are short and plain.
    @inline(never)
    func otherNumber(
        _ text: UnsafePointer<UInt8>, _ length: Int, _ row: Int, _ index: Int,
        _ out: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8>? {
        var integer: Int64 = 0
        let isCanonical =
            unsafe fields[index].type == .bigint
            ? parseCanonicalInt64(text, length, &integer) : isCanonicalNumber(text, length)
        guard !isCanonical else {
            unsafe overCopy(text, to: out, count: length)
            return unsafe out + length
        }
        return unsafe declared(text, length, row, index, out)
    }

    /// A value that is not spelled as JSON spells it, which only a declared type allows.
    @inline(never)
    func declared(
        _ text: UnsafePointer<UInt8>, _ length: Int, _ row: Int, _ index: Int,
        _ out: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8>? {
        let field = fields[index]
        // One byte is left free for a quote, should one be needed.
        guard field.origin == .declared,
            let written = unsafe normalizedText(of: text, length, as: field.type, to: out + 1)
        else { return unsafe refuse(text, length, row, index) }
        let letter = unsafe out[1] == 0x2D ? out[2] : out[1]
        guard field.type != .boolean, letter &- 0x30 > 9 else {
            unsafe out.update(from: out + 1, count: written)
            return unsafe out + written
        }
        return unsafe putQuotes(written, out)
    }

    /// Puts quotes around `written` bytes behind `out`: NaN and infinities have no JSON number.
    private func putQuotes(_ written: Int, _ out: UnsafeMutablePointer<UInt8>)
        -> UnsafeMutablePointer<UInt8>
    {
        unsafe out[0] = 0x22
        unsafe out[written + 1] = 0x22
        return unsafe out + (written + 2)
    }

    /// JSON as it stands, when it is; line ends between its tokens become blanks.
    @inline(never)
    func nested(
        _ text: UnsafePointer<UInt8>, _ length: Int, _ row: Int, _ index: Int,
        _ out: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8>? {
        guard unsafe isValidJSON(text, length) else {
            return unsafe refuse(text, length, row, index)
        }
        for place in 0..<length {
            let byte = unsafe text[place]
            unsafe out[place] = byte == 0x0A || byte == 0x0D ? 0x20 : byte
        }
        return unsafe out + length
    }

    /// Raw bytes as PostgreSQL prints `bytea`, in quotes: `"\\x0aff"`.
    @inline(never)
    func putHexadecimal(
        _ text: UnsafePointer<UInt8>, _ length: Int, _ out: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        let opening: StaticString = "\"\\\\x"
        unsafe out.update(from: opening.utf8Start, count: 4)
        var out = unsafe out + 4
        for place in 0..<length {
            let byte = unsafe text[place]
            unsafe out[0] = hexadecimalDigit(byte &>> 4)
            unsafe out[1] = hexadecimalDigit(byte & 15)
            unsafe out += 2
        }
        unsafe out[0] = 0x22
        return unsafe out + 1
    }

    /// A value of a typed column.
    @inline(never)
    func typed(_ index: Int, _ style: JSONStyle, _ row: Int, _ out: UnsafeMutablePointer<UInt8>)
        -> UnsafeMutablePointer<UInt8>
    {
        let column = chunk.columns[index]
        if column.isNull(row) { return unsafe putNull(out) }
        switch style {
        case .truths:
            let word: StaticString = unsafe column.int64s[row] != 0 ? "true" : "false"
            unsafe out.update(from: word.utf8Start, count: word.utf8CodeUnitCount)
            return unsafe out + word.utf8CodeUnitCount
        case .doubles:
            let value = unsafe column.doubles[row]
            guard value.isFinite else {
                return unsafe putQuotes(formatDouble(value, to: out + 1), out)
            }
            return unsafe out + formatDouble(value, to: out)
        default: return unsafe out + formatInt64(column.int64s[row], to: out)
        }
    }

    /// Notes a value that does not fit its column.
    @inline(never)
    private func refuse(_ text: UnsafePointer<UInt8>, _ length: Int, _ row: Int, _ index: Int)
        -> UnsafeMutablePointer<UInt8>?
    {
        let found = unsafe shortened(UnsafeBufferPointer(start: text, count: length))
        chunk.reject(typeMismatch(row, fields[index], found: "'\(found)'"))
        return nil
    }
}
