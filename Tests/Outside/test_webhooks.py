"""Webhooks as the package standardwebhooks sees them: those of the worker hold, and nothing that was changed on the way does."""

import base64
import copy
import secrets

import pytest
import standardwebhooks

import webhook_checks


@pytest.fixture(scope="module")
def delivery(stage):
    stage.customer("15550409999", "Sign this")
    headers, body = stage.desk.deliveries[-1]
    return {key.lower(): value for key, value in headers.items()}, body


def test_what_the_worker_sent_holds(stage, delivery):
    headers, body = delivery
    assert standardwebhooks.Webhook(stage.secret).verify(body, headers)["events"]


def change(value):
    """The last character, replaced by another one of the same kind."""
    return value[:-1] + ("1" if value[-1] != "1" else "2")


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_changed_header_is_refused(stage, delivery, name):
    headers, body = delivery
    altered = change(headers[name]) if name != "webhook-signature" else "v1," + base64.b64encode(secrets.token_bytes(32)).decode()
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(stage.secret).verify(body, headers | {name: altered})
    missing = {key: value for key, value in headers.items() if key != name}
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(stage.secret).verify(body, missing)


@pytest.mark.parametrize("place", [0, 40, -1])
def test_a_changed_body_is_refused(stage, delivery, place):
    headers, body = delivery
    altered = bytearray(body)
    altered[place] ^= 1
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(stage.secret).verify(bytes(altered), headers)


def test_another_secret_refuses(delivery):
    headers, body = delivery
    other = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(other).verify(body, headers)


def test_an_old_delivery_is_refused(stage, delivery):
    headers, body = delivery
    old = headers | {"webhook-timestamp": str(int(headers["webhook-timestamp"]) - 400)}
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(stage.secret).verify(body, old)


def test_every_delivery_has_an_id_of_its_own(stage):
    # Two webhooks are told of one event under the same id.
    ids = [(headers[":path"], headers["webhook-id"]) for headers, _ in stage.desk.deliveries]
    assert len(set(ids)) == len(ids)


def spoil(event, path, value):
    """A copy of an event with another value at a place; without it for `None`."""
    event = copy.deepcopy(event)
    *way, last = path
    holder = event
    for key in way:
        holder = holder[key]
    if value is None:
        del holder[last]
    else:
        holder[last] = value
    return event


@pytest.mark.parametrize(
    "path, value",
    [
        (["id"], 17),
        (["createdAt"], "2026-01-31T09:05:07Z"),
        (["type"], "conversation:unheard-of"),
        (["payload", "conversation", "type"], "business"),
        (["payload", "message", "author", "type"], None),
        (["payload", "message", "author", "subtypes"], ["bot"]),
        (["payload", "message", "content", "text"], "x" * 4097),
        (["payload", "message", "content", "type"], None),
        (["payload", "message", "received"], "2026-01-31T09:05:07.123456Z"),
        (["payload", "message", "source", "integrationId"], "whatsapp"),
    ],
)
def test_the_judge_of_events_sees_what_is_wrong(stage, path, value):
    payload = stage.customer("15550409998", "Judge this")
    event = next(one for one in stage.desk.events if one["payload"] is payload or one["payload"] == payload)
    assert not list(webhook_checks.event_problems(event))
    assert list(webhook_checks.event_problems(spoil(event, path, value)))
