"""The web chat as a visitor sees it. Each test names the behaviour's row."""

import json
import urllib.error
import urllib.request

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from conftest import APP, CHATS, jwt, until


def test_looking_makes_nobody(chat):
    """K6, K7: the welcome is shown before the first word, and no conversation begins by looking."""
    chat.visit().open()
    chat.see("Ask us anything")
    assert chat.texts("header h2") == ["Aurora Outdoor"]
    assert "Usually answers within an hour" in chat.texts("header p")
    assert [link.get_attribute("href") for link in chat.all(".legal a")] == ["https://shop.example/privacy", "https://shop.example/terms"], "K30"
    until(lambda: chat.token, "the visitor's token")
    assert chat.thread() == {"messages": [], "hasMore": False, "conversation": None, "cursor": "000000000000000000000000"}
    chat.picture("01-first-visit")


def test_a_question_is_answered_at_once_and_stored(chat):
    """K5: question and answer are messages of the conversation."""
    chat.visit().open()
    until(lambda: chat.all(".faq button"), "the questions")[0].click()
    chat.see("Where is my order?", ".own .bubble")
    chat.see("with its number", ".theirs .bubble")
    assert chat.one(".theirs .bubble a").get_attribute("href") == "https://shop.example/orders"
    messages = chat.worker.api("GET", f"/v2/apps/{APP}/conversations/{chat.conversation()}/messages")["messages"]
    assert [(message["author"]["type"], message["content"]["text"][:5]) for message in messages] == [("user", "Where"), ("business", "You f")]
    chat.picture("02-question")


def test_both_sides_talk_in_real_time(chat):
    """K9, K24, K25, S2: replies appear at once, in order, with all of Unicode; a card number is masked on the way in."""
    chat.visit().open()
    chat.say("Hello 👋 my card is 4111 1111 1111 1111")
    chat.see("4111 11▇▇ ▇▇▇▇ 1111", ".own:not(.waiting) .bubble")
    for text in ("Good morning!", "안녕하세요 🙂", "One more"):
        chat.reply(text)
    chat.see("One more")
    assert chat.texts(".theirs .bubble")[-3:] == ["Good morning!", "안녕하세요 🙂", "One more"]
    assert "Mina" in chat.texts(".name"), "the agent's name is shown"
    assert chat.all(".own .ticks.sent")
    chat.picture("03-conversation")


def test_buttons_cards_and_places(chat):
    """S12: answers to offered replies come back with their payload; cards, lists, links and places are shown."""
    chat.visit().open()
    chat.say("Which boots fit me?")
    chat.see("Which boots")
    chat.reply({"type": "text", "text": "Which size?", "actions": [{"type": "reply", "text": "Size 42", "payload": "size-42"}, {"type": "reply", "text": "Size 43", "payload": "size-43"}]})
    chips = until(lambda: chat.all(".chip"), "the suggested replies")
    assert [chip.text for chip in chips] == ["Size 42", "Size 43"]
    chat.picture("04-suggestions")
    chips[1].click()
    chat.see("Size 43", ".own .bubble")
    until(lambda: not chat.all(".chip"), "the suggestions to go")
    newest = chat.worker.api("GET", f"/v2/apps/{APP}/conversations/{chat.conversation()}/messages")["messages"][-1]
    assert newest["content"] == {"type": "text", "text": "Size 43", "payload": "size-43"}
    chat.reply({"type": "carousel", "items": [{"title": "Trail boots", "description": "Waterproof", "actions": [{"type": "link", "text": "See them", "uri": "https://shop.example/boots"}]}, {"title": "Socks", "actions": [{"type": "postback", "text": "Add", "payload": "socks"}]}]})
    assert until(lambda: chat.all(".card strong"), "the cards")[0].text == "Trail boots"
    chat.reply({"type": "location", "coordinates": {"lat": 52.5, "long": 13.4}, "location": {"name": "Our shop"}})
    chat.see("Our shop")
    chat.picture("05-cards")


def test_what_is_read_is_told_both_ways(chat):
    """K26: the agent learns that the visitor read; the visitor sees that the business read."""
    chat.visit().open()
    chat.say("Is anybody there?")
    chat.see("Is anybody there?")
    message = chat.reply("Yes")["id"]
    chat.see("Yes")
    path = f"/parley/v1/apps/{APP}/messages/{message}/delivery"
    until(lambda: chat.worker.api("GET", path)["delivery"]["state"] == "read", "the reply to be read")
    history = [entry["state"] for entry in chat.worker.api("GET", path)["delivery"]["history"]]
    assert history[0] == "sent" and history[-1] == "read", history
    chat.worker.api("POST", f"/v2/apps/{APP}/conversations/{chat.conversation()}/activity", {"author": {"type": "business"}, "type": "conversation:read"})
    until(lambda: chat.all(".own .ticks.read"), "the read mark")


