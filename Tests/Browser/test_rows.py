"""Rows that concern the help desk behind the web chat more than the widget: what it is told, and in which form."""

import base64
import json
import urllib.error
import urllib.request

import pytest

from conftest import APP, CHATS, USER_SECRET, jwt, until


def events(worker, wanted, seconds=10):
    """What the stream of events has told since the start, until `wanted` holds for all of it."""
    request = urllib.request.Request(f"{worker.url}/parley/v1/apps/{APP}/events", headers={"Last-Event-ID": "0" * 24})
    request.add_header("Authorization", "Basic " + base64.b64encode(b"app_5f0000000000000000000002:an-api-secret-for-this-test-only-0001").decode())
    told = []
    with urllib.request.urlopen(request, timeout=seconds) as stream:
        for line in stream:
            if line.startswith(b"data: "):
                told.append(json.loads(line[6:]))
                if wanted(told):
                    return told
    raise AssertionError("the stream has ended")


def of_text(told, text):
    return next((event for event in told if event["type"] == "conversation:message" and event["payload"]["message"]["content"].get("text") == text), None)


def test_all_channels_come_in_one_form_with_their_name(chat):
    """K1, K8, K16, K18, K32, S19, Z10: a chat of the web and one of WhatsApp are told in the same events, each with its channel."""
    chat.visit().open()
    chat.say("From the web, row K16")
    chat.see("row K16", ".own:not(.waiting) .bubble")
    chat.worker.whatsapp("From WhatsApp, row K16", "15550201016")
    told = events(chat.worker, lambda told: of_text(told, "From the web, row K16") and of_text(told, "From WhatsApp, row K16"))
    web, other = of_text(told, "From the web, row K16"), of_text(told, "From WhatsApp, row K16")
    assert (web["payload"]["message"]["source"]["type"], other["payload"]["message"]["source"]["type"]) == ("web", "whatsapp")
    assert web["payload"].keys() == other["payload"].keys()
    for event in (web, other):
        conversation = event["payload"]["conversation"]["id"]
        begun = [entry for entry in told if entry["type"] == "conversation:create" and entry["payload"]["conversation"]["id"] == conversation]
        assert len(begun) == 1 and begun[0]["payload"]["creationReason"] == "message", "K15: one event per session, before its messages"
        assert told.index(begun[0]) < told.index(event)


def test_a_lasting_chat_is_one_conversation(chat):
    """S6: by setting the relation is one conversation, whatever was ended in between."""
    chat.visit("lasting").open()
    chat.say("First time")
    chat.see("First time", ".own:not(.waiting) .bubble")
    first = chat.conversation()
    chat.worker.api("POST", f"/parley/v1/apps/{APP}/conversations/{first}/close")
    until(lambda: chat.all(".foot .sheet button"), "the way to go on")[0].click()
    chat.say("A month later")
    chat.see("A month later", ".own:not(.waiting) .bubble")
    until(lambda: chat.thread()["conversation"]["status"] == "open", "the conversation to be open")
    assert chat.conversation() == first
    assert [message["content"]["text"] for message in chat.thread()["messages"]] == ["First time", "A month later"]


def test_the_agent_knows_the_customer(chat):
    """K22, S9, S17: profile, metadata and all earlier messages by the API, by the business's own name; changes are told."""
    chat.visit("members").open()
    chat.driver.execute_script("window.Parley.login(arguments[0])", jwt("customer-s9", name="Ada", email="ada@example.com"))
    chat.say("I need help, row S9")
    chat.see("row S9", ".own:not(.waiting) .bubble")
    user = until(lambda: chat.worker.api("GET", f"/v2/apps/{APP}/users/customer-s9"), "the user")["user"]
    assert (user["profile"]["givenName"], user["profile"]["email"]) == ("Ada", "ada@example.com")
    chat.worker.api("PATCH", f"/v2/apps/{APP}/users/customer-s9", {"metadata": {"orders": 3}})
    assert chat.worker.api("GET", f"/v2/apps/{APP}/users/customer-s9")["user"]["metadata"] == {"orders": 3}
    conversations = chat.worker.api("GET", f"/v2/apps/{APP}/conversations?filter%5BuserExternalId%5D=customer-s9")["conversations"]
    messages = chat.worker.api("GET", f"/v2/apps/{APP}/conversations/{conversations[0]['id']}/messages")["messages"]
    assert [message["content"]["text"] for message in messages] == ["I need help, row S9"]
    told = events(chat.worker, lambda told: any(event["type"] == "user:update" and event["payload"]["user"]["id"] == user["id"] for event in told))
    assert told


