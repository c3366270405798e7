package import TrancheColumnar

/// What a document may cost before it is refused.
package enum YAMLLimits {
    /// The size of a file, 1 MiB.
    package static let bytes = 1 << 20
    /// Lists and mappings inside each other.
    package static let depth = 100
    /// Nodes that all aliases of a document together may repeat: a few lines of aliases of
    /// aliases would otherwise stand for billions.
    package static let repeatedNodes = 10_000
}

extension YAMLNode {
    /// Reads a document of YAML, or of JSON, which is a subset of it.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8, with or without a byte order mark, at most ``YAMLLimits/bytes``.
    ///   - file: What error messages call it.
    /// - Throws: ``JobError`` of code `pipeline` with `file:line:column`, for what is no YAML, for a
    ///   duplicate key, a tag, an empty or second document and what exceeds ``YAMLLimits``.
    /// - SeeAlso: YAML 1.2.2; libyaml reads version 1.1, which differs in plain scalars, and those
    ///   are interpreted by the accessors, not here.
    package init(parsing bytes: [UInt8], file: String) throws(JobError) {
        guard bytes.count <= YAMLLimits.bytes else {
            throw JobError(
                .pipeline, "\(bytes.count) bytes, wanted at most \(YAMLLimits.bytes)", at: file,
                hint: "keep data in files of its own and name them here")
        }
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = bytes.starts(with: byteOrderMark) ? bytes.dropFirst(3) : bytes[...]
        var loader = YAMLLoader(events: try YAMLEventReader(text, file: file))
        self = try loader.document()
    }
}

/// Builds nodes from events and counts what they cost.
private struct YAMLLoader: ~Copyable {
    /// What `&name` marked: the node, how many nodes it is made of and how deep they stand.
    struct Anchored {
        var node: YAMLNode
        var count: Int
        var height: Int
    }

    var events: YAMLEventReader
    var anchors: [String: Anchored] = [:]
    var repeated = 0

    init(events: consuming YAMLEventReader) { self.events = events }

    mutating func document() throws(JobError) -> YAMLNode {
        _ = try events.next()
        let start = try events.next()
        guard start.kind == .documentStart else {
            throw error("the file is empty", start, hint: "write 'version: 1' and what to do")
        }
        let root = try node(events.next(), depth: 0).node
        _ = try events.next()
        let end = try events.next()
        guard end.kind == .streamEnd else {
            throw error("a second document, wanted one", end, hint: "split the file at '---'")
        }
        return root
    }

    private mutating func node(_ event: YAMLEvent, depth: Int) throws(JobError) -> Anchored {
        guard !event.isTagged else {
            throw error("a tag, wanted a plain value", event, hint: "remove the word after '!'")
        }
        let result: Anchored
        switch event.kind {
        case .alias(let name): return try alias(name, event, depth: depth)
        case .scalar(let text, let style):
            let node = YAMLNode(content: .scalar(text, style), place: event.place)
            result = Anchored(node: node, count: 1, height: 0)
        case .sequenceStart: result = try sequence(event, depth: depth + 1)
        case .mappingStart: result = try mapping(event, depth: depth + 1)
        default: throw JobError(.internalError, "misplaced event", at: event.place.description)
        }
        if let anchor = event.anchor { anchors[anchor] = result }
        return result
    }

    private mutating func sequence(_ start: YAMLEvent, depth: Int) throws(JobError) -> Anchored {
        try checkDepth(depth, start)
        var items: [YAMLNode] = []
        var total = Anchored(
            node: YAMLNode(content: .sequence([]), place: start.place), count: 1, height: 1)
        while true {
            let event = try events.next()
            if event.kind == .sequenceEnd { break }
            let item = try node(event, depth: depth)
            total.count += item.count
            total.height = max(total.height, item.height + 1)
            items.append(item.node)
        }
        total.node.content = .sequence(items)
        return total
    }

    private mutating func mapping(_ start: YAMLEvent, depth: Int) throws(JobError) -> Anchored {
        try checkDepth(depth, start)
        var entries: [YAMLEntry] = []
        var lines: [String: Int] = [:]
        var total = Anchored(
            node: YAMLNode(content: .mapping([]), place: start.place), count: 1, height: 1)
        while true {
            let event = try events.next()
            if event.kind == .mappingEnd { break }
            let key = try key(event, depth: depth)
            if let line = lines.updateValue(event.place.line, forKey: key) {
                throw error(
                    "duplicate key '\(key)', first on line \(line)", event,
                    hint: "remove one of the two")
            }
            let value = try node(events.next(), depth: depth)
            total.count += value.count + 1
            total.height = max(total.height, value.height + 1)
            entries.append(YAMLEntry(key: key, keyPlace: event.place, value: value.node))
        }
        total.node.content = .mapping(entries)
        return total
    }

    private mutating func key(_ event: YAMLEvent, depth: Int) throws(JobError) -> String {
        guard case .scalar(let text, _) = try node(event, depth: depth).node.content else {
            throw error(
                "a list or mapping as a key, wanted text", event, hint: "write 'key: value'")
        }
        return text
    }

    /// An alias inside what its own anchor marks is refused too: the anchor stands from its end.
    private mutating func alias(
        _ name: String, _ event: YAMLEvent, depth: Int
    ) throws(JobError) -> Anchored {
        guard let anchored = anchors[name] else {
            throw error(
                "alias '*\(name)' of no anchor before it", event,
                hint: "mark a value with '&\(name)' first")
        }
        repeated += anchored.count
        guard repeated <= YAMLLimits.repeatedNodes else {
            throw error(
                "aliases repeat more than \(YAMLLimits.repeatedNodes) values", event,
                hint: "write the values out, or fewer of them")
        }
        try checkDepth(depth + anchored.height, event)
        return anchored
    }

    private func checkDepth(_ depth: Int, _ event: YAMLEvent) throws(JobError) {
        guard depth <= YAMLLimits.depth else {
            throw error(
                "nested deeper than \(YAMLLimits.depth) levels", event,
                hint: "flatten the lists and mappings")
        }
    }

    private func error(_ message: String, _ event: YAMLEvent, hint: String) -> JobError {
        JobError(.pipeline, message, at: event.place.description, hint: hint)
    }
}
