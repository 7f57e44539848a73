"""What is checked on every webhook that the worker sends.

Its signature, by the package standardwebhooks; the shape of each event, by the models of the package sunshine-conversations-client;
and what those do not see: ids, dates and the header fields.
"""

import datetime
import json
import re

import standardwebhooks
import sunshine_conversations_client.model as model

MODELS = {
    "conversation:message": "ConversationMessageEvent",
    "conversation:message:delivery:channel": "ConversationMessageDeliveryChannelEvent",
    "conversation:message:delivery:user": "ConversationMessageDeliveryUserEvent",
    "conversation:message:delivery:failure": "ConversationMessageDeliveryFailureEvent",
    "conversation:create": "ConversationCreateEvent",
    "conversation:join": "ConversationJoinEvent",
    "conversation:leave": "ConversationLeaveEvent",
    "conversation:read": "ConversationReadEvent",
    "conversation:typing": "ConversationTypingEvent",
    "conversation:postback": "ConversationPostbackEvent",
    "conversation:referral": "ConversationReferralEvent",
    "conversation:remove": "ConversationRemoveEvent",
    "user:update": "UserUpdateEvent",
    "user:merge": "UserMergeEvent",
    "user:remove": "UserRemoveEvent",
    "client:add": "ClientAddEvent",
    "client:update": "ClientUpdateEvent",
    "client:remove": "ClientRemoveEvent",
    "switchboard:acceptControl": "SwitchboardAcceptControl",
    "switchboard:acceptControl:failure": "SwitchboardAcceptControlFailure",
    "switchboard:offerControl": "SwitchboardOfferControl",
    "switchboard:offerControl:failure": "SwitchboardOfferControlFailure",
    "switchboard:passControl": "SwitchboardPassControl",
    "switchboard:passControl:failure": "SwitchboardPassControlFailure",
    "switchboard:releaseControl": "SwitchboardReleaseControl",
}

ID = re.compile(r"[0-9a-f]{24}")
LOOKS_LIKE_A_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
ID_KEYS = {"id", "userId", "integrationId", "clientId"}
# The ids of messages that the channel gave, and of templates and such, are free text.
FREE_IDS = {"externalMessages", "content", "metadata", "override", "raw", "info", "discardedMetadata"}


def problems(headers, body, secrets):
    """All that is wrong with a delivery, in words. `secrets` are those that the webhook has had."""
    found = []
    if not any(verifies(headers, body, secret) for secret in secrets):
        found.append("standardwebhooks does not verify it")
    if headers["X-API-Key"] not in secrets:
        found.append("X-API-Key is not the secret")
    if headers["Content-Type"] != "application/json":
        found.append(f"Content-Type is {headers['Content-Type']}")
    try:
        envelope = json.loads(body)
        model.WebhookBody.from_json(body.decode())
        for event in envelope["events"]:
            found += [f"{event['type']}: {problem}: {json.dumps(event)}" for problem in event_problems(event)]
    except Exception as problem:
        found.append(f"{problem!r}: {body!r}")
    return found


def verifies(headers, body, secret):
    try:
        standardwebhooks.Webhook(secret).verify(body, {key.lower(): value for key, value in headers.items()})
        return True
    except standardwebhooks.WebhookVerificationError:
        return False


def event_problems(event):
    kind = event["type"]
    if not kind.startswith("parley:"):
        try:
            parsed = getattr(model, MODELS[kind]).from_dict(event)
            if parsed is None or parsed.type != kind:
                yield "the model gives nothing"
        except Exception as problem:
            yield repr(problem)
    yield from value_problems(event, "event")


def value_problems(value, path):
    if isinstance(value, dict):
        for key, member in value.items():
            if key in ID_KEYS and not (isinstance(member, str) and ID.fullmatch(member)):
                yield f"{path}.{key} is no id"
            if key == "subtypes" and not set(member) <= {"AI", "activity"}:
                yield f"{path}.subtypes holds what typed clients refuse"
            if key in FREE_IDS:
                continue
            yield from value_problems(member, f"{path}.{key}")
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from value_problems(member, f"{path}[{index}]")
    elif isinstance(value, str) and LOOKS_LIKE_A_DATE.fullmatch(value):
        if not DATE.fullmatch(value):
            yield f"{path} is no date of the contract: {value}"
        else:
            datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