def test_the_visitor_sees_that_the_agent_types(chat):
    """K9: who types, by name, until it stops."""
    chat.visit().open()
    chat.say("Are you there?")
    chat.see("Are you there?")
    chat.reply("Yes, one moment")
    chat.see("one moment")
    path = f"/v2/apps/{APP}/conversations/{chat.conversation()}/activity"
    chat.worker.api("POST", path, {"author": {"type": "business"}, "type": "typing:start"})
    until(lambda: chat.one(".typing").text == "Mina is typing…", "the sign of typing")
    chat.picture("18-typing")
    chat.worker.api("POST", path, {"author": {"type": "business"}, "type": "typing:stop"})
    until(lambda: not chat.one(".typing").text, "its end")
    chat.worker.api("POST", path, {"author": {"type": "business"}, "type": "typing:start"})
    until(lambda: chat.one(".typing").text, "the sign again")
    chat.reply("Here it is")
    chat.see("Here it is")
    until(lambda: not chat.one(".typing").text, "the message to end it")


def test_a_form_is_answered_once(chat):
    """S12: answers come back as structured data; the form is closed then, in every tab."""
    chat.visit().open()
    chat.say("I need a tent")
    chat.see("I need a tent", ".own:not(.waiting) .bubble")
    fields = [{"type": "text", "name": "people", "label": "For how many people?"}, {"type": "email", "name": "mail", "label": "Where do we write to?"},
              {"type": "select", "name": "season", "label": "For which season?", "options": [{"name": "s", "label": "Summer"}, {"name": "w", "label": "Winter"}]}]
    chat.reply({"type": "form", "fields": fields})
    inputs = until(lambda: chat.all(".theirs .form input"), "the form")
    inputs[0].send_keys("Two")
    inputs[1].send_keys("bo@example.com")
    chat.all(".theirs .form option")[2].click()
    chat.picture("19-form")
    chat.one(".theirs .form button").click()
    chat.see("bo@example.com", ".own:not(.waiting) .answers")
    until(lambda: not chat.all(".theirs form"), "the form to close")
    answer = chat.messages()[-1]["content"]
    assert answer["type"] == "formResponse" and answer["fields"] == [
        {"type": "text", "name": "people", "label": "For how many people?", "text": "Two"},
        {"type": "email", "name": "mail", "label": "Where do we write to?", "email": "bo@example.com"},
        {"type": "select", "name": "season", "label": "For which season?", "select": [{"name": "w", "label": "Winter"}]}]


def test_unread_replies_are_counted_while_the_chat_is_closed(chat):
    """K17: badge, sender's name and a short look."""
    chat.visit().open()
    chat.say("I will be back")
    chat.see("I will be back")
    chat.one("header .icon-button[aria-label='Close chat']").click()
    chat.reply("We found your parcel.")
    until(lambda: chat.one(".badge").text == "1", "the badge")
    assert "Mina" in chat.one(".preview").text and "parcel" in chat.one(".preview").text
    assert chat.one(".launcher").get_attribute("aria-label") == "Open chat, 1 new message"
    chat.picture("06-unread")
    chat.open()
    chat.see("We found your parcel.")
    assert chat.texts(".day.new") == ["New messages"]
    until(lambda: not chat.one(".badge").is_displayed(), "the badge to go")


def test_two_tabs_are_one_visitor(chat):
    """Z11: one identity, one thread."""
    chat.visit().open()
    chat.say("From the first tab")
    chat.see("From the first tab")
    first = chat.driver.current_window_handle
    chat.driver.switch_to.new_window("tab")
    chat.visit(fresh=False).open()
    chat.see("From the first tab")
    chat.say("From the second tab")
    chat.see("From the second tab", ".own:not(.waiting) .bubble")
    chat.driver.switch_to.window(first)
    chat.see("From the second tab")
    chat.reply("For both")
    chat.see("For both")
    assert len(chat.thread()["messages"]) == 3


def test_a_reload_keeps_history_and_what_was_not_sent(chat):
    """S5, S2: history stays; a message that could not be sent is kept over a reload and sent once."""
    chat.visit().open()
    chat.say("Before")
    chat.see("Before", ".own:not(.waiting) .bubble")
    chat.offline(True)
    chat.say("While away")
    chat.see("While away", ".waiting .bubble")
    until(lambda: "No connection" in chat.one(".state").text or chat.all(".waiting"), "the sign of no connection")
    chat.picture("07-offline")
    chat.offline(False)
    chat.driver.refresh()
    until(lambda: chat.one(".launcher"), "the launcher")
    chat.open()
    chat.see("While away", ".own:not(.waiting) .bubble")
    assert [message["content"]["text"] for message in chat.thread()["messages"]] == ["Before", "While away"]


