/// Where a node stands in its file.
package struct YAMLPlace: Sendable, Equatable, CustomStringConvertible {
    package var file: String
    /// From 1.
    package var line: Int
    /// In characters, from 1.
    package var column: Int

    /// `file:line:column`, as ``JobError/location`` wants it.
    package var description: String { "\(file):\(line):\(column)" }
}

/// Whether a scalar stood in quotes: `"5"` is text in YAML, `5` a number.
package enum YAMLScalarStyle: Sendable, Equatable {
    /// Bare, as in `name: value`.
    case plain
    /// In single or double quotes, or a block after `|` or `>`.
    case quoted
}

/// A part of a YAML document: a scalar, a list or a mapping, and its place.
///
/// A node that an alias repeats keeps the place of its anchor.
package struct YAMLNode: Sendable, Equatable {
    package enum Content: Sendable, Equatable {
        case scalar(String, YAMLScalarStyle)
        case sequence([YAMLNode])
        case mapping([YAMLEntry])
    }

    package var content: Content
    package var place: YAMLPlace
}

/// One key of a mapping and its value.
package struct YAMLEntry: Sendable, Equatable {
    package var key: String
    package var keyPlace: YAMLPlace
    package var value: YAMLNode
}
