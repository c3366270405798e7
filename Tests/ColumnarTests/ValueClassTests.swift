import PropertyTesting
import Testing
import TrancheColumnar

private func classOf(_ text: String) -> ValueClass {
    unsafe withText(text) { unsafe classifyValue($0, $1) }
}

@Suite("Classes of values, for type inference")
struct ValueClassTests {
    @Test(
        "Each class by its canonical spelling",
        arguments: [
            (.boolean, ["true", "false"]),
            (.bigint, ["0", "5", "-5", "10", "9223372036854775807", "-9223372036854775808"]),
            (
                .numeric,
                [
                    "1.0", "1.10", "-0.5", "-0.0", "0.0", "1e5", "1E+5", "1.5e-300", "-0e1",
                    "9223372036854775808", "-9223372036854775809", "12345678901234567890",
                    "100000000000000000000000000000000000000000", "1e131071", "1e-16383",
                ]
            ),
            (.date, ["2024-01-31", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"]),
            (
                .timestamp,
                [
                    "2024-01-31 00:00:00", "2024-01-31T23:59:59", "2024-01-31 12:30:45.1",
                    "2024-01-31 12:30:45.123456", "0044-03-15 12:00:00 BC",
                ]
            ),
            (
                .timestamptz,
                [
                    "2024-01-31 00:00:00Z", "2024-01-31T23:59:59+01", "2024-01-31T23:59:59-0130",
                    "0044-03-15 12:00:00+00 BC", "0044-03-15 12:00:00.5+00:30 BC",
                    "2024-01-31 12:30:45.123+05:30", "2024-01-31 12:30:45.123456-15:59",
                ]
            ),
            (
                .uuid,
                [
                    "00000000-0000-0000-0000-000000000000", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                    "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "ffffffff-ffff-ffff-ffff-ffffffffffff",
                ]
            ),
        ] as [(ValueClass, [String])])
    func canonical(_ wanted: ValueClass, _ texts: [String]) {
        for text in texts { #expect(classOf(text) == wanted, "\(text)") }
    }

    @Test(
        "What a type would print in another way, or cannot hold, is text",
        arguments: [
            ["", " ", "a", "-", "--1", "é"],
            ["True", "TRUE", "t", "yes", "true ", "truE", "falsy"],
            ["007", "00", "+5", "-0", "-007", "1 ", " 1", "1_000", "1,000", "0x10"],
            [".5", "5.", "-.5", "01.5", "+1.5", "1e", "1e+", "1.e5", "1.5.5", "1e5.0"],
            ["1e131072", "1e-16384", "1e99999999999999999999", "NaN", "Infinity", "inf"],
            ["2024-1-31", "2024-13-01", "2024-00-10", "2024-01-00", "2024-01-32"],
            ["2024-02-30", "2023-02-29", "1900-02-29", "2024-04-31", "2024-06-31", "0000-01-01"],
            ["0004-02-29 BC", "0044-03-15 bc", "0044-03-15  BC", "0044-03-15BC", "4714-12-31 BC"],
            ["0044-03-15 B", "0044-03-15 BC ", "0000-03-15 BC", "0044-03-15 12:00:00BC"],
            ["2024/01/31", "20240131T", "2024-01-3a", "02024-01-01", "-2024-01-01", "24-01-01"],
            ["2024-01-31 ", "2024-01-31T", "2024-01-31 24:00:00", "2024-01-31 12:60:00"],
            [
                "2024-01-31 12:00:60", "2024-01-31 12:00", "2024-01-31 1:00:00",
                "2024-01-31t12:00:00",
            ],
            ["2024-01-31 12:00:00.", "2024-01-31 12:00:00.1234567", "2024-01-31 12:00:00,5"],
            ["2024-01-31 12:00:00z", "2024-01-31 12:00:00+1", "2024-01-31 12:00:00+16"],
            ["2024-01-31 12:00:00+01:60", "2024-01-31 12:00:00+01:0", "2024-01-31 12:00:00 Z"],
            ["2024-01-31 12:00:00+01:00:00", "2024-01-31 12:00:00+013", "2024-02-30 12:00:00Z"],
            ["a0eebc999c0b4ef8bb6d6bb9bd380a11", "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}"],
            ["g0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1"],
            ["a0eebc999-c0b-4ef8-bb6d-6bb9bd380a11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a111"],
        ])
    func text(_ texts: [String]) {
        for text in texts { #expect(classOf(text) == .text, "\(text)") }
    }

    @Test("What stands behind a value never counts")
    func nothingBehind() {
        for (text, next) in [("1", ".5"), ("12", "34"), ("2024-01-31", " 12:00:00"), ("tru", "e")] {
            let whole = Array((text + next).utf8)
            let found = unsafe withBytes(whole) { p, _ in unsafe classifyValue(p, text.utf8.count) }
            #expect(found == classOf(text))
        }
    }

    @Test("Every integer is a bigint and every canonical decimal a numeric")
    func numbers() {
        forAll("integers", Gen<Int64>.int) { try same(classOf("\($0)"), .bigint) }
        let parts = zip(Gen<Int64>.int, Gen<UInt64>.int)
        forAll("decimals", parts) { try same(classOf("\($0.0).\($0.1)"), .numeric) }
    }

    @Test("The days of 400 years are those of the calendar")
    func calendar() {
        var days = 0
        for year in 1801...2200 {
            for month in 1...12 {
                for day in 1...31 {
                    let text = "\(year)-\(month / 10)\(month % 10)-\(day / 10)\(day % 10)"
                    if classOf(text) == .date { days += 1 }
                }
            }
        }
        #expect(days == 146_097)
    }
}

@Suite("Evidence for a column's type")
struct TypeEvidenceTests {
    private func evidence(_ classes: [ValueClass?], from start: Int = 0) -> TypeEvidence {
        var evidence = TypeEvidence()
        for (index, value) in classes.enumerated() {
            if let value { evidence.add(value, at: start + index) } else { evidence.addNull() }
        }
        return evidence
    }

    @Test("No values make text")
    func empty() {
        #expect(evidence([]).type == .text)
        #expect(evidence([nil, nil]).type == .text)
        #expect(evidence([nil, nil]).nulls == 2)
    }

    @Test("One class alone keeps its type, NULLs or not", arguments: ValueClass.allCases)
    func alone(_ value: ValueClass) {
        let found = evidence([nil, value, nil, value])
        #expect(found.type == value.type)
        #expect(found.values == 2)
        #expect(found.nulls == 2)
        #expect(found.firstPosition == 1)
        #expect(found.firstWidening == nil)
    }

    @Test("Integers and decimals make numeric, and any other mixture text")
    func mixtures() {
        for left in ValueClass.allCases {
            for right in ValueClass.allCases where left != right {
                let isNumber = Set([left, right]) == [.bigint, .numeric]
                #expect(evidence([left, right]).type == (isNumber ? .numeric : .text))
            }
        }
    }

    @Test("The places are told where the type became wider")
    func places() {
        let found = evidence([.bigint, nil, .numeric, .bigint, .date, .text], from: 10)
        #expect(found.firstWidening == 12)
        #expect(found.lastWidening == 14)
        #expect(evidence([.numeric, .bigint]).firstWidening == nil)
    }

    @Test("Evidence gathered in two parts and merged is the evidence of the whole")
    func merging() {
        let values = Gen<ValueClass?>.element(of: [nil, .bigint, .numeric, .date, .boolean])
        forAll("merge", cases: 20_000, zip(values.array(0...8), values.array(0...8))) {
            left, right in
            var merged = evidence(left)
            merged.merge(evidence(right, from: left.count))
            return try same(merged, evidence(left + right))
        }
    }
}