def test_what_came_while_offline_is_caught_up(chat):
    """S2: replies of an absence appear in order, each once, and unsent words go out."""
    chat.visit().open()
    chat.say("One")
    chat.see("One", ".own:not(.waiting) .bubble")
    chat.offline(True)
    chat.say("Three")
    chat.reply("Two")
    chat.offline(False)
    chat.driver.execute_script("dispatchEvent(new Event('online'))")
    chat.see("Two", ".theirs .bubble")
    chat.see("Three", ".own:not(.waiting) .bubble")
    assert sorted(message["content"]["text"] for message in chat.thread()["messages"]) == ["One", "Three", "Two"]


def test_signing_in_takes_the_history_along(chat):
    """K3, K4, S8: a visitor becomes the known user, with what was written before."""
    chat.visit("lasting").open()
    chat.say("I was nobody")
    chat.see("I was nobody", ".own:not(.waiting) .bubble")
    before = chat.conversation()
    chat.driver.execute_script("window.Parley.login(arguments[0])", jwt("customer-7", name="Ada", email="ada@example.com"))
    until(lambda: chat.worker.api("GET", f"/v2/apps/{APP}/users/customer-7")["user"]["externalId"] == "customer-7", "the user by its external id")
    chat.see("I was nobody")
    chat.say("Now I am Ada")
    chat.see("Now I am Ada", ".own:not(.waiting) .bubble")
    assert chat.conversation() == before
    user = chat.worker.api("GET", f"/v2/apps/{APP}/users/customer-7")["user"]
    assert user["profile"]["email"] == "ada@example.com"


def test_a_known_user_finds_everything_on_every_device(chat):
    """S5, S8: the second device joins the first; what was written there without a name goes along; the merge is told."""
    chat.visit("lasting").open()
    chat.driver.execute_script("window.Parley.login(arguments[0])", jwt("customer-8", name="Bo", email="bo@example.com"))
    chat.say("From my phone")
    chat.see("From my phone", ".own:not(.waiting) .bubble")
    chat.visit("lasting").open()
    chat.say("Nobody knows me here")
    chat.see("Nobody knows me here", ".own:not(.waiting) .bubble")
    second = chat.conversation()
    chat.driver.execute_script("window.Parley.login(arguments[0])", jwt("customer-8", name="Bo", email="bo@example.com"))
    chat.see("From my phone")
    chat.see("Nobody knows me here")
    assert chat.conversation() == second, "what was begun goes on"
    chat.say("Now you do")
    chat.see("Now you do", ".own:not(.waiting) .bubble")
    chat.worker.reply(second, "Welcome back, Bo!")
    chat.see("Welcome back, Bo!")
    merge = chat.worker.event("user:merge")["payload"]
    assert merge["reason"] == "sdkLogin" and merge["mergedUsers"]["surviving"]["externalId"] == "customer-8"
    chat.picture("17-signed-in")
    chat.driver.execute_script("return window.Parley.logout()")
    until(lambda: not chat.all(".thread .own"), "the history to go with the person (S5)")


def test_only_members_may_start(chat):
    """K3, K4: everybody sees the chat, who is not signed in cannot write; nor can a forged or old token."""
    chat.visit("members").open()
    chat.see("Please sign in", ".notice")
    assert not chat.all(".composer")
    chat.picture("08-sign-in")
    session = f"{chat.worker.url}/webchat/{CHATS['members']}/session"
    for forged, code in ((jwt("eve", secret="another secret, also of 32 characters"), "jwt_invalid"), (jwt("eve", seconds=-120), "jwt_expired")):
        request = urllib.request.Request(session, method="POST", data=json.dumps({"token": None, "jwt": forged}).encode())
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(request, timeout=10)
        assert refusal.value.code == 401 and json.load(refusal.value)["errors"][0]["code"] == code
    chat.driver.execute_script("window.Parley.login(arguments[0])", jwt("member-1"))
    chat.say("I may write")
    chat.see("I may write", ".own:not(.waiting) .bubble")


def test_an_ended_chat_stays_ended(chat):
    """K10, K11, K29, S12: the visitor ends it, rates it, and the next word begins a new conversation."""
    chat.visit().open()
    chat.say("Thank you, that is all")
    chat.see("that is all", ".own:not(.waiting) .bubble")
    first = chat.conversation()
    chat.one("header .icon-button[aria-label='More options']").click()
    next(entry for entry in chat.all(".menu button") if entry.text == "End chat").click()
    next(entry for entry in until(lambda: chat.all(".foot .sheet button"), "the question") if entry.text == "End chat").click()
    until(lambda: chat.all(".rating"), "the rating")
    state = chat.worker.api("GET", f"/parley/v1/apps/{APP}/conversations/{first}")["conversation"]
    assert state["status"] == "closed"
    chat.all(".star")[3].click()
    chat.picture("09-rating")
    chat.one(".rating button").click()
    chat.see("Thank you for your rating", ".notice")
    kept = until(lambda: chat.worker.api("GET", f"/v2/apps/{APP}/conversations/{first}")["conversation"]["metadata"], "the rating at the help desk")
    assert kept["parleyRating"] == 4
    until(lambda: chat.all(".foot .sheet button"), "the way to a new chat")[0].click()
    chat.say("Something else")
    chat.see("Something else", ".own:not(.waiting) .bubble")
    until(lambda: chat.conversation() != first, "a new conversation")


