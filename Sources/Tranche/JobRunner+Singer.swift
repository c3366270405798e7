import TrancheFiles
import TrancheFormats
import TranchePipeline

extension JobRunner {
    /// Writes a Singer tap's states to standard output, each once what came before it is durable.
    ///
    /// The tap is given the last one the next time it runs. `nil` where they go on with the data, or
    /// there are none.
    func stateEcho(_ assembly: Assembly) -> (@Sendable ([UInt8]) throws -> Void)? {
        guard (assembly.source as? FileSource)?.singer != nil,
            !job.sinks.contains(where: { $0.endpoint == .standardStream })
        else { return nil }
        let wakeDescriptor = control.wakeDescriptor
        return { value in
            let line = value + [0x0A]
            let output = try StreamOutput(path: "-", wakeDescriptor: wakeDescriptor)
            defer { output.close() }
            unsafe try line.withUnsafeBufferPointer { bytes in
                guard let start = bytes.baseAddress else { return }
                unsafe try output.write(start, count: bytes.count)
            }
        }
    }
}
