import Core
import Store
import Wire

/// Which page of a list the caller wants.
struct Paging: Hashable, Sendable {
    /// What is allowed and what is usual ("Sunshine Conversations API, paging").
    static let sizes = 1...100
    static let usualSize = 25
    /// The fixed page of the list of messages.
    static let messageSize = 100

    let after: ID?
    let before: ID?
    let size: Int

    /// - Parameter fixedSize: for lists that ignore the size asked for.
    init(_ query: QueryParameters, fixedSize: Int? = nil) throws(APIProblem) {
        after = try query.id("page", "after")
        before = try query.id("page", "before")
        if after != nil, before != nil { throw .field("page[before]", "cannot be used together with page[after]") }
        if let fixedSize {
            size = fixedSize
        } else if let text = try query.member("page", "size") {
            guard let size = Int(text), Self.sizes.contains(size) else {
                throw .field("page[size]", "must be from \(Self.sizes.lowerBound) to \(Self.sizes.upperBound)")
            }
            self.size = size
        } else {
            size = Self.usualSize
        }
    }

    /// One more than the page holds, to know whether there is more.
    var request: PageRequest { PageRequest(after: after, before: before, limit: size + 1) }
}

/// One page of a list, with the cursors to its neighbours.
struct Page<Element: Sendable>: Sendable {
    let elements: [Element]
    let hasMore: Bool
    /// The last element, if there are later ones.
    let after: ID?
    /// The first element, if there are earlier ones.
    let before: ID?

    /// A page of a list that is read from its beginning.
    ///
    /// - Parameter fetched: up to one more than the page holds: rising, or falling when walking back.
    init(fromStart fetched: [Element], _ paging: Paging, _ id: (Element) -> ID) {
        hasMore = fetched.count > paging.size
        let kept = fetched.prefix(paging.size)
        elements = paging.before == nil ? Array(kept) : kept.reversed()
        let (first, last) = (elements.first.map(id), elements.last.map(id))
        after = paging.before != nil || hasMore ? last : nil
        before = paging.before != nil ? (hasMore ? first : nil) : (paging.after != nil ? first : nil)
    }

    /// A page of a list that is read from its end.
    ///
    /// - Parameter fetched: up to one more than the page holds, always rising.
    init(fromEnd fetched: [Element], _ paging: Paging, _ id: (Element) -> ID) {
        hasMore = fetched.count > paging.size
        elements = Array(paging.after == nil ? fetched.suffix(paging.size) : fetched.prefix(paging.size))
        let (first, last) = (elements.first.map(id), elements.last.map(id))
        before = paging.after != nil || hasMore ? first : nil
        after = paging.after != nil ? (hasMore ? last : nil) : (paging.before != nil ? last : nil)
    }

    /// A page of a list that is in memory whole, rising.
    init(of all: [Element], _ paging: Paging, _ id: (Element) -> ID) {
        let fetched: [Element] =
            if let before = paging.before {
                all.filter { id($0) < before }.suffix(paging.size + 1).reversed()
            } else {
                Array(all.filter { element in paging.after.map { id(element) > $0 } ?? true }.prefix(paging.size + 1))
            }
        self.init(fromStart: fetched, paging, id)
    }

    /// `meta` and `links`.
    func listPage(_ call: APICall, _ query: QueryParameters, size: Int) -> ListPage {
        let links = PageLinks(call, query, size: size)
        return ListPage(
            hasMore: hasMore, afterCursor: after, beforeCursor: before, next: after.map { links.link("after", $0) },
            previous: before.map { links.link("before", $0) })
    }
}

/// Makes the links of a list: the caller's own URL with another cursor.
struct PageLinks {
    private let start: String

    init(_ call: APICall, _ query: QueryParameters, size: Int) {
        var start =
            call.services.settings.publicURL ?? call.request.publicOrigin ?? call.request.headers["Host"].map { "http://\($0)" } ?? ""
        start += call.request.path + "?"
        for item in query.items where item.name != "page" && !item.name.hasPrefix("page[") {
            start += "\(PercentEncoding.encode(item.name))=\(PercentEncoding.encode(item.value))&"
        }
        self.start = start + "page%5Bsize%5D=\(size)&"
    }

    func link(_ key: String, _ cursor: ID) -> String { "\(start)page%5B\(key)%5D=\(cursor)" }
}
