package import Core
package import JSONKit

/// `meta` and `links` of a list. Each cursor and link is left out when there is none.
package struct ListPage: Hashable, Sendable {
    /// Whether there is more in the direction being walked.
    package var hasMore: Bool
    package var afterCursor: ID?
    package var beforeCursor: ID?
    /// Whole URL of the next page.
    package var next: String?
    /// Whole URL of the page before.
    package var previous: String?

    /// Makes a page.
    package init(hasMore: Bool, afterCursor: ID? = nil, beforeCursor: ID? = nil, next: String? = nil, previous: String? = nil) {
        self.hasMore = hasMore
        self.afterCursor = afterCursor
        self.beforeCursor = beforeCursor
        self.next = next
        self.previous = previous
    }

    /// Writes the two members into an object.
    package func writeMembers(to json: inout JSONWriter) {
        json.object("meta") { json in
            json.field("hasMore", hasMore)
            json.field("afterCursor", ifPresent: afterCursor)
            json.field("beforeCursor", ifPresent: beforeCursor)
        }
        json.object("links") { json in
            json.field("next", ifPresent: next)
            json.field("prev", ifPresent: previous)
        }
    }
}
