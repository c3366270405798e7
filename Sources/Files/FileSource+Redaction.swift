import TrancheColumnar
import TrancheFormats

extension FileSource {
    /// A record of this source's files in which the values of some columns are `***`.
    ///
    /// - Parameters:
    ///   - record: As it stands in the input.
    ///   - names: The columns to hide, by their names in the files, narrowed or not.
    /// - Returns: `***` alone when the record cannot be told apart.
    public func redacted(_ record: [UInt8], hiding names: Set<String>) -> [UInt8] {
        let redacted: [UInt8]? =
            switch format {
            case .csv(let dialect):
                redactedRecord(
                    record, dialect,
                    hiding: Set(
                        fullSchema.fields.indices.filter {
                            names.contains(fullSchema.fields[$0].name)
                        }), fieldCount: fullSchema.count)
            // The record is a part of its message, of which nothing is shown.
            case .singer: nil
            case .ndjson, .json:
                redactedObject(record, hiding: Set(names.map { Array($0.utf8) }))
            }
        return redacted ?? redactedValue
    }
}
