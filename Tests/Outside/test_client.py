"""The package sunshine-conversations-client 17.0.1, unmodified, against the worker: an existing client library works.

Bodies are built with the package's concrete classes: some of its unions cannot build a valid request from a dictionary.
"""

import base64
import hashlib
import hmac
import json
import time
import urllib.parse

import pytest
import sunshine_conversations_client as sunco
from sunshine_conversations_client import model
from sunshine_conversations_client.api import (
    activities_api,
    app_keys_api,
    apps_api,
    attachments_api,
    clients_api,
    conversations_api,
    custom_integration_api_keys_api,
    devices_api,
    integrations_api,
    messages_api,
    participants_api,
    switchboard_actions_api,
    switchboard_integrations_api,
    switchboards_api,
    users_api,
    webhooks_api,
)

BUSINESS = model.Author(type="business", display_name="Ben")


def text(words, **more):
    return model.TextMessage(type="text", text=words, **more)


def token(key, secret):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")

    signed = part({"alg": "HS256", "typ": "JWT", "kid": key}) + b"." + part({"scope": "app", "exp": int(time.time()) + 600})
    mac = base64.urlsafe_b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).rstrip(b"=")
    return (signed + b"." + mac).decode()


class Client:
    """All of the package's calls, in one authentication and with one base path."""

    def __init__(self, stage, authentication="basic", base=""):
        host = stage.url + base
        if authentication == "basic":
            configuration = sunco.Configuration(host=host, username=stage.key, password=stage.key_secret)
        else:
            configuration = sunco.Configuration(host=host, access_token=token(stage.key, stage.key_secret))
        api = sunco.ApiClient(configuration)
        self.app = stage.APP
        self.apps = apps_api.AppsApi(api)
        self.app_keys = app_keys_api.AppKeysApi(api)
        self.integration_keys = custom_integration_api_keys_api.CustomIntegrationApiKeysApi(api)
        self.integrations = integrations_api.IntegrationsApi(api)
        self.webhooks = webhooks_api.WebhooksApi(api)
        self.users = users_api.UsersApi(api)
        self.clients = clients_api.ClientsApi(api)
        self.devices = devices_api.DevicesApi(api)
        self.conversations = conversations_api.ConversationsApi(api)
        self.participants = participants_api.ParticipantsApi(api)
        self.messages = messages_api.MessagesApi(api)
        self.activities = activities_api.ActivitiesApi(api)
        self.attachments = attachments_api.AttachmentsApi(api)
        self.switchboards = switchboards_api.SwitchboardsApi(api)
        self.switchboard_integrations = switchboard_integrations_api.SwitchboardIntegrationsApi(api)
        self.actions = switchboard_actions_api.SwitchboardActionsApi(api)

    def post(self, conversation, content, **more):
        body = model.MessagePost(author=BUSINESS, content=model.Content(content), **more)
        return self.messages.post_message(self.app, conversation, body).messages


@pytest.fixture(scope="module", params=[("basic", ""), ("bearer", "/sc"), ("basic", "/sc/")], ids=["basic", "bearer-sc", "basic-sc-slash"])
def client(stage, request):
    return Client(stage, *request.param)


@pytest.fixture(scope="session")
def operations(stage):
    document = stage.api("GET", "/openapi.json")[2]
    return {operation["operationId"] for path in document["paths"].values() for operation in path.values()}


@pytest.fixture(autouse=True)
def needs(request, operations):
    """Calls that the worker does not offer (yet) are not tried: what it offers is in its description."""
    marker = request.node.get_closest_marker("needs")
    missing = set(marker.args if marker else ()) - operations
    if missing:
        pytest.skip(f"not offered: {', '.join(sorted(missing))}")


class Customer:
    count = 0

    def __init__(self, stage):
        Customer.count += 1
        self.number = f"1555030{Customer.count:04}"
        payload = stage.customer(self.number, f"Hello {Customer.count}")
        self.conversation = payload["conversation"]["id"]
        self.user = payload["message"]["author"]["userId"]
        self.message = payload["message"]["id"]


@pytest.fixture
def customer(stage):
    return Customer(stage)


