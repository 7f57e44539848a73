import Core
import JSONKit
import Runtime
import Wire

/// The app, its channels and its webhooks, as the configuration has them.
enum SetupEndpoints {
    static let integrations = "/v2/apps/{appId}/integrations"

    static let all: [Endpoint] = [
        .get("ListApps", "/v2/apps", access: .appKey, "Lists the app of the key.", listApps)
            .asking(.page).answering(page: "apps", of: .app),
        .get("GetApp", "/v2/apps/{appId}", access: .appKey, "Shows the app with its settings.", getApp)
            .answering("app", .app),
        .get(
            "ListIntegrations", integrations, access: .appKey, "Lists the channels; filter[types] is a list separated by commas.",
            listIntegrations
        )
        .asking(.page, [.filter("types", .text(like: "whatsapp,web"), "Show only these types, separated by commas.")])
        .answering(page: "integrations", of: .integration),
        .get("GetIntegration", integrations + "/{integrationId}", access: .appKey, "Shows a channel.", getIntegration)
            .answering("integration", .integration),
        .get(
            "ListWebhooks", integrations + "/{integrationId}/webhooks", "Lists the webhooks, which belong to the custom integration.",
            listWebhooks
        )
        .answering(list: "webhooks", of: .webhook),
        .get("GetWebhook", integrations + "/{integrationId}/webhooks/{webhookId}", "Shows a webhook, without its secret.", getWebhook)
            .answering("webhook", .webhook),
    ]

    private static func listApps(_ call: APICall) async throws -> Answer {
        let query = try call.query()
        let paging = try Paging(query)
        let page = Page(of: [try app(call)], paging, \.entry.id)
        return Answer { json in
            json.array("apps") { json in for app in page.elements { json.value(app) } }
            page.listPage(call, query, size: paging.size).writeMembers(to: &json)
        }
    }

    private static func getApp(_ call: APICall) async throws -> Answer { Answer("app", try app(call)) }

    private static func app(_ call: APICall) throws(APIProblem) -> AppForm {
        guard let entry = call.services.directory.apps[call.app] else { throw .notFound(.app) }
        return AppForm(entry: entry)
    }

    private static func listIntegrations(_ call: APICall) async throws -> Answer {
        let query = try call.query()
        let paging = try Paging(query)
        let types = try query.member("filter", "types").map { Set($0.split(separator: ",").map { String($0) }) }
        let forms = IntegrationForm.all(of: call.app, call.services.directory).filter { types?.contains($0.type) ?? true }
        let page = Page(of: forms, paging, \.id)
        return Answer { json in
            json.array("integrations") { json in for form in page.elements { json.value(form) } }
            page.listPage(call, query, size: paging.size).writeMembers(to: &json)
        }
    }

    private static func getIntegration(_ call: APICall) async throws -> Answer {
        let id = try call.integrationID()
        guard let form = IntegrationForm.all(of: call.app, call.services.directory).first(where: { $0.id == id }) else {
            throw APIProblem.notFound(.integration)
        }
        return Answer("integration", form)
    }

    private static func webhooks(_ call: APICall) throws(APIProblem) -> [WebhookForm] {
        let directory = call.services.directory
        let id = try call.integrationID()
        let isCustom = call.parameter("integrationId") == "me" || id == IntegrationForm.customID(of: call.app)
        guard isCustom else {
            _ = try call.integration()
            throw .forbidden("Only the custom integration has webhooks; its id is that of the app.")
        }
        return (directory.webhooksByApp[call.app] ?? []).map { WebhookForm(entry: $0) }
    }

    private static func listWebhooks(_ call: APICall) async throws -> Answer {
        let webhooks = try webhooks(call)
        return Answer { json in json.array("webhooks") { json in for webhook in webhooks { json.value(webhook) } } }
    }

    private static func getWebhook(_ call: APICall) async throws -> Answer {
        let id = try call.id("webhookId", .webhook)
        guard let webhook = try webhooks(call).first(where: { $0.entry.id == id }) else { throw APIProblem.notFound(.webhook) }
        return Answer("webhook", webhook)
    }
}

/// `app` of the API.
struct AppForm: JSONWritable, Sendable {
    let entry: AppEntry

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", entry.id)
            if !entry.displayName.isEmpty { json.field("displayName", entry.displayName) }
            json.object("settings") { $0.field("maskCreditCardNumbers", entry.maskCreditCardNumbers) }
            json.object("metadata") { _ in }
        }
    }
}

/// `webhook` of the API. The secret is in the configuration and is never shown.
struct WebhookForm: JSONWritable, Sendable {
    let entry: WebhookEntry

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", entry.id)
            json.field("version", "v2")
            json.field("target", entry.target)
            json.array("triggers") { json in for trigger in entry.triggers { json.value(trigger) } }
            json.field("includeFullUser", entry.includeFullUser)
            json.field("includeFullSource", entry.includeFullSource)
        }
    }
}
