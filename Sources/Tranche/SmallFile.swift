import TrancheColumnar
import TrancheFiles

/// The bytes of a small file.
func readSmallFile(_ path: String) throws(JobError) -> [UInt8] {
    let input = try openInput(path: path, compression: .none)
    defer { input.close() }
    var bytes: [UInt8] = []
    let block = ByteBuffer(capacity: 64 << 10)
    while true {
        let taken = unsafe try input.read(into: block.base, count: block.capacity)
        if taken == 0 { return bytes }
        unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: block.base, count: taken))
        // The loader refuses what is larger; there is no need to read on.
        if bytes.count > 2 << 20 { return bytes }
    }
}