def unique(name):
    unique.count += 1
    return f"{name}-{unique.count}"


unique.count = 0


# Apps, keys, integrations, webhooks


def test_apps_are_listed_and_shown(client):
    assert [app.id for app in client.apps.list_apps().apps] == [client.app]
    app = client.apps.get_app(client.app).app
    assert app.id == client.app
    assert app.settings.mask_credit_card_numbers is True


@pytest.mark.needs("UpdateApp")
def test_an_app_is_updated(client):
    name = unique("Acme")
    body = model.AppUpdateBody(display_name=name, settings=model.AppSettings(mask_credit_card_numbers=False), metadata={"tier": "gold"})
    app = client.apps.update_app(client.app, body).app
    assert (app.display_name, app.settings.mask_credit_card_numbers, app.metadata) == (name, False, {"tier": "gold"})
    body = model.AppUpdateBody(settings=model.AppSettings(mask_credit_card_numbers=True))
    app = client.apps.update_app(client.app, body).app
    assert (app.display_name, app.settings.mask_credit_card_numbers) == (name, True)


@pytest.mark.needs("CreateAppKey", "DeleteAppKey")
def test_an_app_key_is_made_shown_once_and_works(client, stage):
    made = client.app_keys.create_app_key(client.app, model.AppKeyCreateBody(display_name="Judge")).key
    assert made.secret
    listed = {key.id: key for key in client.app_keys.list_app_keys(client.app).keys}
    assert made.id in listed
    configuration = sunco.Configuration(host=stage.url, username=made.id, password=made.secret)
    assert apps_api.AppsApi(sunco.ApiClient(configuration)).get_app(client.app).app.id == client.app
    client.app_keys.delete_app_key(client.app, made.id)
    with pytest.raises(sunco.exceptions.UnauthorizedException):
        apps_api.AppsApi(sunco.ApiClient(configuration)).get_app(client.app)


def test_integrations_are_listed_filtered_and_shown(client, stage):
    listed = client.integrations.list_integrations(client.app, page=model.Page(size=100)).integrations
    assert stage.INTEGRATION in {integration.id for integration in listed}
    only = client.integrations.list_integrations(client.app, filter=model.IntegrationListFilter(types="whatsapp"))
    assert {integration.type for integration in only.integrations} == {"whatsapp"}
    assert only.meta.has_more is False
    shown = client.integrations.get_integration(client.app, stage.INTEGRATION).integration
    assert (shown.type, shown.status, shown.display_name) == ("whatsapp", "active", "Support")


@pytest.mark.needs("CreateIntegration", "UpdateIntegration", "DeleteIntegration")
def test_a_custom_integration_is_made_updated_and_deleted(client, stage):
    webhook = model.Webhook(target=stage.desk.url + "/custom", triggers=["conversation:referral"])
    body = model.Custom(type="custom", display_name="Bot", webhooks=[webhook])
    made = client.integrations.create_integration(client.app, body).integration
    assert made.type == "custom"
    assert made.webhooks[0].id and made.webhooks[0].secret
    updated = client.integrations.update_integration(
        client.app, made.id, model.IntegrationUpdate(model.CustomUpdate(display_name="Robot"))
    ).integration
    assert updated.display_name == "Robot"
    client.integrations.delete_integration(client.app, made.id)
    with pytest.raises(sunco.exceptions.NotFoundException):
        client.integrations.get_integration(client.app, made.id)


@pytest.mark.needs("CreateIntegration", "CreateCustomIntegrationKey")
def test_a_custom_integration_gets_a_key_of_its_own(client, stage):
    webhook = model.Webhook(target=stage.desk.url + "/key", triggers=["conversation:referral"])
    custom = client.integrations.create_integration(client.app, model.Custom(type="custom", webhooks=[webhook])).integration
    key = client.integration_keys.create_custom_integration_key(
        client.app, custom.id, model.IntegrationApiKey(display_name="Judge")
    ).key
    mine = sunco.ApiClient(sunco.Configuration(host=stage.url, username=key.id, password=key.secret))
    assert webhooks_api.WebhooksApi(mine).list_webhooks(client.app, "me").webhooks
    with pytest.raises(sunco.exceptions.ForbiddenException):
        apps_api.AppsApi(mine).get_app(client.app)
    client.integrations.delete_integration(client.app, custom.id)


