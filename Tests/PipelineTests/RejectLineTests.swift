import Testing
import TrancheColumnar

@testable import TranchePipeline

@Suite("A reject as a line of JSON")
struct RejectLineTests {
    private func line(_ original: [UInt8], _ fault: RowFault, file: String = "f.csv") -> String {
        let chunk = Chunk()
        for byte in original + [0x0D, 0x0A] { chunk.bytes.append(byte) }
        chunk.inputCount = chunk.bytes.count
        chunk.reserveRows(1)
        unsafe chunk.rowStarts[0] = 0
        unsafe chunk.rowStarts[1] = UInt32(chunk.bytes.count)
        chunk.setRowCount(1)
        let lines = ByteBuffer()
        let place = RecordPlace(file: file, record: 3, line: 5, offset: 42)
        RejectLine.append(fault, at: place, of: chunk, to: lines)
        return lines.string(0..<lines.count)
    }

    private let fault = RowFault(
        row: 0, code: .typeMismatch, step: "cast", column: "a", message: "found 'x', wanted bigint")

    @Test("Everything that is known stands in the line, in order")
    func whole() {
        #expect(
            line(Array("x,1".utf8), fault)
                == "{\"file\":\"f.csv\",\"record\":3,\"line\":5,\"offset\":42,\"step\":\"cast\","
                + "\"column\":\"a\",\"code\":\"type-mismatch\","
                + "\"message\":\"found 'x', wanted bigint\",\"original\":\"x,1\"}\n")
    }

    @Test("A step or column that is not known is null, and texts are escaped")
    func escapes() {
        var fault = fault
        fault.step = nil
        fault.column = nil
        fault.message = "a\tb"
        let text = line(Array("say \"hi\"\\\r\n\u{1}é".utf8), fault, file: "a\"b")
        #expect(text.contains("\"file\":\"a\\\"b\""))
        #expect(text.contains("\"step\":null,\"column\":null"))
        #expect(text.contains("\"message\":\"a\\tb\""))
        #expect(text.contains("\"original\":\"say \\\"hi\\\"\\\\\\r\\n\\u0001é\""))
    }

    @Test(
        "Bytes that are not UTF-8, or have a NUL among them, stand in base64",
        arguments: [
            ([0xE9], "6Q=="), ([0xE9, 0x41], "6UE="), ([0xFF, 0xFE, 0xFD], "//79"),
            ([0xE9, 0, 1, 2], "6QABAg=="), ([0x41, 0], "QQA="),
        ] as [([UInt8], String)])
    func base64(_ bytes: [UInt8], _ text: String) {
        #expect(line(bytes, fault).hasSuffix(",\"original_base64\":\"\(text)\"}\n"))
    }
}
