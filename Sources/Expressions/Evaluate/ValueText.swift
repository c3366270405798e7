import TrancheColumnar

/// The text of a value that is no text itself, as PostgreSQL prints it.
func appendValue(_ value: Int64, as type: SQLType, to out: ByteBuffer) {
    out.reserve(out.count + MomentPrint.capacity)
    // SAFETY: there is room for any moment and any integer behind `count`.
    let target = unsafe out.base + out.count
    switch type {
    case .date: out.count += unsafe MomentPrint.date(value, to: target)
    case .timestamp: out.count += unsafe MomentPrint.timestamp(value, to: target)
    case .timestamptz: out.count += unsafe MomentPrint.timestamptz(value, to: target)
    default: out.count += unsafe formatInt64(value, to: target)
    }
}

func appendValue(_ value: Interval, to out: ByteBuffer) {
    out.reserve(out.count + MomentPrint.capacity)
    out.count += unsafe MomentPrint.interval(value, to: out.base + out.count)
}

func appendValue(_ value: Double, to out: ByteBuffer) {
    out.reserve(out.count + 64)
    out.count += unsafe formatDouble(value, to: out.base + out.count)
}

func appendValue(_ value: Bool, to out: ByteBuffer) { out.append(value ? "true" : "false") }

/// Reads a date, timestamp or timestamptz; `nil` when the text is none.
@inline(__always)
func readMoment(_ text: Text, as type: SQLType) -> Int64? {
    let usual =
        type == .date
        ? unsafe MomentScan.date(text.start, text.count)
        : unsafe MomentScan.timestamp(text.start, text.count, isZoned: type == .timestamptz)
    return usual ?? (try? parseMoment(text, as: type))
}

/// Reads a date, timestamp or timestamptz in any form that PostgreSQL reads.
func parseMoment(_ text: Text, as type: SQLType) throws(EvalFault) -> Int64 {
    switch type {
    case .date: try unsafe MomentText.date(text.start, count: text.count)
    case .timestamp: try unsafe MomentText.timestamp(text.start, count: text.count)
    default: try unsafe MomentText.timestamptz(text.start, count: text.count)
    }
}

/// The error for a text that is no value of a type.
func invalid(_ type: String, _ text: Text) -> EvalFault {
    EvalFault(.invalidText, "invalid input syntax for type \(type): \"\(text.string)\"")
}

/// A uuid in its usual spelling: 36 characters, lower case, in the scratch buffer.
func parseUUID(_ text: Text, _ out: ByteBuffer) throws(EvalFault) -> Text {
    guard unsafe matches(.uuid, text.start, text.count, lenient: true) else {
        throw invalid("uuid", text)
    }
    let mark = out.count
    for index in 0..<text.count {
        let byte = text[index]
        let isDigit = byte &- 0x30 < 10
        guard isDigit || (byte | 0x20) &- 0x61 < 6 else { continue }
        switch out.count - mark {
        case 8, 13, 18, 23: out.append(UInt8(ascii: "-"))
        default: break
        }
        out.append(isDigit ? byte : byte | 0x20)
    }
    return out.text(from: mark)
}
