import Tranche

// The code of the guide "Build a job in Swift"; what stands between the marks is shown there.

// guide: record-step
/// A record as far as the step reads it: two of the input's columns.
struct Reading: Codable, Sendable {
    var sensor: String
    var fahrenheit: Double?
}

/// A record as it comes out: these are the columns behind the step.
struct Measurement: Codable, Sendable {
    var sensor: String
    var celsius: Double
}

struct Calibrate: RecordStep {
    let name = "calibrate"
    let version = "1"

    func process(_ reading: Reading) async throws -> Measurement? {
        guard let fahrenheit = reading.fahrenheit else { return nil }
        guard fahrenheit > -459.67 else {
            throw RecordRejection(
                "found \(fahrenheit), wanted more than absolute zero", column: "fahrenheit")
        }
        return Measurement(sensor: reading.sensor, celsius: (fahrenheit - 32) / 1.8)
    }
}
// guide end

// guide: chunk-step
struct Convert: ChunkStep {
    let name = "convert"
    let version = "1"
    let reads = ["sensor", "fahrenheit"]
    let makes = [Field("celsius", .doublePrecision), Field("place", .text)]
    let drops = ["fahrenheit"]

    func apply(_ chunk: inout ChunkView) throws {
        let sensor = try chunk.texts("sensor")
        let fahrenheit = try chunk.doubles("fahrenheit")
        chunk.keep { row in fahrenheit[row] != nil }
        try chunk.makeDoubles("celsius") { row in
            guard let degrees = fahrenheit[row] else { return nil }
            guard degrees > -459.67 else {
                throw RecordRejection("found less than absolute zero", column: "fahrenheit")
            }
            return (degrees - 32) / 1.8
        }
        try chunk.makeTexts("place") { row, text in
            sensor.withBytes(of: row) { bytes in
                for index in bytes.indices where bytes[index] != UInt8(ascii: "-") {
                    text.append(bytes[index])
                }
                return true
            } ?? false
        }
    }
}
// guide end

// guide: waiting-step
/// Asks a service about 16 records of a chunk at once.
struct Locate: RecordStep {
    struct Input: Decodable, Sendable { var sensor: String }
    struct Output: Codable, Sendable { var city: String? }

    let name = "locate"
    let version = "1"
    let keepsOtherColumns = true
    let concurrentRecords = 16
    let city: @Sendable (String) async throws -> String?

    func process(_ record: Input) async throws -> Output? {
        Output(city: try await city(record.sensor))
    }
}
// guide end

// guide: declared
struct Price: RecordStep {
    struct Input: Decodable, Sendable {
        var cents: Int64
    }
    struct Output: Encodable, Sendable {
        var price: String
    }
    static let columns: [Field]? = [Field("price", .numeric)]
    let name = "price"
    let version = "2"

    func process(_ record: Input) async throws -> Output? {
        let cents = record.cents % 100
        return Output(price: "\(record.cents / 100).\(cents < 10 ? "0" : "")\(cents)")
    }
}
// guide end

// guide: hashable
struct Event: RecordHashable, Serializable {
    var sensor: String
    var value: Double

    var dictionary: [String: RecordValue] {
        [
            "sensor": RecordValue(sensor),
            "value": RecordValue("\(value)", .doublePrecision),
        ]
    }
}

func distinct(_ events: [Event]) -> [[String: RecordValue]] {
    var seen = SeenRecords()
    return events.compactMap { seen.process($0) }
}
// guide end
