import Store

/// A queue is a number in the key of the jobs: it stands in every row and in every comparison. The numbers never change.
extension Queue {
    var stored: Int64 {
        switch self {
        case .inbound: 1
        case .outbound: 2
        case .webhooks: 3
        case .media: 4
        case .absence: 5
        }
    }

    init(row: inout Row) throws {
        let number = row.int64()
        guard let queue = Queue.allCases.first(where: { $0.stored == number }) else { throw Row.damaged }
        self = queue
    }
}
