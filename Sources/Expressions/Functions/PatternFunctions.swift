import TrancheColumnar

/// LIKE, SIMILAR TO, regular expressions, and the functions that take their patterns.
let patternFunctions: [FunctionEntry] =
    likeOperators + similarOperators + regexOperators + regexParts + regexPlaces + regexStarts
    + regexReplacements

// MARK: LIKE and SIMILAR TO

private let likeOperators: [FunctionEntry] = [(false, "like", "~~"), (true, "ilike", "~~*")]
    .flatMap { ignoresCase, word, symbol in
        [
            likeOperator(word, ignoresCase), likeOperator(symbol, ignoresCase),
            FunctionEntry(
                word, [.text, .text, .text], .boolean, "the pattern with an escape character",
                bind: { constants throws(EvalFault) in
                    try liken(constants, ignoresCase: ignoresCase)
                }),
        ]
    }

private func likeOperator(_ name: String, _ ignoresCase: Bool) -> FunctionEntry {
    let summary = "% is any text, _ any character" + (ignoresCase ? ", in any letter case" : "")
    let example =
        name == "like"
        ? ("'abc' like 'a%'", "true")
        : name == "ilike" ? ("'ABC' ilike 'a%'", "true") : ("", "")
    return FunctionEntry(
        name, [.text, .text], .boolean, summary, example,
        bind: { constants throws(EvalFault) in
            let pattern = try Prepared(constants[1]) { text throws(EvalFault) in
                try LikePattern(text, ignoresCase: ignoresCase)
            }
            return lift { (a: Text, b: Text, frame: Frame) throws(EvalFault) in
                try matches(a, pattern(b), frame)
            }
        })
}

private func matches(_ text: Text, _ pattern: LikePattern, _ frame: Frame) -> Bool {
    let found = pattern.matches(text, frame.scratch)
    frame.scratch.count = 0
    return found
}

/// LIKE with ESCAPE: pattern and escape are constants, or the pattern is read for each record.
private func liken(_ constants: [Datum?], ignoresCase: Bool) throws(EvalFault) -> Kernel {
    guard let escape = constants[2], case .text = escape else {
        return lift { (a: Text, b: Text, c: Text, frame: Frame) throws(EvalFault) in
            matches(a, try LikePattern(b, escape: c, ignoresCase: ignoresCase), frame)
        }
    }
    let cells = ConstantCells(escape)
    let pattern = try Prepared(constants[1]) { text throws(EvalFault) in
        try LikePattern(text, escape: cells.text, ignoresCase: ignoresCase)
    }
    return lift { (a: Text, b: Text, _: Text, frame: Frame) throws(EvalFault) in
        matches(a, try pattern(b), frame)
    }
}

private let similarOperators: [FunctionEntry] = [
    FunctionEntry(
        "similar to", [.text, .text], .boolean, "the regular expression of SQL matches all of it",
        ("'abc' similar to '(a|z)%'", "true"),
        bind: { constants throws(EvalFault) in
            let regex = try Prepared(constants[1]) { text throws(EvalFault) in
                try similarRegex(text, Text("\\"))
            }
            return lift { (a: Text, b: Text, frame: Frame) throws(EvalFault) in
                try regex(b).matches(a, frame.regexScratch)
            }
        }),
    FunctionEntry(
        "similar to", [.text, .text, .text], .boolean, "the pattern with an escape character",
        kernel: lift { (a: Text, b: Text, c: Text, frame: Frame) throws(EvalFault) in
            try similarRegex(b, c).matches(a, frame.regexScratch)
        }),
    FunctionEntry(
        "substring", [.text, .text, .text], .text,
        "the part between the marks of a pattern: SUBSTRING(a SIMILAR b ESCAPE c)",
        kernel: lift { (a: Text, b: Text, c: Text, frame: Frame) throws(EvalFault) in
            try regexpSubstring(a, similarRegex(b, c), frame.regexScratch)
        }),
]

private func similarRegex(_ pattern: Text, _ escape: Text) throws(EvalFault) -> Regex {
    let room = ByteBuffer()
    return try withExtendedLifetime(room) { () throws(EvalFault) in
        try Regex(similarToEscape(pattern, escape, room))
    }
}

// MARK: Regular expressions

private let regexOperators: [FunctionEntry] = [
    regexOperator("~", "", isNegated: false, ("'thomas' ~ 't.*ma'", "true")),
    regexOperator("~*", "i", isNegated: false, ("'thomas' ~* 'T.*ma'", "true")),
    regexOperator("!~", "", isNegated: true, ("'thomas' !~ 't.*max'", "true")),
    regexOperator("!~*", "i", isNegated: true, ("", "")),
]

