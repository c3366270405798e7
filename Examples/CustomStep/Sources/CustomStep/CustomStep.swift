import Tranche

/// A flight as far as the step reads it.
struct Flight: Codable, Sendable {
    var carrier: String
    var flight: Int
    var distance: Int
    var airTime: Double?

    enum CodingKeys: String, CodingKey {
        case carrier, flight, distance
        case airTime = "air_time"
    }
}

/// A flight with its speed: the columns that come out.
struct Speed: Codable, Sendable {
    var carrier: String
    var flight: Int
    var milesAnHour: Double
}

/// Leaves flights out that did not fly, and sets those aside that were faster than a jet can be.
struct MeasureSpeed: RecordStep {
    let name = "measure speed"
    let version = "1"

    func process(_ flight: Flight) async throws -> Speed? {
        guard let minutes = flight.airTime, minutes > 0 else { return nil }
        let speed = Double(flight.distance) / (minutes / 60)
        guard speed < 700 else {
            throw RecordRejection("found \(Int(speed)) miles an hour, wanted less than 700")
        }
        return Speed(carrier: flight.carrier, flight: flight.flight, milesAnHour: speed)
    }
}

@main
enum CustomStep {
    static func main() async throws {
        let paths = CommandLine.arguments.dropFirst()
        guard paths.count == 2, let input = paths.first, let output = paths.last else {
            print("usage: CustomStep FLIGHTS.csv SPEEDS.ndjson")
            return
        }
        let control = StopControl()
        StopSignals.install(control)
        let report = try await Job(
            from: .csv(input, null: ["NA"]), to: .ndjson(output, mode: .replace)
        )
        .steps { MeasureSpeed() }
        .rejects(.percent(1))
        .run(control: control)
        print("\(report.counts.written) written, \(report.counts.rejected) rejected")
    }
}
