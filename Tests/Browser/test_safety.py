"""What must never happen on a shop's page."""

import json
import urllib.error
import urllib.request

import pytest

from conftest import CHATS, until

TAGS = ["script>{x}</script", "img src=x onerror={x}", "svg onload={x}", "svg><script>{x}</script></svg", "body onload={x}", "iframe src=javascript:{x}", "iframe srcdoc='<script>{x}</script>'",
        "details open ontoggle={x}", "video><source onerror={x}></video", "audio src=x onerror={x}", "input autofocus onfocus={x}", "marquee onstart={x}", "object data=javascript:{x}",
        "embed src=javascript:{x}", "math><mtext></form><form><mglyph><style></math><img src onerror={x}", "a href=javascript:{x}>x</a", "form action=javascript:{x}><button>x</button></form",
        "style>@import 'javascript:{x}'</style", "link rel=stylesheet href=javascript:{x}", "meta http-equiv=refresh content='0;url=javascript:{x}'", "base href=javascript:{x}//", "template><script>{x}</script></template",
        "noscript><p title='</noscript><img src=x onerror={x}>'", "textarea autofocus onfocus={x}", "button popovertarget=p onbeforetoggle={x}"]
ATTACK = "window.top.__hit=1"
MARKUP = ["<" + tag.format(x=ATTACK) + ">" for tag in TAGS]
ADDRESSES = ["javascript:" + ATTACK, "JaVaScRiPt:" + ATTACK, " javascript:" + ATTACK, "java\tscript:" + ATTACK, "data:text/html,<script>" + ATTACK + "</script>", "vbscript:x", "https://x.example/\"onmouseover=" + ATTACK,
             "https://x.example/'><img src=x onerror=" + ATTACK + ">", "https://x.example/`${" + ATTACK + "}`", "blob:https://x.example/1", "file:///etc/passwd", "//evil.example/x", "https://x.example/%3Cscript%3E"]
TEMPLATES = ["{{constructor.constructor('" + ATTACK + "')()}}", "${" + ATTACK + "}", "#{" + ATTACK + "}", "<%= " + ATTACK + " %>", "\u2028" + ATTACK, "]]>" + MARKUP[0], "--><script>" + ATTACK + "</script>", "</script>" + MARKUP[0],
             "&lt;script&gt;" + ATTACK + "&lt;/script&gt;", "\\x3cscript\\x3e", "\x00<script>" + ATTACK + "</script>".replace("\x00", ""), "<ſcript>" + ATTACK + "</ſcript>"]
PAYLOADS = MARKUP + ADDRESSES + TEMPLATES


def test_fifty_attacks_stay_text(chat):
    assert len(PAYLOADS) >= 50
    chat.visit().open()
    chat.say("Go on")
    chat.see("Go on")
    for number, payload in enumerate(PAYLOADS):
        payload = payload.replace("\x00", "")
        chat.reply(f"{number}: {payload}", name=payload[:100])
    chat.see(f"{len(PAYLOADS) - 1}: ")
    for address in ADDRESSES[:4]:
        chat.reply({"type": "carousel", "items": [{"title": MARKUP[1], "description": MARKUP[2], "actions": [{"type": "postback", "text": MARKUP[3][:100], "payload": "x"}]}]})
    until(lambda: len(chat.all(".card")) == 4, "the cards")
    assert not chat.all(".thread script, .thread iframe, .thread object, .thread embed, .thread svg[onload], .thread style, .thread link, .thread meta, .thread base")
    schemes = {link.get_attribute("href").split(":")[0] for link in chat.all("a[href]")}
    assert schemes <= {"http", "https", "mailto", "tel"}, schemes
    handlers = chat.driver.execute_script("return [...document.querySelector('parley-chat').shadowRoot.querySelectorAll('*')].flatMap(e => [...e.attributes]).filter(a => a.name.startsWith('on')).length")
    assert handlers == 0
    for link in chat.all(".thread a[href]")[:5]:
        assert "noopener" in link.get_attribute("rel")
    assert chat.driver.execute_script("return window.__hit") is None


def test_a_visitors_own_words_are_text_as_well(chat):
    chat.visit().open()
    for payload in MARKUP[:5]:
        chat.say(payload)
    chat.see(MARKUP[4], ".own .bubble")
    assert chat.driver.execute_script("return window.__hit") is None


def call(worker, path, body, **headers):
    request = urllib.request.Request(f"{worker.url}/webchat/{CHATS['open']}/{path}", method="POST", data=json.dumps(body).encode(), headers=headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer), answer.headers


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_another_sites_page_gets_nothing(worker, origin):
    with pytest.raises(urllib.error.HTTPError) as refusal:
        call(worker, "session", {"token": None, "jwt": None}, Origin=origin)
    assert refusal.value.code == 403 and "Access-Control-Allow-Origin" not in refusal.value.headers


@pytest.mark.parametrize("token", ["", "x", "a.b", "eyJhIjoiYW5vbjoxIiwieCI6OTk5OTk5OTk5OX0.AAAA"])
def test_a_forged_token_is_refused(worker, token):
    with pytest.raises(urllib.error.HTTPError) as refusal:
        call(worker, "messages", {"clientId": "12345678", "content": {"type": "text", "text": "x"}}, Authorization=f"Bearer {token}")
    assert refusal.value.code == 401


def test_bounds_are_kept_and_named(worker, shop):
    session, headers = call(worker, "session", {"token": None, "jwt": None}, Origin=shop.origin)
    assert headers["Access-Control-Allow-Origin"] == shop.origin
    mine = {"Authorization": f"Bearer {session['token']}"}

    def refused(body):
        with pytest.raises(urllib.error.HTTPError) as refusal:
            call(worker, "messages", body, **mine)
        return refusal.value.code, json.load(refusal.value)["errors"][0]

    assert refused({"clientId": "12345678", "content": {"type": "text", "text": "x" * 4097}})[0] == 413
    assert refused({"clientId": "12345678", "content": {"type": "image", "mediaUrl": "https://x.example/a"}})[1]["title"].startswith("content.type")
    assert refused({"clientId": "../../x", "content": {"type": "text", "text": "x"}})[1]["title"].startswith("clientId")
    codes = set()
    for number in range(60):
        try:
            call(worker, "messages", {"clientId": f"flood-{number:04}", "content": {"type": "text", "text": "x"}}, **mine)
        except urllib.error.HTTPError as refusal:
            codes.add((refusal.code, int(refusal.headers["Retry-After"]) >= 1))
    assert codes == {(429, True)}


def test_the_same_client_id_is_one_message(worker, shop):
    session, _ = call(worker, "session", {"token": None, "jwt": None}, Origin=shop.origin)
    mine = {"Authorization": f"Bearer {session['token']}"}
    for _ in range(5):
        call(worker, "messages", {"clientId": "same-client-id", "content": {"type": "text", "text": "once"}}, **mine)

    def thread():
        request = urllib.request.Request(f"{worker.url}/webchat/{CHATS['open']}/thread", headers=mine)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)["messages"]

    until(thread, "the message")
    assert len(thread()) == 1
