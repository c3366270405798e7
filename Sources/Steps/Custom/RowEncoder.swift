/// A row as an encoder: a keyed container of single values.
struct RowEncoder: Encoder {
    let writer: RecordWriter
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(RowCells(writer: writer))
    }
    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        writer.refuse("the record")
        return Discarded()
    }
    func singleValueContainer() -> any SingleValueEncodingContainer {
        writer.refuse("the record")
        return Discarded()
    }
}

private struct RowCells<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let writer: RecordWriter
    var codingPath: [any CodingKey] { [] }

    private func place(_ key: Key) throws -> Int { try writer.place(of: key.stringValue) }

    func encodeNil(forKey key: Key) throws { writer.setNull(try place(key)) }
    func encode(_ value: Bool, forKey key: Key) throws { try writer.set(value, try place(key)) }
    func encode(_ value: String, forKey key: Key) throws { try writer.set(value, try place(key)) }
    func encode(_ value: Double, forKey key: Key) throws { try writer.set(value, try place(key)) }
    func encode(_ value: Float, forKey key: Key) throws {
        try writer.set(Double(value), try place(key))
    }
    func encode(_ value: Int, forKey key: Key) throws { try writer.set(value, try place(key)) }
    func encode(_ value: Int8, forKey key: Key) throws { try writer.set(value, try place(key)) }
    func encode(_ value: Int16, forKey key: Key) throws { try writer.set(value, try place(key)) }
    func encode(_ value: Int32, forKey key: Key) throws { try writer.set(value, try place(key)) }
    func encode(_ value: Int64, forKey key: Key) throws { try writer.set(value, try place(key)) }
    func encode(_ value: UInt, forKey key: Key) throws { try writer.set(value, try place(key)) }
    func encode(_ value: UInt8, forKey key: Key) throws { try writer.set(value, try place(key)) }
    func encode(_ value: UInt16, forKey key: Key) throws { try writer.set(value, try place(key)) }
    func encode(_ value: UInt32, forKey key: Key) throws { try writer.set(value, try place(key)) }
    func encode(_ value: UInt64, forKey key: Key) throws { try writer.set(value, try place(key)) }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        let place = try place(key)
        if let bytes = value as? [UInt8] { return try writer.set(bytes, place) }
        try value.encode(to: CellEncoder(writer: writer, place: place, key: key))
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        writer.refuse(key.stringValue)
        return KeyedEncodingContainer(DiscardedKeys())
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        writer.refuse(key.stringValue)
        return Discarded()
    }
    func superEncoder() -> any Encoder { Discarded() }
    func superEncoder(forKey key: Key) -> any Encoder {
        writer.refuse(key.stringValue)
        return Discarded()
    }
}

/// One value as an encoder, for enums and other types that wrap one.
private struct CellEncoder: Encoder, SingleValueEncodingContainer {
    let writer: RecordWriter
    let place: Int
    let key: any CodingKey
    var codingPath: [any CodingKey] { [key] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        writer.refuse(key.stringValue)
        return KeyedEncodingContainer(DiscardedKeys())
    }
    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        writer.refuse(key.stringValue)
        return Discarded()
    }
    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func encodeNil() throws { writer.setNull(place) }
    func encode(_ value: Bool) throws { try writer.set(value, place) }
    func encode(_ value: String) throws { try writer.set(value, place) }
    func encode(_ value: Double) throws { try writer.set(value, place) }
    func encode(_ value: Float) throws { try writer.set(Double(value), place) }
    func encode(_ value: Int) throws { try writer.set(value, place) }
    func encode(_ value: Int8) throws { try writer.set(value, place) }
    func encode(_ value: Int16) throws { try writer.set(value, place) }
    func encode(_ value: Int32) throws { try writer.set(value, place) }
    func encode(_ value: Int64) throws { try writer.set(value, place) }
    func encode(_ value: UInt) throws { try writer.set(value, place) }
    func encode(_ value: UInt8) throws { try writer.set(value, place) }
    func encode(_ value: UInt16) throws { try writer.set(value, place) }
    func encode(_ value: UInt32) throws { try writer.set(value, place) }
    func encode(_ value: UInt64) throws { try writer.set(value, place) }
    func encode<Value: Encodable>(_ value: Value) throws {
        if let bytes = value as? [UInt8] { return try writer.set(bytes, place) }
        try value.encode(to: self)
    }
}
