"""Z12: a conversation that begins in the web widget and goes on in WhatsApp."""

import json
import urllib.error
import urllib.request

import pytest

from conftest import APP, CHATS, WHATSAPP, until


def ask(chat):
    """Takes the way through the menu and gives the link."""
    chat.one("header .icon-button[aria-label='More options']").click()
    next(entry for entry in until(lambda: chat.all(".menu button"), "the menu") if entry.text == "Continue on WhatsApp").click()
    return until(lambda: chat.all(".foot .sheet a"), "the link")[0].get_attribute("href")


def test_a_chat_goes_on_in_whatsapp(chat):
    """Z12, K28: the code joins the same user and conversation; the browser shows a note, and nothing of what is said there."""
    chat.visit("portable").open()
    chat.one("header .icon-button[aria-label='More options']").click()
    assert "Continue on WhatsApp" not in chat.texts(".menu > *"), "there is nothing to continue yet"
    chat.one("header .icon-button[aria-label='More options']").click()
    chat.say("Is the tent in stock?")
    chat.see("in stock", ".own:not(.waiting) .bubble")
    conversation = chat.conversation()
    link = ask(chat)
    assert link.startswith("https://wa.me/4915123456789?text=CHAT-")
    chat.picture("12-continue")
    chat.worker.whatsapp(link.split("=")[1])
    chat.see("This chat goes on in WhatsApp.", ".notice")
    until(lambda: not chat.all(".foot .sheet a"), "the link to go")
    moved = until(lambda: chat.worker.api("GET", f"/parley/v1/apps/{APP}/conversations/{conversation}")["conversation"], "the conversation")
    assert moved["window"]["state"] == "open"
    chat.worker.whatsapp("I am at your shop now")
    until(lambda: any(message["content"].get("text") == "I am at your shop now" for message in chat.worker.api("GET", f"/v2/apps/{APP}/conversations/{conversation}/messages")["messages"]), "the message in the same conversation")
    assert chat.worker.reply(conversation, "Wonderful")["source"]["type"] == "api:conversations"
    chat.picture("13-moved")
    chat.driver.refresh()
    until(lambda: chat.one(".launcher"), "the launcher")
    chat.open()
    chat.see("This chat goes on in WhatsApp.", ".notice")
    assert chat.texts(".own .bubble") == ["Is the tent in stock?"]
    assert not any("at your shop" in text or "Wonderful" in text for text in chat.texts(".bubble"))
    assert not chat.all(".rating"), "it has not ended"
    until(lambda: chat.all(".foot .sheet button"), "the way to a new chat")[0].click()
    chat.say("Back at my desk")
    chat.see("Back at my desk", ".own:not(.waiting) .bubble")
    until(lambda: chat.conversation() != conversation, "a new conversation")
    user = chat.worker.api("GET", f"/v2/apps/{APP}/conversations/{conversation}/participants")["participants"][0]["userId"]
    assert chat.worker.api("GET", f"/v2/apps/{APP}/conversations/{chat.conversation()}/participants")["participants"][0]["userId"] == user
    assert chat.texts(".own .bubble") == ["Is the tent in stock?", "Back at my desk"]


def test_cancelling_leaves_the_chat_as_it_is(chat):
    chat.visit("portable").open()
    chat.say("Hello there")
    chat.see("Hello there", ".own:not(.waiting) .bubble")
    ask(chat)
    next(button for button in chat.all(".foot .sheet button") if button.text == "Cancel").click()
    until(lambda: chat.all(".composer textarea"), "the composer")
    assert chat.driver.execute_script("return document.querySelector('parley-chat').shadowRoot.activeElement.tagName") == "TEXTAREA"
    chat.say("I am still here")
    chat.see("I am still here", ".own:not(.waiting) .bubble")


def test_codes_are_given_to_those_with_a_conversation_and_not_too_often(worker):
    def call(path, body, **headers):
        request = urllib.request.Request(f"{worker.url}/webchat/{CHATS['portable']}/{path}", method="POST", data=json.dumps(body).encode(), headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as problem:
            return problem.code, json.load(problem)

    mine = {"Authorization": f"Bearer {call('session', {'token': None, 'jwt': None})[1]['token']}"}
    assert call("continue", {"integrationId": WHATSAPP})[0] == 401
    assert call("continue", {"integrationId": CHATS["open"]}, **mine)[0] == 400
    status, answer = call("continue", {"integrationId": WHATSAPP}, **mine)
    assert (status, answer["errors"][0]["code"]) == (409, "nothing_to_continue")
    call("messages", {"clientId": "continuing-1", "content": {"type": "text", "text": "Hello"}}, **mine)
    thread = urllib.request.Request(f"{worker.url}/webchat/{CHATS['portable']}/thread", headers=mine)
    # Not by asking for codes: asking is what is limited.
    until(lambda: json.load(urllib.request.urlopen(thread, timeout=10))["conversation"], "the conversation")
    codes = {call("continue", {"integrationId": WHATSAPP}, **mine)[1]["code"]}
    statuses = []
    for _ in range(6):
        status, answer = call("continue", {"integrationId": WHATSAPP}, **mine)
        statuses.append(status)
        codes.add(answer.get("code"))
    assert statuses[-1] == 429 and len(codes - {None}) == statuses.count(200) + 1
