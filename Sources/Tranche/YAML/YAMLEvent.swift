/// One event of libyaml's parser: the start or end of something, or a scalar.
struct YAMLEvent {
    enum Kind: Equatable {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd
        /// `*name`, the repetition of what `&name` marked.
        case alias(String)
        case scalar(String, YAMLScalarStyle)
        case sequenceStart
        case sequenceEnd
        case mappingStart
        case mappingEnd
    }

    var kind: Kind
    /// The name after `&`; `nil` when there is none.
    var anchor: String?
    /// There is a `!tag`.
    var isTagged = false
    var place: YAMLPlace
}