def test_machines_and_people_can_be_told_apart(chat):
    """K12, S20: what a machine says is marked, for the visitor as well."""
    chat.visit().open()
    until(lambda: chat.all(".faq button"), "the questions")[0].click()
    chat.see("with its number", ".theirs .bubble")
    chat.worker.reply(chat.conversation(), "I am a machine", author={"type": "business", "displayName": "Robo", "subtypes": ["AI"]})
    chat.see("I am a machine", ".theirs .bubble")
    chat.reply("I am Mina")
    chat.see("I am Mina", ".theirs .bubble")
    authors = [message["author"]["type"] for message in chat.thread()["messages"]]
    assert authors == ["user", "bot", "bot", "business"]
    assert "Automatic reply" in chat.texts(".name")


def test_a_chat_is_made_and_fitted_by_the_api(worker):
    """Z6: made by a call, fitted by its fields, there at once under its own address."""
    body = {"type": "web", "displayName": "Second shop", "userSecret": USER_SECRET, "theme": {"brandColor": "#334155"}, "welcome": {"en": "Welcome"}}
    made = worker.api("POST", f"/v2/apps/{APP}/integrations", body)["integration"]
    assert USER_SECRET not in json.dumps(made)
    with urllib.request.urlopen(f"{worker.url}/webchat/{made['id']}/config?locale=en", timeout=10) as answer:
        config = json.load(answer)
    assert (config["displayName"], config["welcome"], config["theme"]["brandColor"]) == ("Second shop", "Welcome", "#334155")
    with urllib.request.urlopen(f"{worker.url}/webchat/{made['id']}/widget.js", timeout=10) as answer:
        assert answer.headers["Content-Type"].startswith("text/javascript")
    worker.api("DELETE", f"/v2/apps/{APP}/integrations/{made['id']}")
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(f"{worker.url}/webchat/{made['id']}/config", timeout=10)
    assert refusal.value.code == 404


def test_only_those_with_a_key_of_the_app_read(worker):
    """S10: a key of one integration reads no events of the app, a visitor's token none of the API, and nobody anything without."""
    custom = worker.api("POST", f"/v2/apps/{APP}/integrations", {"type": "custom", "displayName": "CRM", "webhooks": [{"target": "https://desk.example/hook", "triggers": ["conversation:referral"]}]})["integration"]
    key = worker.api("POST", f"/v2/apps/{APP}/integrations/{custom['id']}/keys", {"displayName": "CRM"})["key"]
    scoped = "Basic " + base64.b64encode(f"{key['id']}:{key['secret']}".encode()).decode()
    request = urllib.request.Request(f"{worker.url}/webchat/{CHATS['open']}/session", method="POST", data=b'{"token":null,"jwt":null}')
    with urllib.request.urlopen(request, timeout=10) as answer:
        visitor = "Bearer " + json.load(answer)["token"]

    def status(path, authorization):
        request = urllib.request.Request(worker.url + path, headers={"Authorization": authorization} if authorization else {})
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(request, timeout=10)
        return refusal.value.code

    path = f"/parley/v1/apps/{APP}/events"
    assert [status(path, scoped), status(path, visitor), status(path, None)] == [403, 401, 401]
    assert status(f"/v2/apps/{APP}/users/customer-s9", visitor) == 401