def test_webhooks_are_listed(client, stage):
    webhooks = client.webhooks.list_webhooks(client.app, client.app).webhooks
    assert [webhook.target for webhook in webhooks if webhook.triggers == ["*"]] == [stage.desk.url]
    assert client.webhooks.get_webhook(client.app, client.app, webhooks[0].id).webhook.version == "v2"


@pytest.mark.needs("CreateIntegration", "CreateWebhook", "UpdateWebhook", "DeleteWebhook")
def test_a_webhook_is_made_updated_and_deleted(client, stage):
    first = model.Webhook(target=stage.desk.url + "/first", triggers=["conversation:referral"])
    custom = client.integrations.create_integration(client.app, model.Custom(type="custom", webhooks=[first])).integration
    body = model.WebhookCreateBody(target=stage.desk.url + "/made", triggers=["conversation:referral"])
    made = client.webhooks.create_webhook(client.app, custom.id, body).webhook
    assert made.secret and made.version == "v2"
    changed = model.WebhookBody(triggers=["conversation:referral", "user:merge"], include_full_user=True)
    updated = client.webhooks.update_webhook(client.app, custom.id, made.id, changed).webhook
    assert updated.triggers == ["conversation:referral", "user:merge"]
    assert updated.target == body.target
    assert made.id in {webhook.id for webhook in client.webhooks.list_webhooks(client.app, custom.id).webhooks}
    client.webhooks.delete_webhook(client.app, custom.id, made.id)
    with pytest.raises(sunco.exceptions.NotFoundException):
        client.webhooks.get_webhook(client.app, custom.id, made.id)
    client.integrations.delete_integration(client.app, custom.id)


# Users, clients, devices


def test_a_user_is_made_shown_and_updated(client):
    external = unique("user/with a slash@example.com")
    body = model.UserCreateBody(
        external_id=external,
        signed_up_at="2026-01-31T09:05:07.123Z",
        profile=model.Profile(given_name="Ana", email="ana@example.com", locale="ko-KR"),
        metadata={"vip": True, "visits": 3},
    )
    made = client.users.create_user(client.app, body).user
    assert (made.external_id, made.profile.given_name, made.metadata) == (external, "Ana", {"vip": True, "visits": 3})
    with pytest.raises(sunco.exceptions.ConflictException):
        client.users.create_user(client.app, body)
    # The package escapes the parts of a path by itself, and a slash as well.
    assert client.users.get_user(client.app, external).user.id == made.id
    change = model.UserUpdateBody(profile=model.Profile(surname="Lim"))
    updated = client.users.update_user(client.app, made.id, change).user
    assert (updated.profile.given_name, updated.profile.surname, updated.metadata) == ("Ana", "Lim", made.metadata)


@pytest.mark.needs("DeleteUserPersonalInformation", "DeleteUser")
def test_a_users_information_is_deleted_and_then_the_user(client, stage, customer):
    client.users.update_user(client.app, customer.user, model.UserUpdateBody(profile=model.Profile(given_name="Ana"), metadata={"a": 1}))
    bare = client.users.delete_user_personal_information(client.app, customer.user).user
    assert not bare.profile.given_name and not bare.metadata
    client.users.delete_user(client.app, customer.user)
    with pytest.raises(sunco.exceptions.NotFoundException):
        client.users.get_user(client.app, customer.user)
    stage.desk.event("user:remove", lambda payload: payload["user"]["id"] == customer.user)


def test_clients_are_listed(client, customer):
    listed = client.clients.list_clients(client.app, customer.user)
    assert [(one.type, one.status, one.external_id) for one in listed.clients] == [("whatsapp", "active", customer.number)]
    assert listed.meta.has_more is False


@pytest.mark.needs("RemoveClient")
def test_a_client_is_removed(client, stage, customer):
    one = client.clients.list_clients(client.app, customer.user).clients[0]
    client.clients.remove_client(client.app, customer.user, one.id)
    assert client.clients.list_clients(client.app, customer.user).clients == []
    stage.desk.event("client:remove", lambda payload: payload["client"]["id"] == one.id)


