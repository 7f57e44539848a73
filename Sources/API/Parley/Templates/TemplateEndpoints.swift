import ConnectorKit
import Core
import JSONKit
import Runtime
import Store
import Wire

/// The templates of a channel: what there is, reading the list again, and checking a send before it is made.
enum TemplateEndpoints {
    static let root = "/parley/v1/apps/{appId}/integrations/{integrationId}/templates"

    static let all: [Endpoint] = [
        .get("ListTemplates", root, access: .appKey, "Lists the channel's templates as last read, by name and language.", list)
            .asking(
                .page,
                [
                    .query("name", .text(like: "visit_reminder"), "Only templates of this name."),
                    .query("language", .text(like: "en_US"), "Only templates in this language; a hyphen counts as an underscore."),
                    .query("status", .text(like: "approved"), "Only templates of this status, in our word or the provider's."),
                ]
            )
            .answering(.templateList),
        .post("SyncTemplates", root + "/sync", access: .appKey, body: .none, success: 202, "Has the list read again, soon.", sync)
            .changingNothing()
            .refusing(409, "The channel has no list of templates that can be read.").answering(.templateSync),
        .post(
            "LintTemplate", root + "/lint", access: .appKey, success: 200,
            "Checks a template message slot by slot and shows what the customer would read; nothing is sent.", lint
        )
        .taking(.templateLint, examples: Schema.templateLintExamples).changingNothing().answering(.templateVerdict),
    ]

    // MARK: List

    private static func list(_ call: APICall) async throws -> Answer {
        let integration = try call.integration()
        let query = try call.query()
        let paging = try Paging(query)
        let found = TemplateFilter(query).matches(in: call.context.templates.list(of: integration.id)?.templates ?? [])
        let page = Page(fromStart: fetched(found, paging), paging, \.id)
        let standing = call.context.templates.standing(of: integration.id)
        return Answer(capacity: 512 + 1024 * page.elements.count) { json in
            json.array("templates") { json in
                for template in page.elements {
                    json.object { json in
                        json.field("id", template.id)
                        template.writeMembers(to: &json)
                        json.array("slots") { json in for slot in template.slots { json.value(slot) } }
                    }
                }
            }
            json.field("sync", TemplateStandingForm(standing))
            page.listPage(call, query, size: paging.size).writeMembers(to: &json)
        }
    }

    /// One more than the page holds. The list is sorted by name, so that a cursor is a place in it; one that is gone shows nothing.
    private static func fetched(_ templates: [MessageTemplate], _ paging: Paging) -> [MessageTemplate] {
        if let before = paging.before {
            let end = templates.firstIndex { $0.id == before } ?? 0
            return templates[..<end].reversed().prefix(paging.size + 1).map(\.self)
        }
        guard let after = paging.after else { return Array(templates.prefix(paging.size + 1)) }
        guard let place = templates.firstIndex(where: { $0.id == after }) else { return [] }
        return Array(templates[(place + 1)...].prefix(paging.size + 1))
    }

    // MARK: Sync

    private static func sync(_ call: APICall) async throws -> Answer {
        let integration = try call.integration()
        guard integration.channel.templates?.request(after: nil) != nil else {
            throw APIProblem.conflict("The channel has no list of templates that can be read; for WhatsApp, set wabaId.")
        }
        call.context.templates.ask(integration.id, .person, now: call.context.clock.now())
        return Answer("sync", TemplateStandingForm(call.context.templates.standing(of: integration.id)))
    }

    // MARK: Lint

    private static func lint(_ call: APICall) async throws -> Answer {
        let integration = try call.integration()
        guard let gate = TemplateGate(integration, call.context.templates), let catalogue = integration.channel.templates else {
            throw APIProblem.conflict("The channel has no templates.")
        }
        let request = try LintedTemplate(try call.body())
        do {
            let send = try request.send(catalogue)
            return verdict(gate.judge(send), send)
        } catch {
            return verdict(TemplateGate.Judgement(template: nil, problems: [error.problem], label: ""), nil)
        }
    }

    private static func verdict(_ judgement: TemplateGate.Judgement, _ send: TemplateSend?) -> Answer {
        let template = judgement.template
        return Answer { json in
            json.field("ok", judgement.problems.isEmpty && template != nil)
            json.array("problems") { json in
                for problem in judgement.problems {
                    json.object { json in
                        json.field("slot", problem.slot)
                        json.field("message", problem.message)
                        json.field("code", problem.code.rawValue)
                    }
                }
                if template == nil, judgement.problems.isEmpty {
                    json.object { json in
                        json.field("slot", "name")
                        json.field("message", "cannot be checked: the list of templates has not been read yet")
                        json.field("code", FailureCode.templateNotFound.rawValue)
                    }
                }
            }
            json.key("preview")
            if let template, let send { json.value(TemplatePreview(template, send).picture) } else { json.null() }
            json.key("category")
            if let template { json.value(template.category.rawValue) } else { json.null() }
            json.key("status")
            if let template { json.value(template.status.rawValue) } else { json.null() }
        }
    }
}

/// Which templates are listed.
struct TemplateFilter {
    private let name: String?
    private let language: String?
    private let status: String?

    init(_ query: QueryParameters) {
        name = query.value("name")
        language = query.value("language").map { String($0.map { $0 == "-" ? "_" : $0 }) }
        status = query.value("status")?.lowercased()
    }

    func matches(in templates: [MessageTemplate]) -> [MessageTemplate] {
        templates.filter { template in
            (name ?? template.name) == template.name && (language ?? template.language) == template.language
                && (status == nil || status == template.status.rawValue || status == template.providerStatus.lowercased())
        }
    }
}

/// How the reading of a list stands, as it is shown.
struct TemplateStandingForm: JSONWritable {
    private let standing: TemplateBook.Standing

    init(_ standing: TemplateBook.Standing) { self.standing = standing }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("count", standing.count ?? 0)
            json.key("readAt")
            if let readAt = standing.readAt { json.value(readAt) } else { json.null() }
            json.key("failure")
            if let problem = standing.problem { json.value(FailureForm(problem)) } else { json.null() }
        }
    }
}
