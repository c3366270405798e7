import Testing

/// One line of the shell and what comes of it.
struct Behaviour: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// In it, `tranche` is the program under test, and the directory is a fresh one.
    var line: String
    var status: Int32 = 0
    /// Texts that standard error holds.
    var says: [String] = []
    /// All of standard output; `nil` when it does not matter.
    var output: String?

    init(
        _ title: String, _ line: String, status: Int32 = 0, says: [String] = [],
        output: String? = nil
    ) {
        testDescription = title
        self.line = line
        self.status = status
        self.says = says
        self.output = output
    }

    /// Runs the line and compares.
    func check() {
        let ended = Workspace().shell(line)
        #expect(ended.status == status, "\(line)\n\(ended.errors)")
        for text in says {
            #expect(ended.errors.contains(text), "wanted '\(text)' in:\n\(ended.errors)")
        }
        if let output { #expect(ended.text == output, "\(line)\n\(ended.errors)") }
        // Words about the failure end with one hint, and never with a stack.
        #expect(!ended.errors.contains("Fatal error"))
        #expect(ended.signal == nil)
    }
}