@pytest.mark.needs("CreateClient")
def test_a_client_is_made_on_another_number(client, stage, customer):
    body = model.ClientCreate(
        match_criteria=model.MatchCriteria(
            model.MatchCriteriaWhatsapp(type="whatsapp", integration_id=stage.INTEGRATION, phone_number=f"+{customer.number}9")
        ),
        confirmation=model.Confirmation(type="immediate"),
        target=model.Target(conversation_id=customer.conversation),
    )
    made = client.clients.create_client(client.app, customer.user, body).client
    assert (made.type, made.integration_id) == ("whatsapp", stage.INTEGRATION)
    assert made.status in ("pending", "active")


@pytest.mark.needs("ListDevices")
def test_devices_are_listed(client, customer):
    assert client.devices.list_devices(client.app, customer.user).devices == []


# Conversations, participants


def test_conversations_are_listed_by_user_and_by_external_user(client, customer):
    found = client.conversations.list_conversations(client.app, model.ConversationListFilter(user_id=customer.user), page=model.Page(size=5))
    assert [one.id for one in found.conversations] == [customer.conversation]
    assert (found.meta.has_more, found.conversations[0].type, found.conversations[0].is_default) == (False, "personal", True)
    with pytest.raises(sunco.exceptions.NotFoundException):
        client.conversations.list_conversations(client.app, model.ConversationListFilter(user_external_id="nobody"))


def test_a_conversation_is_shown_and_updated(client, customer):
    body = model.ConversationUpdateBody(display_name="Order 4711", metadata={"order": "4711"})
    updated = client.conversations.update_conversation(client.app, customer.conversation, body).conversation
    assert (updated.display_name, updated.metadata) == ("Order 4711", {"order": "4711"})
    shown = client.conversations.get_conversation(client.app, customer.conversation).conversation
    assert shown.to_dict() == updated.to_dict()


@pytest.mark.needs("CreateConversation", "DeleteConversation")
def test_conversations_are_made_for_users_and_external_users(client, stage):
    external = unique("made")
    user = client.users.create_user(client.app, model.UserCreateBody(external_id=external)).user
    made = []
    for participant in [model.ParticipantWithUserId(user_id=user.id), model.ParticipantWithUserExternalId(user_external_id=external)]:
        body = model.ConversationCreateBody(type="personal", participants=[model.ParticipantSubSchema(participant)], metadata={"a": 1})
        made.append(client.conversations.create_conversation(client.app, body).conversation)
    assert made[0].is_default and not made[1].is_default
    first = client.conversations.list_conversations(
        client.app, model.ConversationListFilter(user_external_id=external), page=model.Page(size=1)
    )
    assert ([one.id for one in first.conversations], first.meta.has_more) == ([made[0].id], True)
    page = model.Page(after=first.meta.after_cursor, size=1)
    second = client.conversations.list_conversations(client.app, model.ConversationListFilter(user_external_id=external), page=page)
    assert ([one.id for one in second.conversations], second.meta.has_more) == ([made[1].id], False)
    client.conversations.delete_conversation(client.app, made[1].id)
    with pytest.raises(sunco.exceptions.NotFoundException):
        client.conversations.get_conversation(client.app, made[1].id)
    stage.desk.event("conversation:remove", lambda payload: payload["conversation"]["id"] == made[1].id)


def test_participants_are_listed(client, customer):
    participants = client.participants.list_participants(client.app, customer.conversation).participants
    assert [one.user_id for one in participants] == [customer.user]
    assert [one.type for one in participants[0].client_associations] == ["whatsapp"]