private func regexOperator(
    _ name: String, _ flags: String, isNegated: Bool, _ example: (String, String)
) -> FunctionEntry {
    let isFolded = flags == "i" ? ", in any letter case" : ""
    let does = isNegated ? "matches nowhere" : "matches somewhere"
    return FunctionEntry(
        name, [.text, .text], .boolean, "the regular expression \(does)\(isFolded)", example,
        bind: { constants throws(EvalFault) in
            let regex = try Prepared(constants[1]) { text throws(EvalFault) in
                try Regex(text, flags: flags == "i" ? Text("i") : .empty)
            }
            return lift { (a: Text, b: Text, frame: Frame) throws(EvalFault) in
                try regex(b).matches(a, frame.regexScratch) != isNegated
            }
        })
}

/// Binds a function of (text, pattern): the pattern is compiled once.
private func withPattern<R: Lane>(
    _ body: @escaping @Sendable (Text, Regex, Frame) throws(EvalFault) -> R?
) -> @Sendable ([Datum?]) throws(EvalFault) -> Kernel {
    { constants throws(EvalFault) in
        let regex = try Prepared(constants[1]) { text throws(EvalFault) in try Regex(text) }
        return lift { (a: Text, b: Text, frame: Frame) throws(EvalFault) in
            try body(a, try regex(b), frame)
        }
    }
}

/// Binds a function of (text, pattern, flags): compiled once when the flags are constant.
private func withFlags<R: Lane>(
    _ body: @escaping @Sendable (Text, Regex, Frame) throws(EvalFault) -> R?
) -> @Sendable ([Datum?]) throws(EvalFault) -> Kernel {
    { constants throws(EvalFault) in
        guard let flags = constants[2], case .text = flags else {
            return lift { (a: Text, b: Text, c: Text, frame: Frame) throws(EvalFault) in
                try body(a, try Regex(b, flags: c), frame)
            }
        }
        let cells = ConstantCells(flags)
        let regex = try Prepared(constants[1]) { text throws(EvalFault) in
            try Regex(text, flags: cells.text)
        }
        return lift { (a: Text, b: Text, _: Text, frame: Frame) throws(EvalFault) in
            try body(a, try regex(b), frame)
        }
    }
}

/// Both forms of a function that takes flags at the end.
private func flagged<R: Lane>(
    _ name: String, _ result: SQLType, _ summary: String, _ example: (String, String),
    _ body: @escaping @Sendable (Text, Regex, Frame) throws(EvalFault) -> R?
) -> [FunctionEntry] {
    [
        FunctionEntry(name, [.text, .text], result, summary, example, bind: withPattern(body)),
        FunctionEntry(
            name, [.text, .text, .text], result, summary + ", with flags", bind: withFlags(body)),
    ]
}

private let regexParts: [FunctionEntry] =
    flagged(
        "regexp_like", .boolean, "whether the regular expression matches somewhere",
        ("regexp_like('Hello', 'l+')", "true"),
        { (a: Text, regex: Regex, frame: Frame) throws(EvalFault) in
            try regex.refuseGlobal("regexp_like")
            return try regex.matches(a, frame.regexScratch)
        })
    + flagged(
        "regexp_match", .textArray, "the captures of the first match, or all of it",
        ("(regexp_match('foobarbaz', 'b(.)r'))[1]", "a"),
        { (a: Text, regex: Regex, frame: Frame) throws(EvalFault) in
            try regex.refuseGlobal("regexp_match")
            let scratch = frame.regexScratch
            guard try regexpMatch(a, regex, scratch) else { return nil as Text? }
            let numbers = regex.captures > 0 ? 1...regex.captures : 0...0
            return arrayText(numbers.map { scratch.capture($0, of: a) }, frame.scratch)
        })
    + flagged(
        "regexp_split_to_array", .textArray, "the parts between matches",
        ("(regexp_split_to_array('a b  c', ' +'))[3]", "c"),
        { (a: Text, regex: Regex, frame: Frame) throws(EvalFault) in
            try regex.refuseGlobal("regexp_split_to_array")
            var parts: [Range<Int>] = []
            try regexpSplit(a, regex, frame.regexScratch, into: &parts)
            return arrayText(parts.map { a.slice($0.lowerBound, $0.upperBound) }, frame.scratch)
        })
    + [
        FunctionEntry(
            "substring", [.text, .text], .text, "the part that a regular expression matches",
            ("substring('foobar' from 'o(.)b')", "o"),
            bind: withPattern { (a: Text, regex: Regex, frame: Frame) throws(EvalFault) in
                try regexpSubstring(a, regex, frame.regexScratch)
            }),
        FunctionEntry(
            "regexp_substr", [.text, .text], .text, "the first match",
            bind: withPattern { (a: Text, regex: Regex, frame: Frame) throws(EvalFault) in
                try regexpSubstr(a, regex, frame.regexScratch)
            }),
    ]

