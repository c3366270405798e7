/// A text that is no user name; it says nothing of the text, which may be a password by mistake.
public struct InvalidUsername: Error, Equatable, CustomStringConvertible {
    public init() {}

    public var description: String {
        "found no user name, wanted 3 to 32 of the characters a-z, 0-9, '_', '.' and '-', "
            + "the first a letter"
    }
}

/// Checks a user name: 3...32 characters of `a-z`, `0-9`, `_`, `.` and `-`, the first a letter.
///
/// Nothing is trimmed, folded or normalized, so two names that look different to a machine are two
/// names. Letters of other scripts and capital letters are refused.
///
/// - Parameter username: The text that somebody has given as a name.
/// - Returns: The same text.
/// - Throws: ``InvalidUsername`` for every other text.
public func validated(username: String) throws(InvalidUsername) -> String {
    let bytes = username.utf8
    guard (3...32).contains(bytes.count), let first = bytes.first, (0x61...0x7A).contains(first),
        bytes.allSatisfy(isUsernameByte)
    else { throw InvalidUsername() }
    return username
}

private func isUsernameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x61...0x7A, 0x30...0x39, 0x5F, 0x2E, 0x2D: true
    default: false
    }
}