def test_the_business_ends_a_chat(chat):
    """K10: the visitor sees at once that the chat has ended."""
    chat.visit().open()
    chat.say("Hello")
    chat.see("Hello", ".own:not(.waiting) .bubble")
    chat.worker.api("POST", f"/parley/v1/apps/{APP}/conversations/{chat.conversation()}/close")
    chat.see("This chat has ended.", ".notice")


def test_out_of_hours(chat):
    """K31, S15: nobody is there, and it is said; the visitor leaves a way to be reached."""
    chat.visit("away").open()
    chat.see("We are away. We answer on the next working day.", ".notice")
    assert "We are away at the moment." in chat.texts("header p")[0]
    chat.say("Please call me")
    chat.see("Please call me", ".own:not(.waiting) .bubble")
    chat.see("We are away. We answer on the next working day.", ".theirs .bubble")
    chat.say("Thank you")
    chat.see("Thank you", ".own:not(.waiting) .bubble")
    assert [message["author"]["type"] for message in chat.thread()["messages"]] == ["user", "bot", "user"], "one automatic reply per session"
    assert chat.messages()[1]["content"]["text"].startswith("We are away."), "the help desk sees what was said"
    fields = until(lambda: chat.all(".thread .form input"), "the contact form")
    fields[0].send_keys("Bo")
    fields[1].send_keys("not an address")
    chat.one(".thread .form button").click()
    chat.see("Please check the address.", ".form .fault")
    chat.picture("10-away")
    fields[1].send_keys(Keys.CONTROL + "a")
    fields[1].send_keys("bo@example.com")
    chat.one(".thread .form button").click()
    until(lambda: not chat.all(".thread .form"), "the form to go")
    user = chat.worker.api("GET", f"/v2/apps/{APP}/conversations/{chat.conversation()}/participants")["participants"][0]["userId"]
    until(lambda: chat.worker.api("GET", f"/v2/apps/{APP}/users/{user}")["user"]["profile"].get("email") == "bo@example.com", "the address at the help desk")


def test_automatic_words_are_in_the_language_of_the_visitor(chat):
    """K5, K31: the answer to a question and the reply out of hours."""
    chat.visit("away", lang="ko").open()
    until(lambda: chat.all(".faq button"), "the questions")[1].click()
    chat.see("30일 안에 가능합니다.", ".theirs .bubble")
    chat.say("감사합니다")
    chat.see("다음 영업일에 답변드리겠습니다.", ".theirs .bubble")
    chat.picture("20-away-korean")


def test_korean_in_the_dark_on_a_phone(phone):
    """Phone size, dark colours, Korean words; Enter that ends a syllable sends nothing."""
    phone.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark"}]})
    phone.visit(lang="ko").open()
    phone.see("무엇을 도와드릴까요?")
    assert phone.one(".composer textarea").get_attribute("placeholder") == "메시지를 입력하세요…"
    size = phone.driver.execute_script("const r = arguments[0].getBoundingClientRect(); return [r.width, r.height, innerWidth, innerHeight]", phone.one(".panel"))
    assert size[0] == size[2] and size[1] == size[3], "the panel fills the screen"
    assert phone.one(".shell").get_attribute("data-mode") == "dark"
    box = phone.one(".composer textarea")
    box.send_keys("안녕하세요")
    phone.driver.execute_script("arguments[0].dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))", box)
    assert box.get_attribute("value") == "안녕하세요"
    box.send_keys(Keys.ENTER)
    phone.see("안녕하세요", ".own:not(.waiting) .bubble")
    phone.reply("네, 말씀하세요.")
    phone.see("네, 말씀하세요.")
    phone.picture("11-phone-korean-dark")


def test_right_to_left(chat):
    chat.visit(locale="ar").open()
    assert chat.one(".shell").get_attribute("dir") == "rtl"
    chat.say("مرحبا")
    own = chat.see("مرحبا", ".own:not(.waiting) .bubble")[0].rect
    panel = chat.one(".panel").rect
    assert own["x"] + own["width"] / 2 < panel["x"] + panel["width"] / 2, "own words stand on the left"
