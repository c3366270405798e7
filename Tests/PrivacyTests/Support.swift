import TrancheColumnar

@testable import TranchePrivacy

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// Bytes of hexadecimal digits; none for a text that is not that.
func hex(_ text: String) -> [UInt8] {
    hexadecimalBytes(of: text.filter { !$0.isWhitespace }) ?? []
}

func hex(_ bytes: [UInt8]) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}

func ring(_ text: String, _ format: KeyFormat? = nil) throws(JobError) -> KeyRing {
    try KeyRing(text: Array(text.utf8), format: format, origin: "env:K")
}

/// The bytes 0, 1 … 31 as a key.
let countingKey = "hex:" + hex([UInt8](0..<32))
