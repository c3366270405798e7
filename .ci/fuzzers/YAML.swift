// Any bytes as a pipeline file: a node or an error with its place, never a trap, a leak or a hang.
import Tranche
import TrancheColumnar

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    do throws(JobError) {
        _ = try YAMLNode(parsing: Array(UnsafeBufferPointer(start: start, count: count)), file: "f")
    } catch {
        precondition(error.code == .pipeline && error.location?.hasPrefix("f") == true)
    }
    return 0
}
