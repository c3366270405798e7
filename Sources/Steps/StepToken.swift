import TrancheColumnar

/// A word of a step's text, or a comma.
enum StepToken: Equatable {
    case bare(String)
    case inDoubleQuotes(String)
    case inSingleQuotes(String)
    case comma

    /// Takes a text apart at blanks and commas; quotes keep together what is between them.
    ///
    /// - Throws: `JobError(.pipeline)` for a quote that is not closed, without the text: a secret may
    ///   stand in it by mistake.
    static func tokens(of text: String, _ step: String, at location: String?) throws(JobError)
        -> [StepToken]
    {
        let bytes = Array(text.utf8)
        var tokens: [StepToken] = []
        var place = 0
        while place < bytes.count {
            let byte = bytes[place]
            switch byte {
            case 0...0x20: place += 1
            case 0x2C:
                tokens.append(.comma)
                place += 1
            case 0x22, 0x27:
                place += 1
                guard let text = takeQuoted(bytes, &place, byte) else {
                    throw JobError(
                        .pipeline, "step \(step): found a quote that is not closed", at: location,
                        hint: "close it, and double quotes inside it")
                }
                tokens.append(byte == 0x22 ? .inDoubleQuotes(text) : .inSingleQuotes(text))
            default:
                let start = place
                while place < bytes.count, bytes[place] > 0x20, bytes[place] != 0x2C { place += 1 }
                tokens.append(.bare(String(decoding: bytes[start..<place], as: UTF8.self)))
            }
        }
        return tokens
    }
}