@pytest.mark.needs("CreateConversation", "JoinConversation", "LeaveConversation")
def test_users_join_and_leave_a_group(client, stage):
    users = [client.users.create_user(client.app, model.UserCreateBody(external_id=unique("member"))).user for _ in range(2)]
    first = model.ParticipantWithUserId(user_id=users[0].id, subscribe_sdk_client=False)
    body = model.ConversationCreateBody(type="sdkGroup", participants=[model.ParticipantSubSchema(first)], display_name="Group")
    group = client.conversations.create_conversation(client.app, body).conversation
    join = model.ParticipantJoinBody(user_external_id=users[1].external_id, subscribe_sdk_client=False)
    joined = client.participants.join_conversation(client.app, group.id, join).participant
    assert joined.user_id == users[1].id
    assert len(client.participants.list_participants(client.app, group.id).participants) == 2
    leave = model.ParticipantLeaveBody(model.ParticipantLeaveBodyUserExternalId(user_external_id=users[1].external_id))
    client.participants.leave_conversation(client.app, group.id, leave)
    assert len(client.participants.list_participants(client.app, group.id).participants) == 1
    for kind in ["conversation:join", "conversation:leave"]:
        stage.desk.event(kind, lambda payload: payload["user"]["id"] == users[1].id)


# Messages, attachments, activities


def test_a_text_with_buttons_arrives(client, stage, customer):
    actions = [model.Reply(type="reply", text="Yes", payload="Y"), model.Reply(type="reply", text="No", payload="N")]
    posted = client.post(customer.conversation, text("Did it arrive?", actions=[model.Action(action) for action in actions]))
    assert len(posted) == 1
    content = posted[0].content.actual_instance
    assert (posted[0].author.type, content.text) == ("business", "Did it arrive?")
    assert [action.actual_instance.payload for action in content.actions] == ["Y", "N"]
    for kind in ["conversation:message:delivery:channel", "conversation:message:delivery:user"]:
        stage.desk.event(kind, lambda payload: payload["message"]["id"] == posted[0].id)


@pytest.mark.parametrize(
    "content",
    [
        model.ImageMessage(type="image", media_url="https://example.com/a.png", text="A parcel", alt_text="A parcel"),
        model.FileMessage(type="file", media_url="https://example.com/a.pdf"),
        model.LocationMessage(type="location", coordinates=model.LocationMessageCoordinates(lat=37.5663, long=126.9779)),
        model.CarouselMessage(
            type="carousel",
            items=[
                model.Item(
                    title="Parcel",
                    actions=[model.ActionSubset(model.Link(type="link", uri="https://example.com", text="Track"))],
                )
            ],
        ),
        model.TextMessage(type="text", markdown_text="**On its way**"),
    ],
    ids=lambda content: content.type,
)
def test_contents_are_taken_and_shown(client, customer, content):
    posted = client.post(customer.conversation, content)[0]
    assert posted.content.actual_instance.type == content.type
    newest = client.messages.list_messages(client.app, customer.conversation).messages[-1]
    assert newest.to_dict() == posted.to_dict()


def test_a_template_and_an_override_are_taken(client, stage, customer):
    template = {"name": "greeting", "language": {"policy": "deterministic", "code": "en_US"}, "components": []}
    posted = client.post(customer.conversation, model.TemplateMessage(type="template", template=template), var_schema="whatsapp")
    assert posted[0].content.actual_instance.template["name"] == "greeting"
    raw = {"type": "text", "text": {"body": "In Meta's own shape"}}
    override = model.MessageOverride(model.MessageOverrideWhatsapp(whatsapp=model.MessageOverridePayload(payload=raw)))
    posted = client.post(customer.conversation, text("For the record"), override=override)
    stage.desk.event("conversation:message:delivery:channel", lambda payload: payload["message"]["id"] == posted[0].id)
    sent = [entry["body"].get("text", {}).get("body") for entry in stage.mock("ledger?limit=100000")["entries"]]
    assert "In Meta's own shape" in sent and "For the record" not in sent


def test_shorthand_in_a_text_becomes_a_template(client, stage, customer):
    shorthand = "Hello\n&((template=[[order_update]] language=[[en_US]] body_text=[[Mara]] body_text=[[7]]))&"
    posted = client.post(customer.conversation, text(shorthand))
    shown = [message.content.actual_instance.text for message in posted]
    assert shown[0] == "Hello" and len(shown) == 2
    # What is kept is what the customer reads.
    assert "Mara" in shown[1] and "7" in shown[1] and "&((" not in shown[1]
    stage.desk.event("conversation:message:delivery:channel", lambda payload: payload["message"]["id"] == posted[1].id)
    sent = [entry["body"].get("template", {}).get("name") for entry in stage.mock("ledger?limit=100000")["entries"]]
    assert "order_update" in sent


