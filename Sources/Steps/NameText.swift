/// Whether a byte may stand in a bare name: any but blanks, commas, quotes and controls.
func isNameByte(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte != 0x22 && byte != 0x2C && byte != 0x7F
}

/// Takes a name in double quotes, with quotes inside it doubled.
///
/// - Parameters:
///   - bytes: A step's text.
///   - place: Behind the opening quote; afterwards behind the closing one.
/// - Returns: The name; `nil` when the quote is not closed.
func takeQuotedName(_ bytes: [UInt8], _ place: inout Int) -> String? {
    takeQuoted(bytes, &place, 0x22)
}

/// Takes a text in quotes of any kind; otherwise as ``takeQuotedName(_:_:)``.
func takeQuoted(_ bytes: [UInt8], _ place: inout Int, _ quote: UInt8) -> String? {
    var name: [UInt8] = []
    while place < bytes.count {
        let byte = bytes[place]
        place += 1
        if byte == quote {
            guard place < bytes.count, bytes[place] == quote else {
                return String(decoding: name, as: UTF8.self)
            }
            place += 1
        }
        name.append(byte)
    }
    return nil
}

/// A column name as it has to be written in a step's text.
public func quotedName(_ name: String) -> String {
    let isPlain = name.utf8.allSatisfy(isNameByte)
    guard name.isEmpty || !isPlain || name.lowercased() == "as" else { return name }
    return quotedColumn(name)
}
