/// A row as a decoder: a keyed container of single values.
struct RowDecoder: Decoder {
    let reader: RecordReader
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(RowValues(reader: reader))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw reader.nested("the record")
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        throw reader.nested("the record")
    }
}

private struct RowValues<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let reader: RecordReader
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { reader.names.compactMap { Key(stringValue: $0) } }

    private func place(_ key: Key) throws -> Int { try reader.column(of: key.stringValue) }

    func contains(_ key: Key) -> Bool { reader.place(of: key.stringValue) != nil }
    func decodeNil(forKey key: Key) throws -> Bool { reader.isNull(try place(key)) }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool {
        try reader.bool(try place(key))
    }
    func decode(_ type: String.Type, forKey key: Key) throws -> String {
        try reader.string(try place(key))
    }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
        try reader.double(try place(key))
    }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float {
        Float(try reader.double(try place(key)))
    }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int {
        try reader.integer(try place(key), type)
    }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 {
        try reader.integer(try place(key), type)
    }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 {
        try reader.integer(try place(key), type)
    }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 {
        try reader.integer(try place(key), type)
    }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 {
        try reader.integer(try place(key), type)
    }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt {
        try reader.integer(try place(key), type)
    }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 {
        try reader.integer(try place(key), type)
    }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 {
        try reader.integer(try place(key), type)
    }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 {
        try reader.integer(try place(key), type)
    }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 {
        try reader.integer(try place(key), type)
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        let place = try place(key)
        if type == [UInt8].self, let bytes = try reader.bytes(place) as? Value { return bytes }
        return try Value(from: CellDecoder(reader: reader, place: place, key: key))
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { throw reader.nested(key.stringValue) }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        throw reader.nested(key.stringValue)
    }
    func superDecoder() throws -> any Decoder { throw reader.nested("super") }
    func superDecoder(forKey key: Key) throws -> any Decoder {
        throw reader.nested(key.stringValue)
    }
}

/// One value as a decoder, for enums and other types that wrap one.
private struct CellDecoder: Decoder, SingleValueDecodingContainer {
    let reader: RecordReader
    let place: Int
    let key: any CodingKey
    var codingPath: [any CodingKey] { [key] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw reader.nested(key.stringValue)
    }
    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw reader.nested(key.stringValue)
    }
    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func decodeNil() -> Bool { reader.isNull(place) }
    func decode(_ type: Bool.Type) throws -> Bool { try reader.bool(place) }
    func decode(_ type: String.Type) throws -> String { try reader.string(place) }
    func decode(_ type: Double.Type) throws -> Double { try reader.double(place) }
    func decode(_ type: Float.Type) throws -> Float { Float(try reader.double(place)) }
    func decode(_ type: Int.Type) throws -> Int { try reader.integer(place, type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try reader.integer(place, type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try reader.integer(place, type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try reader.integer(place, type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try reader.integer(place, type) }
    func decode(_ type: UInt.Type) throws -> UInt { try reader.integer(place, type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try reader.integer(place, type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try reader.integer(place, type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try reader.integer(place, type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try reader.integer(place, type) }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if type == [UInt8].self, let bytes = try reader.bytes(place) as? Value { return bytes }
        return try Value(from: self)
    }
}