def test_both_destinations_are_taken(client, stage, customer):
    for destination in [model.IntegrationId(integration_id=stage.INTEGRATION), model.IntegrationType(integration_type="whatsapp")]:
        assert client.post(customer.conversation, text("Here"), destination=model.Destination(destination))
    with pytest.raises(sunco.exceptions.NotFoundException):
        nowhere = model.IntegrationType(integration_type="telegram")
        client.post(customer.conversation, text("Nowhere"), destination=model.Destination(nowhere))


def test_messages_are_listed_in_pages(client, customer):
    for number in range(105):
        client.post(customer.conversation, text(f"{number}"))
    newest = client.messages.list_messages(client.app, customer.conversation, page=model.Page(size=25))
    assert len(newest.messages) == 100 and newest.meta.has_more is True
    assert newest.messages[-1].content.actual_instance.text == "104"
    older = client.messages.list_messages(client.app, customer.conversation, page=model.Page(before=newest.meta.before_cursor))
    assert len(older.messages) == 6 and older.meta.has_more is False
    assert older.messages[0].id == customer.message
    assert older.messages[0].author.user_id == customer.user


@pytest.mark.needs("DeleteMessage", "DeleteAllMessages")
def test_messages_are_deleted(client, customer):
    posted = client.post(customer.conversation, text("Gone soon"))[0]
    client.messages.delete_message(client.app, customer.conversation, posted.id)
    listed = client.messages.list_messages(client.app, customer.conversation).messages
    assert [message.id for message in listed if not message.to_dict().get("deleted")] == [customer.message]
    client.messages.delete_all_messages(client.app, customer.conversation)
    assert client.messages.list_messages(client.app, customer.conversation).messages == []


@pytest.mark.needs("UploadAttachment", "DeleteAttachment")
@pytest.mark.parametrize("form", ["path", "bytes", "tuple"])
def test_an_attachment_is_uploaded_and_deleted(client, tmp_path, form):
    data = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==")
    file = tmp_path / "a.png"
    file.write_bytes(data)
    source = {"path": str(file), "bytes": data, "tuple": ("a.png", data)}[form]
    attachment = client.attachments.upload_attachment(client.app, "public", source).attachment
    assert attachment.media_url.startswith("http")
    client.attachments.delete_attachment(client.app, model.AttachmentDeleteBody(media_url=attachment.media_url))


def test_activities_are_taken(client, stage, customer):
    for kind in ["typing:start", "typing:stop", "conversation:read"]:
        client.activities.post_activity(client.app, customer.conversation, model.ActivityPost(author=BUSINESS, type=kind))
    reader = model.Author(type="user", user_id=customer.user)
    client.activities.post_activity(client.app, customer.conversation, model.ActivityPost(author=reader, type="conversation:read"))
    stage.desk.event("conversation:read", lambda payload: payload["conversation"]["id"] == customer.conversation)


# Switchboard


