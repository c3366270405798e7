import TrancheColumnar
import TrancheFormats

/// Bytes of the head that are looked at, and of each later window.
let headBytes = 256 << 10
private let windowBytes = 32 << 10
/// Windows behind the head of each file, spread evenly up to its end.
private let windowCount = 24
/// Files that are looked at, spread evenly over all of them.
private let sampledFiles = 8

/// Whole records from the head of `file` and, where the input can be read in any order, from
/// places spread over it and over the other files.
///
/// The head is looked at without taking it. A window begins after a line end, which inside a
/// quoted field may be no record's end: such pieces only make a type wider, never wrong.
func sampleBlocks(_ file: OpenFile, _ options: FileSourceOptions) throws(JobError) -> [ByteBuffer] {
    try file.peek(headBytes)
    var blocks = [file.headBlock(headBytes)]
    guard options.format != .json else { return blocks }
    if file.hasMore(than: headBytes) { blocks += windows(of: file) }
    let others = options.paths.count - 1
    for pick in 0..<min(others, sampledFiles) {
        let index = 1 + pick * others / min(others, sampledFiles)
        let other = try OpenFile(options, index: index)
        defer { other.close() }
        if case .csv = options.format, options.hasHeader { _ = try other.takeHeader() }
        try other.peek(windowBytes)
        blocks.append(other.headBlock(windowBytes))
        blocks += windows(of: other).suffix(2)
    }
    return blocks
}

/// Records from places spread over a file; none when only reading all of it would get there.
private func windows(of file: OpenFile) -> [ByteBuffer] {
    guard file.isSeekable, let size = file.size else { return [] }
    var blocks: [ByteBuffer] = []
    let last = size - Int64(windowBytes)
    for window in 1...windowCount where last > 0 {
        let start = last * Int64(window) / Int64(windowCount)
        guard let input = try? DescriptorInput(path: file.name) else { break }
        defer { input.close() }
        let block = ByteBuffer(capacity: windowBytes)
        guard (try? input.skip(start)) != nil else { break }
        // SAFETY: the block has room for the whole window.
        while block.count < windowBytes,
            let taken = unsafe try? input.read(
                into: block.base + block.count, count: windowBytes - block.count), taken > 0
        {
            block.count += taken
        }
        if let lines = unsafe wholeLines(UnsafePointer(block.base), block.count) {
            blocks.append(lines)
        }
    }
    return blocks
}

/// What stands between the first and the last line end.
private func wholeLines(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> ByteBuffer? {
    let window = unsafe UnsafeBufferPointer(start: bytes, count: count)
    guard let first = unsafe window.firstIndex(of: 0x0A),
        let last = unsafe window.lastIndex(of: 0x0A), last > first
    else { return nil }
    let block = ByteBuffer(capacity: last - first)
    unsafe block.append(bytes + first + 1, count: last - first)
    return block
}
