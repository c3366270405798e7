import PropertyTesting
import Testing
import TrancheColumnar

@Suite("Normal forms of declared values")
struct NormalTextTests {
    private func normal(_ text: String, _ type: DataType) -> String? {
        unsafe withText(text) { p, length in
            unsafe written(room: length + maximumDoubleLength) {
                unsafe normalizedText(of: p, length, as: type, to: $0)
            }
        }
    }

    @Test(
        "A value is printed in the one spelling of its type",
        arguments: [
            (.boolean, " YES ", "true"), (.boolean, "off", "false"), (.boolean, "1", "true"),
            (.bigint, "+007", "7"), (.bigint, " -0 ", "0"), (.bigint, "-12", "-12"),
            (.numeric, "+007.50", "7.50"), (.numeric, ".5", "0.5"), (.numeric, "-.5", "-0.5"),
            (.numeric, "5.", "5"), (.numeric, "-0.00", "0.00"), (.numeric, "000", "0"),
            (.numeric, "00.10", "0.10"), (.numeric, " 1.50e+3 ", "1.50e+3"),
            (.numeric, "5.e3", "5e3"),
            (.numeric, ".0", "0.0"), (.numeric, "nan", "NaN"), (.numeric, "-INF", "-Infinity"),
            (.doublePrecision, "1.50", "1.5"), (.doublePrecision, "1e20", "1e+20"),
            (.date, " 2024-01-31 ", "2024-01-31"), (.text, " a ", " a "), (.json, " 1 ", " 1 "),
        ] as [(DataType, String, String)])
    func printed(_ type: DataType, _ text: String, _ wanted: String) {
        #expect(normal(text, type) == wanted)
    }

    @Test("What does not fit has no normal form")
    func refused() {
        for type in DataType.allCases where type != .text { #expect(normal("#", type) == nil) }
    }

    @Test("The normal form of a number is a JSON number and its own normal form")
    func idempotence() {
        let texts = Gen<String>.string(from: "0123.-+e", 1...10)
        forAll("idempotence", cases: 50_000, texts) { text in
            guard let once = normal(text, .numeric) else { return true }
            let isNumber = unsafe withText(once) { unsafe isCanonicalNumber($0, $1) }
            return try isNumber && same(normal(once, .numeric), once)
                && same(Double(once), Double(text).map { $0 == 0 ? 0 : $0 })
        }
    }
}
