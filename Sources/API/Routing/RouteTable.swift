/// Endpoints by path and method: a tree of segments, built once.
struct RouteTable: Sendable {
    /// An endpoint and what the path gave for its parameters.
    struct Match: Sendable {
        let endpoint: Endpoint
        /// Values in the order of the path.
        let parameters: [Parameter]
    }

    struct Parameter: Hashable, Sendable {
        let name: String
        let value: String
    }

    enum Finding: Sendable {
        case endpoint(Match)
        /// The path exists; these methods are taken there, for `Allow`.
        case otherMethods(String)
        case unknown
    }

    private final class Node: Sendable {
        let literals: [String: Node]
        let parameter: Node?
        let endpoints: [String: Endpoint]

        init(_ rows: [(segments: ArraySlice<String>, endpoint: Endpoint)]) {
            let here = rows.filter { $0.segments.isEmpty }.map(\.endpoint)
            endpoints = Dictionary(here.map { ($0.method, $0) }, uniquingKeysWith: { first, _ in first })
            let deeper = rows.filter { !$0.segments.isEmpty }
            let byFirst = Dictionary(grouping: deeper) { $0.segments.first.map { Self.isParameter($0) ? "{}" : $0 } ?? "" }
            let nodes = byFirst.mapValues { rows in Node(rows.map { ($0.segments.dropFirst(), $0.endpoint) }) }
            parameter = nodes["{}"]
            literals = nodes.filter { $0.key != "{}" }
        }

        static func isParameter(_ segment: String) -> Bool { segment.utf8.first == UInt8(ascii: "{") }
    }

    private let root: Node

    init(_ endpoints: [Endpoint]) {
        root = Node(endpoints.map { ($0.path.split(separator: "/").map { String($0) }[...], $0) })
    }

    /// `HEAD` finds what `GET` would; the server leaves the body out.
    func find(_ method: String, _ path: RequestPath) -> Finding {
        var node = root
        for segment in path.segments {
            guard let next = node.literals[segment] ?? node.parameter else { return .unknown }
            node = next
        }
        if node.endpoints.isEmpty { return .unknown }
        guard let endpoint = node.endpoints[method == "HEAD" ? "GET" : method] else {
            return .otherMethods(Self.methods(node.endpoints.keys))
        }
        return .endpoint(Match(endpoint: endpoint, parameters: Self.parameters(endpoint, path)))
    }

    private static func methods(_ methods: some Sequence<String>) -> String {
        let methods = Set(methods)
        return (methods.contains("GET") ? methods.union(["HEAD"]) : methods).sorted().joined(separator: ", ")
    }

    private static func parameters(_ endpoint: Endpoint, _ path: RequestPath) -> [Parameter] {
        zip(endpoint.path.utf8.split(separator: UInt8(ascii: "/")), path.segments).compactMap { template, value in
            template.first == UInt8(ascii: "{") ? Parameter(name: String(Substring(template.dropFirst().dropLast())), value: value) : nil
        }
    }
}
