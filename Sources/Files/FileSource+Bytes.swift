import TrancheColumnar
import TranchePipeline

extension FileSource {
    /// The identity of the files for a checkpoint, and their size where all are known.
    static func identify(_ options: FileSourceOptions) throws(JobError) -> (
        text: String, bytes: Int64?
    ) {
        var identity: InputIdentity
        if let name = options.copyOf {
            identity = try InputIdentity(paths: options.paths, sampleBytes: .max)
            for place in identity.files.indices { identity.files[place].path = name }
        } else {
            identity = try InputIdentity(paths: options.paths)
        }
        var bytes: Int64? = 0
        for file in identity.files {
            bytes = file.content.flatMap { content in bytes.map { $0 + content.size } }
        }
        return (identity.description, bytes)
    }

    public func difference(from earlier: String) -> String? {
        guard let old = InputIdentity(earlier), let new = InputIdentity(identity) else {
            return earlier == identity ? nil : "the input was another one"
        }
        return new.difference(from: old)
    }
}
