/// Requests to replay, byte for byte, one behind the other in one piece of memory.
struct RequestBatch {
    private(set) var bytes: [UInt8] = []
    private(set) var ends: [Int] = []

    var count: Int { ends.count }

    init(capacity: Int = 0, bytesEach: Int = 0) {
        bytes.reserveCapacity(capacity * bytesEach)
        ends.reserveCapacity(capacity)
    }

    mutating func append(_ request: [UInt8]) {
        bytes += request
        ends.append(bytes.count)
    }

    func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }
}
