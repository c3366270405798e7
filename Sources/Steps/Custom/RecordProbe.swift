import TrancheColumnar

/// The keys that a record's type asks for.
struct RecordKeys {
    var found: [(name: String, isOptional: Bool)] = []
    /// Whether these are all; false when the type refuses the values that it was tried with.
    var isComplete = true
}

/// Finds the keys of a type by decoding one value of it from nothing.
///
/// - Throws: `JobError(.pipeline)` for a nested type.
func recordKeys<Record: Decodable>(of type: Record.Type, step: String) throws(JobError)
    -> RecordKeys
{
    let probe = Probe(step: step)
    do { _ = try Record(from: ProbeDecoder(probe: probe)) } catch {
        if let error = error as? JobError { throw error }
        probe.keys.isComplete = false
    }
    return probe.keys
}

/// Finds the columns that a type writes, by decoding one value of it from nothing and looking at what
/// is encoded of it.
///
/// - Throws: `JobError(.pipeline)` when they must be declared instead.
func recordColumns<Record: Encodable>(of type: Record.Type, step: String) throws(JobError)
    -> [Field]
{
    let unknown = JobError(
        .pipeline, "step \(step): cannot tell the columns of \(type)",
        hint: "make it Codable and its enums CaseIterable, or declare static var columns")
    guard let decodable = type as? any Decodable.Type else { throw unknown }
    let probe = Probe(step: step)
    let sample: any Decodable
    do { sample = try decodable.init(from: ProbeDecoder(probe: probe)) } catch {
        throw error as? JobError ?? unknown
    }
    guard let record = sample as? Record else { throw unknown }
    let columns = ColumnProbe(step: step)
    do { try record.encode(to: ColumnProbeEncoder(probe: columns, key: nil)) } catch {
        throw error as? JobError ?? unknown
    }
    if let key = columns.refused { throw nestedProperty(key, step: step) }
    guard !columns.fields.isEmpty else { throw unknown }
    return columns.fields
}

func nestedProperty(_ key: String, step: String) -> JobError {
    JobError(
        .pipeline, "step \(step): found a nested type for \(key), wanted a single value",
        hint: "make it a String, or several properties")
}

/// What a probe has met so far.
final class Probe {
    let step: String
    var keys = RecordKeys()

    init(step: String) { self.step = step }

    func note(_ key: String, isOptional: Bool) {
        if let known = keys.found.firstIndex(where: { $0.name == key }) {
            keys.found[known].isOptional = keys.found[known].isOptional || isOptional
        } else {
            keys.found.append((key, isOptional))
        }
    }
}

/// Gives a value for everything that is asked for: 1, "1" and true, which most types take.
private struct ProbeDecoder: Decoder {
    let probe: Probe
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(ProbeValues(probe: probe))
    }
    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw nestedProperty("the record", step: probe.step)
    }
    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        throw nestedProperty("the record", step: probe.step)
    }
}

private struct ProbeValues<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let probe: Probe
    var codingPath: [any CodingKey] { [] }
    /// Whoever asks for all keys takes what there is.
    var allKeys: [Key] {
        probe.keys.isComplete = false
        return []
    }

    func contains(_ key: Key) -> Bool {
        probe.note(key.stringValue, isOptional: false)
        return true
    }
    /// Whoever asks whether there is a value can do without one.
    func decodeNil(forKey key: Key) -> Bool {
        probe.note(key.stringValue, isOptional: true)
        return false
    }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        probe.note(key.stringValue, isOptional: false)
        return try ProbeCell(step: probe.step, key: key.stringValue).decode(type)
    }
    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        throw nestedProperty(key.stringValue, step: probe.step)
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        throw nestedProperty(key.stringValue, step: probe.step)
    }
    func superDecoder() throws -> any Decoder { throw nestedProperty("super", step: probe.step) }
    func superDecoder(forKey key: Key) throws -> any Decoder {
        throw nestedProperty(key.stringValue, step: probe.step)
    }
}

private struct ProbeCell: Decoder, SingleValueDecodingContainer {
    let step: String
    let key: String
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw nestedProperty(key, step: step)
    }
    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw nestedProperty(key, step: step)
    }
    func singleValueContainer() -> any SingleValueDecodingContainer { self }
    func decodeNil() -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let samples: [any Decodable] = [
            true, "1", 1.0, Float(1), 1, Int8(1), Int16(1), Int32(1), Int64(1), UInt(1), UInt8(1),
            UInt16(1), UInt32(1), UInt64(1), [UInt8]([1]),
        ]
        for sample in samples { if let value = sample as? Value { return value } }
        do { return try Value(from: self) } catch {
            if error is JobError { throw error }
            // An enum has no case of that raw value, but may tell one.
            if let cases = type as? any CaseIterable.Type, let first = firstCase(cases) as? Value {
                return first
            }
            throw error
        }
    }
}

private func firstCase<Cases: CaseIterable>(_ type: Cases.Type) -> Any? { type.allCases.first }
