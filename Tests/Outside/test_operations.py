"""Every operation of the Sunshine Conversations API v2, and what this worker does about it."""

import pytest

APP = "/v2/apps/{appId}"
INTEGRATION = APP + "/integrations/{integrationId}"
USER = APP + "/users/{userIdOrExternalId}"
CONVERSATION = APP + "/conversations/{conversationId}"
SWITCHBOARD = APP + "/switchboards/{switchboardId}"

# Served as the contract says.
DONE = "done"
# Not served on purpose; the reason follows.
ACCOUNTS = "one worker has no accounts: apps and their first keys are made in the configuration"
DESK = "belongs to the hosted help desk"
CHANNEL = "belongs to a channel feature that this worker does not have"
MARKETPLACE = "belongs to the hosted marketplace"

OPERATIONS = [
    ("CreateApp", "POST", "/v2/apps", 201, ACCOUNTS),
    ("ListApps", "GET", "/v2/apps", 200, DONE),
    ("GetApp", "GET", APP, 200, DONE),
    ("UpdateApp", "PATCH", APP, 200, DONE),
    ("DeleteApp", "DELETE", APP, 200, ACCOUNTS),
    ("CreateAppKey", "POST", APP + "/keys", 201, DONE),
    ("ListAppKeys", "GET", APP + "/keys", 200, DONE),
    ("GetAppKey", "GET", APP + "/keys/{keyId}", 200, DONE),
    ("DeleteAppKey", "DELETE", APP + "/keys/{keyId}", 200, DONE),
    ("CreateCustomIntegrationKey", "POST", INTEGRATION + "/keys", 201, DONE),
    ("ListCustomIntegrationKeys", "GET", INTEGRATION + "/keys", 200, DONE),
    ("GetCustomIntegrationKey", "GET", INTEGRATION + "/keys/{keyId}", 200, DONE),
    ("DeleteCustomIntegrationKey", "DELETE", INTEGRATION + "/keys/{keyId}", 200, DONE),
    ("CreateIntegration", "POST", APP + "/integrations", 201, DONE),
    ("ListIntegrations", "GET", APP + "/integrations", 200, DONE),
    ("GetIntegration", "GET", INTEGRATION, 200, DONE),
    ("UpdateIntegration", "PATCH", INTEGRATION, 200, DONE),
    ("DeleteIntegration", "DELETE", INTEGRATION, 200, DONE),
    ("CreateWebhook", "POST", INTEGRATION + "/webhooks", 201, DONE),
    ("ListWebhooks", "GET", INTEGRATION + "/webhooks", 200, DONE),
    ("GetWebhook", "GET", INTEGRATION + "/webhooks/{webhookId}", 200, DONE),
    ("UpdateWebhook", "PATCH", INTEGRATION + "/webhooks/{webhookId}", 200, DONE),
    ("DeleteWebhook", "DELETE", INTEGRATION + "/webhooks/{webhookId}", 200, DONE),
    ("CreateUser", "POST", APP + "/users", 201, DONE),
    ("ListUsers", "GET", APP + "/users", 200, DONE),
    ("GetUser", "GET", USER, 200, DONE),
    ("UpdateUser", "PATCH", USER, 200, DONE),
    ("DeleteUser", "DELETE", USER, 200, DONE),
    ("DeleteUserPersonalInformation", "DELETE", USER + "/personalinformation", 200, DONE),
    ("SyncUser", "POST", USER + "/sync", 200, DESK),
    ("CreateClient", "POST", USER + "/clients", 201, DONE),
    ("ListClients", "GET", USER + "/clients", 200, DONE),
    ("RemoveClient", "DELETE", USER + "/clients/{clientId}", 200, DONE),
    ("ListDevices", "GET", USER + "/devices", 200, DONE),
    ("GetDevice", "GET", USER + "/devices/{deviceId}", 200, DONE),
    ("CreateConversation", "POST", APP + "/conversations", 201, DONE),
    ("ListConversations", "GET", APP + "/conversations", 200, DONE),
    ("GetConversation", "GET", CONVERSATION, 200, DONE),
    ("UpdateConversation", "PATCH", CONVERSATION, 200, DONE),
    ("DeleteConversation", "DELETE", CONVERSATION, 200, DONE),
    ("DownloadMessageRef", "POST", CONVERSATION + "/download", 200, CHANNEL),
    ("PostConversionEvents", "POST", CONVERSATION + "/conversionEvents", 200, CHANNEL),
    ("JoinConversation", "POST", CONVERSATION + "/join", 201, DONE),
    ("ListParticipants", "GET", CONVERSATION + "/participants", 200, DONE),
    ("LeaveConversation", "POST", CONVERSATION + "/leave", 200, DONE),
    ("PostMessage", "POST", CONVERSATION + "/messages", 201, DONE),
    ("ListMessages", "GET", CONVERSATION + "/messages", 200, DONE),
    ("DeleteAllMessages", "DELETE", CONVERSATION + "/messages", 200, DONE),
    ("DeleteMessage", "DELETE", CONVERSATION + "/messages/{messageId}", 200, DONE),
    ("UploadAttachment", "POST", APP + "/attachments", 201, DONE),
    ("DeleteAttachment", "POST", APP + "/attachments/remove", 200, DONE),
    ("PostActivity", "POST", CONVERSATION + "/activity", 200, DONE),
    ("CreateSwitchboard", "POST", APP + "/switchboards", 201, DONE),
    ("ListSwitchboards", "GET", APP + "/switchboards", 200, DONE),
    ("UpdateSwitchboard", "PATCH", SWITCHBOARD, 200, DONE),
    ("DeleteSwitchboard", "DELETE", SWITCHBOARD, 200, DONE),
    ("CreateSwitchboardIntegration", "POST", SWITCHBOARD + "/switchboardIntegrations", 201, DONE),
    ("ListSwitchboardIntegrations", "GET", SWITCHBOARD + "/switchboardIntegrations", 200, DONE),
    ("UpdateSwitchboardIntegration", "PATCH", SWITCHBOARD + "/switchboardIntegrations/{switchboardIntegrationId}", 200, DONE),
    ("DeleteSwitchboardIntegration", "DELETE", SWITCHBOARD + "/switchboardIntegrations/{switchboardIntegrationId}", 200, DONE),
    ("PassControl", "POST", CONVERSATION + "/passControl", 200, DONE),
    ("OfferControl", "POST", CONVERSATION + "/offerControl", 200, DONE),
    ("AcceptControl", "POST", CONVERSATION + "/acceptControl", 200, DONE),
    ("ReleaseControl", "POST", CONVERSATION + "/releaseControl", 200, DONE),
    ("TokenInfo", "GET", "/v2/tokenInfo", 200, MARKETPLACE),
    ("Authorize", "GET", "/oauth/authorize", 302, MARKETPLACE),
    ("GetToken", "POST", "/oauth/token", 200, MARKETPLACE),
    ("RevokeAccess", "DELETE", "/oauth/authorization", 200, MARKETPLACE),
]


@pytest.fixture(scope="module")
def served(stage):
    document = stage.api("GET", "/openapi.json")[2]
    return {
        operation["operationId"]: (method.upper(), path, min(int(status) for status in operation["responses"]))
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }


def test_the_table_has_every_operation():
    assert len(OPERATIONS) == len({name for name, *_ in OPERATIONS}) == 68


@pytest.mark.parametrize("name, method, path, status, state", OPERATIONS, ids=[name for name, *_ in OPERATIONS])
def test_an_operation_is_in_the_state_that_the_table_says(served, name, method, path, status, state):
    if state == DONE:
        assert served.get(name) == (method, path, status)
    else:
        assert name not in served


def test_what_is_served_under_v2_is_in_the_table(served):
    names = {name for name, *_ in OPERATIONS}
    assert [name for name, (_, path, _) in served.items() if path.startswith("/v2") and name not in names] == []