private let regexPlaces: [FunctionEntry] = [
    FunctionEntry(
        "regexp_count", [.text, .text], .integer, "how often the regular expression matches",
        ("regexp_count('123456789012', '\\d\\d\\d')", "4"),
        bind: withPattern { (a: Text, regex: Regex, frame: Frame) throws(EvalFault) in
            Int64(try regexpCount(a, regex, frame.regexScratch))
        }),
    FunctionEntry(
        "regexp_count", [.text, .text, .integer], .integer,
        "how often it matches from a character on",
        bind: { constants throws(EvalFault) in
            let regex = try Prepared(constants[1]) { text throws(EvalFault) in try Regex(text) }
            return lift { (a: Text, b: Text, c: Int64, frame: Frame) throws(EvalFault) in
                Int64(try regexpCount(a, regex(b), start: Int(c), frame.regexScratch))
            }
        }),
    FunctionEntry(
        "regexp_count", [.text, .text, .integer, .text], .integer,
        "how often it matches from a character on, with flags",
        kernel: lift { (a: Text, b: Text, c: Int64, d: Text, frame: Frame) throws(EvalFault) in
            Int64(try regexpCount(a, Regex(b, flags: d), start: Int(c), frame.regexScratch))
        }),
    FunctionEntry(
        "regexp_instr", [.text, .text], .integer, "the character where the first match begins",
        ("regexp_instr('number of your street', 'of')", "8"),
        bind: withPattern { (a: Text, regex: Regex, frame: Frame) throws(EvalFault) in
            Int64(try regexpInstr(a, regex, frame.regexScratch))
        }),
]

private let regexStarts: [FunctionEntry] = [
    FunctionEntry(
        "regexp_instr", [.text, .text, .integer], .integer,
        "the character where the first match from a character on begins",
        bind: { constants throws(EvalFault) in
            let regex = try Prepared(constants[1]) { text throws(EvalFault) in try Regex(text) }
            return lift { (a: Text, b: Text, c: Int64, frame: Frame) throws(EvalFault) in
                Int64(try regexpInstr(a, regex(b), start: Int(c), frame.regexScratch))
            }
        }),
    FunctionEntry(
        "regexp_substr", [.text, .text, .integer], .text, "the first match from a character on",
        bind: { constants throws(EvalFault) in
            let regex = try Prepared(constants[1]) { text throws(EvalFault) in try Regex(text) }
            return lift { (a: Text, b: Text, c: Int64, frame: Frame) throws(EvalFault) in
                try regexpSubstr(a, regex(b), start: Int(c), frame.regexScratch)
            }
        }),
]

private let regexReplacements: [FunctionEntry] = [
    FunctionEntry(
        "regexp_replace", [.text, .text, .text], .text, "with the first match replaced",
        ("regexp_replace('Thomas', '.[mN]a.', 'M')", "ThM"),
        bind: { constants throws(EvalFault) in
            let regex = try Prepared(constants[1]) { text throws(EvalFault) in try Regex(text) }
            return lift { (a: Text, b: Text, c: Text, frame: Frame) throws(EvalFault) in
                try regexpReplace(a, regex(b), c, frame.regexScratch, frame.scratch)
            }
        }),
    FunctionEntry(
        "regexp_replace", [.text, .text, .text, .text], .text,
        "with matches replaced, all with the flag g",
        ("regexp_replace('a1b22', '\\d+', '#', 'g')", "a#b#"),
        bind: { constants throws(EvalFault) in
            guard let flags = constants[3], case .text = flags else {
                return lift {
                    (a: Text, b: Text, c: Text, d: Text, frame: Frame) throws(EvalFault) in
                    try regexpReplace(
                        a, Regex(b, flags: d), c, frame.regexScratch, frame.scratch)
                }
            }
            let cells = ConstantCells(flags)
            let regex = try Prepared(constants[1]) { text throws(EvalFault) in
                try Regex(text, flags: cells.text)
            }
            return lift {
                (a: Text, b: Text, c: Text, _: Text, frame: Frame) throws(EvalFault) in
                try regexpReplace(a, regex(b), c, frame.regexScratch, frame.scratch)
            }
        }),
]
