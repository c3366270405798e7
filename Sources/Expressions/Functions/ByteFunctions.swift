import TrancheColumnar

/// Functions of bytea, whose positions count bytes.
let byteFunctions: [FunctionEntry] =
    [
        FunctionEntry(
            "||", [.bytea, .bytea], .bytea, "both, one after the other",
            kernel: lift { (a: Text, b: Text, frame: Frame) in
                frame.scratch.append(a)
                frame.scratch.append(b)
                return frame.scratch.text(from: 0)
            }),
        FunctionEntry(
            "bit_length", [.bytea], .integer, "bits",
            kernel: lift { (a: Text, _: Frame) in Int64(a.count * 8) }),
        FunctionEntry(
            "position", [.bytea, .bytea], .integer, "where the second begins in the first",
            kernel: lift { (a: Text, b: Text, _: Frame) in
                b.isEmpty ? 1 : Int64((a.find(b, from: 0) ?? -1) + 1)
            }),
        FunctionEntry(
            "get_byte", [.bytea, .integer], .integer, "the byte of that number, from 0",
            ("get_byte('\\x6162'::bytea, 1)", "98"),
            kernel: lift { (a: Text, b: Int64, _: Frame) throws(EvalFault) in
                guard b >= 0, b < a.count else {
                    throw EvalFault(
                        .invalidParameter, "index \(b) out of valid range, 0..\(a.count - 1)")
                }
                return Int64(a[Int(b)])
            }),
    ]
    + trims + starts

private let starts: [FunctionEntry] = ["substr", "substring"].flatMap { name in
    [
        FunctionEntry(
            name, [.bytea, .integer], .bytea, "from a byte on, counted from 1",
            kernel: lift { (a: Text, b: Int64, _: Frame) in
                a.slice(min(max(Int(b) - 1, 0), a.count), a.count)
            }),
        FunctionEntry(
            name, [.bytea, .integer, .integer], .bytea,
            "from a byte on, so many, counted from 1",
            kernel: lift { (a: Text, b: Int64, c: Int64, _: Frame) throws(EvalFault) in
                guard c >= 0 else {
                    throw EvalFault(.substringError, "negative substring length not allowed")
                }
                let start = min(max(Int(b) - 1, 0), a.count)
                return a.slice(start, min(max(Int(b) - 1 + Int(c), start), a.count))
            }),
    ]
}

private let trims: [FunctionEntry] = [
    trim("btrim", isFront: true, isBack: true), trim("ltrim", isFront: true, isBack: false),
    trim("rtrim", isFront: false, isBack: true),
]

private func trim(_ name: String, isFront: Bool, isBack: Bool) -> FunctionEntry {
    FunctionEntry(
        name, [.bytea, .bytea], .bytea, "without these bytes at its ends",
        kernel: lift { (a: Text, b: Text, _: Frame) in
            var (start, end) = (0, a.count)
            while isFront, start < end, unsafe b.bytes.contains(a[start]) { start += 1 }
            while isBack, start < end, unsafe b.bytes.contains(a[end - 1]) { end -= 1 }
            return a.slice(start, end)
        })
}
