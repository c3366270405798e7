import CYAML
import TrancheColumnar

/// libyaml's parser over bytes in memory, an event at a time.
///
/// Noncopyable: libyaml keeps a pointer to the text, and both end with this value.
@safe
struct YAMLEventReader: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let text: UnsafeMutableBufferPointer<UInt8>
    private let file: String

    /// - Parameters:
    ///   - bytes: The document in UTF-8, without a byte order mark.
    ///   - file: What error messages call it.
    /// - Throws: ``JobError`` when there is no memory for the parser.
    init(_ bytes: ArraySlice<UInt8>, file: String) throws(JobError) {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            unsafe parser.deallocate()
            throw JobError(.internalError, "no memory for the YAML parser", at: file)
        }
        let text = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = unsafe text.initialize(from: bytes)
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, text.baseAddress, text.count)
        unsafe self.parser = unsafe parser
        unsafe self.text = unsafe text
        self.file = file
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe text.deallocate()
    }

    /// The next event; after ``YAMLEvent/Kind/streamEnd`` there is none to ask for.
    mutating func next() throws(JobError) -> YAMLEvent {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw syntaxError() }
        defer { unsafe yaml_event_delete(&event) }
        var result = unsafe YAMLEvent(kind: kind(of: event), place: place(event.start_mark))
        switch result.kind {
        case .scalar:
            result.anchor = unsafe string(event.data.scalar.anchor)
            result.isTagged = unsafe event.data.scalar.tag != nil
        case .sequenceStart:
            result.anchor = unsafe string(event.data.sequence_start.anchor)
            result.isTagged = unsafe event.data.sequence_start.tag != nil
        case .mappingStart:
            result.anchor = unsafe string(event.data.mapping_start.anchor)
            result.isTagged = unsafe event.data.mapping_start.tag != nil
        default: break
        }
        return result
    }

    private func kind(of event: yaml_event_t) -> YAMLEvent.Kind {
        switch unsafe event.type {
        case YAML_STREAM_START_EVENT: return .streamStart
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_ALIAS_EVENT: return unsafe .alias(string(event.data.alias.anchor) ?? "")
        case YAML_SEQUENCE_START_EVENT: return .sequenceStart
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_START_EVENT: return .mappingStart
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            // SAFETY: libyaml owns `length` bytes at `value` until the event is deleted.
            let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            let style: YAMLScalarStyle =
                unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE ? .plain : .quoted
            return unsafe .scalar(String(decoding: bytes, as: UTF8.self), style)
        default: return .streamEnd
        }
    }

    private func string(_ text: UnsafePointer<yaml_char_t>?) -> String? {
        // SAFETY: libyaml ends the names of anchors with a NUL.
        unsafe text.map { unsafe String(cString: $0) }
    }

    private func place(_ mark: yaml_mark_t) -> YAMLPlace {
        YAMLPlace(file: file, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }

    /// libyaml's last complaint, in our form.
    private func syntaxError() -> JobError {
        let problem =
            unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "unknown problem"
        if unsafe parser.pointee.error == YAML_READER_ERROR {
            return JobError(
                .pipeline, "cannot read the text: \(problem)",
                at: unsafe place(ofByte: parser.pointee.problem_offset).description,
                hint: "save the file as UTF-8 without control characters")
        }
        let place = unsafe place(parser.pointee.problem_mark)
        let context = unsafe parser.pointee.context.map { unsafe " " + String(cString: $0) } ?? ""
        return JobError(
            .pipeline, "not valid YAML: \(problem)\(context)", at: place.description,
            hint: isIndentedByTab(line: place.line)
                ? "indent with spaces, YAML allows no tabs there"
                : "check the indentation, the quotes and the brackets up to this place")
    }

    /// A byte that is no character has no mark of libyaml's, so its place is counted here.
    private func place(ofByte offset: Int) -> YAMLPlace {
        let before = unsafe text.prefix(offset)
        let lineStart = unsafe (before.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
        let lines = unsafe before.count { $0 == UInt8(ascii: "\n") }
        let characters = unsafe before[lineStart...].count { $0 & 0xC0 != 0x80 }
        return YAMLPlace(file: file, line: lines + 1, column: characters + 1)
    }

    private func isIndentedByTab(line: Int) -> Bool {
        let lines = unsafe text.split(
            separator: UInt8(ascii: "\n"), maxSplits: line, omittingEmptySubsequences: false)
        guard unsafe line <= lines.count else { return false }
        let spaces = unsafe lines[line - 1].drop { $0 == UInt8(ascii: " ") }
        return unsafe spaces.first == UInt8(ascii: "\t")
    }
}