@pytest.mark.needs("CreateSwitchboard", "CreateSwitchboardIntegration", "PassControl", "CreateIntegration")
def test_control_is_passed_offered_accepted_and_released(client, stage, customer):
    board = client.switchboards.create_switchboard(client.app).switchboard
    made = []
    try:
        for name in ["bot", "desk"]:
            webhook = model.Webhook(target=f"{stage.desk.url}/{name}", triggers=["switchboard:passControl"])
            custom = client.integrations.create_integration(client.app, model.Custom(type="custom", webhooks=[webhook])).integration
            made.append(custom)
            stage.desk.know(custom.webhooks[0].secret)
            body = model.SwitchboardIntegrationCreateBody(name=name, integration_id=custom.id, deliver_standby_events=False)
            client.switchboard_integrations.create_switchboard_integration(client.app, board.id, body)
        listed = client.switchboard_integrations.list_switchboard_integrations(client.app, board.id).switchboard_integrations
        assert sorted(one.name for one in listed) == ["bot", "desk"]
        assert [one.id for one in client.switchboards.list_switchboards(client.app).switchboards] == [board.id]
        client.switchboards.update_switchboard(client.app, board.id, model.SwitchboardUpdateBody(enabled=True))
        conversation = customer.conversation

        def shown():
            return client.conversations.get_conversation(client.app, conversation).conversation

        client.actions.pass_control(client.app, conversation, model.PassControlBody(switchboard_integration="bot"))
        assert shown().active_switchboard_integration.name == "bot"
        client.actions.offer_control(client.app, conversation, model.OfferControlBody(switchboard_integration="desk"))
        assert shown().pending_switchboard_integration.name == "desk"
        client.actions.accept_control(client.app, conversation, model.AcceptControlBody(metadata={"why": "asked"}))
        assert shown().active_switchboard_integration.name == "desk"
        client.actions.release_control(client.app, conversation, model.ReleaseControlBody())
        assert shown().active_switchboard_integration is None
    finally:
        client.switchboards.delete_switchboard(client.app, board.id)
        for custom in made:
            client.integrations.delete_integration(client.app, custom.id)


# Errors, paging


def refusal(call, error):
    with pytest.raises(error) as caught:
        call()
    body = json.loads(caught.value.body)
    assert body["errors"][0]["code"] and body["errors"][0]["title"]
    return caught.value.status, body["errors"][0]


def test_refusals_raise_the_packages_errors(client, stage, customer):
    nobody = "0" * 24
    status, error = refusal(lambda: client.users.get_user(client.app, nobody), sunco.exceptions.NotFoundException)
    assert error["code"] == "user_not_found"
    status, error = refusal(lambda: client.messages.list_messages(client.app, nobody), sunco.exceptions.NotFoundException)
    assert error["code"] == "conversation_not_found"
    status, error = refusal(lambda: client.apps.get_app(stage.OTHER_APP), sunco.exceptions.ForbiddenException)
    assert error["code"] == "forbidden"
    both = model.Page(after=nobody, before=nobody)
    status, error = refusal(lambda: client.integrations.list_integrations(client.app, page=both), sunco.exceptions.BadRequestException)
    assert error["title"].startswith("page[before]")
    wrong = apps_api.AppsApi(sunco.ApiClient(sunco.Configuration(host=stage.url, username=stage.key, password="wrong")))
    status, error = refusal(lambda: wrong.get_app(client.app), sunco.exceptions.UnauthorizedException)
    assert error["code"] == "unauthorized"
    long = {"note": "x" * 5000}
    status, error = refusal(lambda: client.post(customer.conversation, text("a"), metadata=long), sunco.exceptions.BadRequestException)
    assert error["title"].startswith("metadata")
    huge = model.UserUpdateBody(metadata={"note": "x" * 110_000})
    status, error = refusal(lambda: client.users.update_user(client.app, customer.user, huge), sunco.exceptions.ApiException)
    assert (status, error["code"]) == (413, "payload_too_large")


@pytest.mark.parametrize(
    "query",
    [
        "page[size]=1&filter[types]=whatsapp,custom",
        "page%5Bsize%5D=1&filter%5Btypes%5D=whatsapp%2Ccustom",
        "page=" + urllib.parse.quote('{"size":1}') + "&filter=" + urllib.parse.quote('{"types":"whatsapp,custom"}'),
    ],
    ids=["brackets", "escaped", "object"],
)
def test_every_spelling_of_paging_and_filter_gives_the_same_page(stage, query):
    path = f"/v2/apps/{stage.APP}/integrations?"
    status, _, first = stage.api("GET", path + query)
    assert status == 200 and len(first["integrations"]) == 1 and first["meta"]["hasMore"] is True
    status, _, plain = stage.api("GET", path + "page[size]=1")
    assert [one["id"] for one in plain["integrations"]] == [one["id"] for one in first["integrations"]]
    assert first["links"]["next"].startswith("http")


def test_two_clients_at_once_are_served_over_kept_connections(stage):
    first, second = Client(stage), Client(stage, "bearer")
    for _ in range(5):
        assert first.apps.get_app(first.app).app.id == second.apps.get_app(second.app).app.id
