#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The cases of `Tests/ExpressionsTests/Answers`, which `.ci/expression-answers` has asked for.
struct AnswerTable {
    struct Line {
        var expression: String
        var answer: Answer
    }

    static let names = [
        "arithmetic", "casts", "comparisons", "formats", "functions", "json", "logic", "moments",
        "numbers", "patterns", "text", "typmods",
    ]

    var lines: [Line] = []

    init(_ name: String) throws {
        let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
        let path = folder.joined(separator: "/") + "/Answers/\(name).tsv"
        for line in try bytes(of: path).split(separator: 0x0A) {
            let fields = line.split(separator: 0x09, omittingEmptySubsequences: false)
            guard fields.count == 2, let answer = Answer(copied(fields[1])) else {
                throw Unreadable(description: "\(path): \(String(decoding: line, as: UTF8.self))")
            }
            lines.append(Line(expression: copied(fields[0]), answer: answer))
        }
    }

    struct Unreadable: Error, CustomStringConvertible {
        var description: String
    }
}

/// A field as PostgreSQL's COPY writes it, without its escapes.
func copied(_ field: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    var isEscaped = false
    let controls: [UInt8: UInt8] = [
        0x6E: 0x0A, 0x74: 0x09, 0x72: 0x0D, 0x62: 8, 0x66: 12, 0x76: 11,
    ]
    for byte in field {
        if isEscaped {
            text.append(controls[byte] ?? byte)
            isEscaped = false
        } else if byte == 0x5C {
            isEscaped = true
        } else {
            text.append(byte)
        }
    }
    return String(decoding: text, as: UTF8.self)
}

/// A text as a field of COPY.
func copyField(_ text: String) -> String {
    var field = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\\": field += "\\\\"
        case "\n": field += "\\n"
        case "\t": field += "\\t"
        case "\r": field += "\\r"
        default: field.unicodeScalars.append(scalar)
        }
    }
    return field
}

func bytes(of path: String) throws -> [UInt8] {
    guard let file = unsafe fopen(path, "rb") else {
        throw AnswerTable.Unreadable(description: "\(path) cannot be read")
    }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = unsafe block.withUnsafeMutableBufferPointer {
            unsafe fread($0.baseAddress, 1, $0.count, file)
        }
        if count == 0 { return bytes }
        bytes += block[..<count]
    }
}
