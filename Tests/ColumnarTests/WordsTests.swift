import Testing
import TrancheColumnar

@Suite("Words for people")
struct WordsTests {
    @Test(
        "A name is near when a third of its letters differ, and a swap is one edit",
        arguments: [
            ("cvs", "csv"), ("nsjon", "ndjson"), ("CSV", "csv"), ("jsno", "json"), ("cssv", "csv"),
            ("xyz", nil), ("vcs", nil), ("", nil),
        ] as [(String, String?)])
    func near(_ name: String, _ wanted: String?) {
        #expect(nearestName(to: name, among: ["csv", "ndjson", "json"]) == wanted)
    }

    @Test(
        "Control characters are spelled, and all others stay",
        arguments: [
            ("\u{1B}[31mred", "\\x1B[31mred"), ("a\nb\tc\rd", "a\\nb\\tc\\rd"), ("\u{0}", "\\x00"),
            ("\r\n", "\\r\\n"),
            ("\u{7F}\u{80}\u{9B}1m\u{9F}\u{A0}", "\\x7F\\x80\\x9B1m\\x9F\u{A0}"),
            ("é 😀 'x'…", "é 😀 'x'…"),
        ])
    func controls(_ text: String, _ shown: String) {
        #expect(terminalText(text) == shown)
    }
}
