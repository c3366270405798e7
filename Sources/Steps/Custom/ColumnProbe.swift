import TrancheColumnar

/// The columns that a record has written so far.
final class ColumnProbe {
    let step: String
    private(set) var fields: [Field] = []
    private(set) var refused: String?

    init(step: String) { self.step = step }

    func note(_ key: String?, _ type: DataType) {
        guard let key else { return refuse("the record") }
        fields.append(Field(key, type, origin: .declared))
    }

    func refuse(_ key: String) { refused = refused ?? key }
}

/// Notes the type of everything that is written to it.
struct ColumnProbeEncoder: Encoder, SingleValueEncodingContainer {
    let probe: ColumnProbe
    /// The column that is written; `nil` for the record itself.
    let key: String?
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        guard let key else { return KeyedEncodingContainer(ColumnProbeKeys(probe: probe)) }
        probe.refuse(key)
        return KeyedEncodingContainer(DiscardedKeys())
    }
    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        probe.refuse(key ?? "the record")
        return Discarded()
    }
    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func encodeNil() { probe.note(key, .text) }
    func encode<Value: Encodable>(_ value: Value) throws {
        switch value {
        case is Bool: probe.note(key, .boolean)
        case is Double, is Float: probe.note(key, .doublePrecision)
        case is Int, is Int8, is Int16, is Int32, is Int64, is UInt8, is UInt16, is UInt32:
            probe.note(key, .bigint)
        // Half of their values are beyond a bigint.
        case is UInt, is UInt64: probe.note(key, .numeric)
        case is String: probe.note(key, .text)
        case is [UInt8]: probe.note(key, .bytea)
        default: try value.encode(to: self)
        }
    }
}

private struct ColumnProbeKeys<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let probe: ColumnProbe
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { probe.note(key.stringValue, .text) }
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        try ColumnProbeEncoder(probe: probe, key: key.stringValue).encode(value)
    }
    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        probe.refuse(key.stringValue)
        return KeyedEncodingContainer(DiscardedKeys())
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        probe.refuse(key.stringValue)
        return Discarded()
    }
    func superEncoder() -> any Encoder { Discarded() }
    func superEncoder(forKey key: Key) -> any Encoder { Discarded() }
}
