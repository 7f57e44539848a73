/// The app, its integrations, webhooks and keys: the configuration file with what the API has changed of it.
enum SetupEndpoints {
    static let app = "/v2/apps/{appId}"
    static let integrations = "/v2/apps/{appId}/integrations"

    static let all: [Endpoint] = AppEndpoints.all + IntegrationEndpoints.all + WebhookEndpoints.all + KeyEndpoints.all
}
