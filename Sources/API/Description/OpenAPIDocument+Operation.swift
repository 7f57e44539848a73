import JSONKit

extension OpenAPIDocument {
    /// One operation (OpenAPI 3.0.3, Operation Object).
    static func operation(_ endpoint: Endpoint) -> JSONValue {
        let description = endpoint.description
        var members: [JSONValue.Member] = [
            JSONValue.Member("operationId", .string(endpoint.operation)),
            JSONValue.Member("tags", [.string(tag(of: endpoint))]),
            JSONValue.Member("summary", .string(endpoint.summary)),
        ]
        if endpoint.access == .appKey { members.append(JSONValue.Member("description", "Needs a key of scope app.")) }
        let parameters = pathParameters(endpoint) + description.parameters.map(parameter) + sharedParameters(endpoint)
        if !parameters.isEmpty { members.append(JSONValue.Member("parameters", .array(parameters))) }
        if let request = description.request {
            members.append(JSONValue.Member("requestBody", body(request, isRequired: endpoint.body == .required)))
        }
        members.append(JSONValue.Member("responses", .object(responses(endpoint))))
        if let target = description.callbackTarget {
            members.append(JSONValue.Member("callbacks", ["events": .object([JSONValue.Member(target, ["post": eventDelivery])])]))
        }
        return .object(members)
    }

    // MARK: Parameters

    private static func pathParameters(_ endpoint: Endpoint) -> [JSONValue] {
        endpoint.parameterNames.map { name in
            let schema = PathParameter.schema(name)
            return [
                "name": .string(name), "in": "path", "required": true, "schema": schema.form, "example": schema.example,
                "description": .string(PathParameter.summary(name)),
            ]
        }
    }

    private static func parameter(_ parameter: EndpointDescription.Parameter) -> JSONValue {
        var members: [JSONValue.Member] = [
            JSONValue.Member("name", .string(parameter.name)), JSONValue.Member("in", .string(parameter.place.rawValue)),
            JSONValue.Member("required", .bool(parameter.isRequired)), JSONValue.Member("schema", parameter.schema.form),
            JSONValue.Member("description", .string(parameter.summary)),
        ]
        // An empty parameter counts as absent.
        if parameter.place == .query, !parameter.isRequired { members.append(JSONValue.Member("allowEmptyValue", true)) }
        return .object(members)
    }

    private static func sharedParameters(_ endpoint: Endpoint) -> [JSONValue] {
        endpoint.takesIdempotencyKey ? [["$ref": "#/components/parameters/IdempotencyKey"]] : []
    }

    // MARK: Bodies

    private static func body(_ request: EndpointDescription.Request, isRequired: Bool) -> JSONValue {
        var content: [JSONValue.Member] = [JSONValue.Member("schema", request.schema.form)]
        if request.examples.isEmpty {
            content.append(JSONValue.Member("example", request.schema.example))
        } else {
            let examples = request.examples.map { JSONValue.Member($0.name, ["value": $0.value]) }
            content.append(JSONValue.Member("examples", .object(examples)))
        }
        return ["required": .bool(isRequired), "content": .object([JSONValue.Member(request.mediaType, .object(content))])]
    }

    // MARK: Answers

    private static func responses(_ endpoint: Endpoint) -> [JSONValue.Member] {
        let success = endpoint.description.success
        var response: [JSONValue.Member] = [JSONValue.Member("description", "Done.")]
        if !success.headers.isEmpty {
            let headers = success.headers.map { JSONValue.Member($0.name, ["schema": $0.schema.form]) }
            response.append(JSONValue.Member("headers", .object(headers)))
        }
        let content: JSONValue = ["schema": success.schema.form, "example": success.schema.example]
        response.append(JSONValue.Member("content", .object([JSONValue.Member(success.mediaType, content)])))
        return [JSONValue.Member("\(endpoint.success)", .object(response))] + refusals(endpoint)
    }

    private static func refusals(_ endpoint: Endpoint) -> [JSONValue.Member] {
        let own = Dictionary(grouping: endpoint.description.refusals, by: \.status).mapValues { $0.map(\.why).joined(separator: " ") }
        let shared = ProblemResponse.allCases.filter { $0.applies(to: endpoint) }
        let statuses = Set(shared.map(\.rawValue)).union(own.keys).sorted()
        return statuses.map { status in
            let shared = ProblemResponse(rawValue: status)
            guard let why = own[status] else { return JSONValue.Member("\(status)", ["$ref": .string(shared?.reference ?? "")]) }
            return JSONValue.Member("\(status)", ProblemResponse.form(why, code: shared?.code ?? "bad_request"))
        }
    }
}

/// The parameters of paths, which every endpoint names in the same way.
enum PathParameter {
    static func schema(_ name: String) -> Schema {
        switch name {
        case "userIdOrExternalId": .text(1...1024, like: "customer-17")
        case "integrationId": .text(2...24, like: "65f0c1d2e3a4b5c6d7e8f901", pattern: "^(me|[0-9a-f]{24})$")
        default: .id
        }
    }

    static func summary(_ name: String) -> String {
        switch name {
        case "appId": "The app of the key."
        case "userIdOrExternalId": "The id of a user, or the external id, percent-encoded."
        case "integrationId": "The id of an integration, or me for the one that the key belongs to."
        default: "The id of the \(words(name))."
        }
    }

    private static func words(_ name: String) -> String {
        let stem = name.hasSuffix("Id") ? name.dropLast(2) : name[...]
        return stem.reduce(into: "") { words, letter in
            if letter.isUppercase { words.append(" ") }
            words += letter.lowercased()
        }
    }
}
