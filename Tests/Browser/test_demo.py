"""The demo page of a sandbox: a newcomer talks to himself, as visitor and as agent."""

import json
import os
import re
import subprocess
import urllib.error
import urllib.request

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from conftest import APP, CHATS, KEY, SECRET, USER_SECRET, until


class Demo:
    """Both halves of the page; each look says which one it means."""

    def __init__(self, driver, worker):
        self.driver, self.worker = driver, worker
        self.visit()

    def visit(self):
        """As somebody who was never here."""
        # From a page without the widget, which would write its token again.
        self.driver.get(f"{self.worker.url}/demo/desk")
        self.driver.execute_script("localStorage.clear()")
        self.driver.get(f"{self.worker.url}/demo/")
        until(lambda: self.in_desk("#connection.live"), "the desk to be live")
        until(lambda: self.in_shop(".launcher"), "the launcher")[0].click()

    def shop(self):
        self.driver.switch_to.default_content()
        self.driver.switch_to.frame(self.driver.find_element(By.CSS_SELECTOR, "iframe.shop"))
        return until(lambda: self.driver.find_element(By.CSS_SELECTOR, "parley-chat").shadow_root, "the widget")

    def desk(self):
        self.driver.switch_to.default_content()
        self.driver.switch_to.frame(self.driver.find_element(By.CSS_SELECTOR, "iframe.desk"))
        return self.driver

    def in_shop(self, selector):
        return self.shop().find_elements(By.CSS_SELECTOR, selector)

    def in_desk(self, selector):
        return self.desk().find_elements(By.CSS_SELECTOR, selector)

    def sees(self, text, look, selector):
        return until(lambda: [element for element in look(selector) if text in element.text], f"{text!r} in {selector}")


@pytest.fixture
def demo(browser, worker):
    browser.set_window_size(1480, 900)
    yield Demo(browser, worker)
    browser.switch_to.default_content()
    blocked = [entry["message"] for entry in browser.get_log("browser") if "Content Security Policy" in entry["message"] or "parley:" in entry["message"]]
    browser.set_window_size(1180, 820)
    assert not blocked, blocked


def say(demo, text):
    box = until(lambda: demo.in_shop(".composer textarea"), "the composer")[0]
    box.send_keys(text + Keys.ENTER)


def test_a_newcomer_talks_to_himself(demo, pictures):
    """K8, K9, K15, K20, K21, K26: the visitor writes, the desk shows it, answers, and both see what the other does. All by the public API."""
    say(demo, "Hello! Does the two-person tent fit on a bicycle?")
    demo.sees("fit on a bicycle", demo.in_desk, ".entry .last")
    until(lambda: demo.in_desk(".entry")[0].click() or "fit on a bicycle" in demo.in_desk(".row:not(.ours) .bubble")[0].text, "the chat to be open")
    assert "web chat · open" in demo.in_desk("#facts")[0].text
    # The desk has read it, because it is shown.
    until(lambda: demo.in_shop(".own .ticks.read"), "the read mark")
    demo.in_desk("#text")[0].send_keys("It does:")
    demo.sees("is typing", demo.in_shop, ".typing")
    demo.in_desk("#text")[0].send_keys(" 42 cm long and 1.9 kg." + Keys.ENTER)
    demo.sees("42 cm long", demo.in_shop, ".theirs .bubble")
    demo.sees("read", demo.in_desk, ".ours .meta")
    say(demo, "Great, and the boots? 👢")
    demo.sees("and the boots", demo.in_desk, ".row:not(.ours) .bubble")
    demo.in_desk("#text")[0].send_keys("Sizes 36 to 48, and we resole them." + Keys.ENTER)
    demo.sees("we resole them", demo.in_shop, ".theirs .bubble")
    demo.driver.switch_to.default_content()
    demo.driver.save_screenshot(str(pictures / "20-demo.png"))
    demo.in_desk("#close")[0].click()
    demo.sees("This chat has ended.", demo.in_shop, ".notice")
    demo.sees("The chat was closed.", demo.in_desk, ".note")
    assert not demo.in_desk("#close")[0].is_enabled()


def test_the_desk_works_by_keyboard(demo):
    """Two chats: arrow keys move through the list, Enter opens, the text field has the focus, Escape goes back."""
    for text in ("I am the first", "I am the second"):
        demo.visit()
        say(demo, text)
        demo.sees(text, demo.in_desk, ".entry .last")
    active = lambda: demo.driver.switch_to.active_element
    # The list is made anew with every event: an entry may be gone before the key is pressed, and then it was not pressed.
    press = lambda key: until(lambda: active().send_keys(key) or True, f"{key!r} to be pressed")
    focus = "const entry = [...document.querySelectorAll('.entry')].find((one) => one.textContent.includes(arguments[0])); entry?.focus(); return !!entry"
    until(lambda: demo.desk().execute_script(focus, "I am the second"), "the entry to have the focus")
    press(Keys.ARROW_DOWN)
    until(lambda: "I am the first" in active().text, "the next entry to have the focus")
    press(Keys.ENTER)
    until(lambda: active().get_attribute("id") == "text", "the text field to have the focus")
    demo.sees("I am the first", demo.in_desk, ".row .bubble")
    active().send_keys("Hello, first" + Keys.ENTER)
    demo.sees("Hello, first", demo.in_desk, ".ours .bubble")
    active().send_keys(Keys.ESCAPE)
    until(lambda: "entry" in active().get_attribute("class"), "the list to have the focus")
    until(lambda: active().get_attribute("aria-current") == "true", "the entry to be the current one")


def test_a_chat_that_opens_by_itself_leaves_the_focus(demo):
    """The desk shows the first chat on its own; what the visitor types meanwhile goes to the shop all the same."""
    # A page whose desk is quicker than the visitor: it has opened a chat while the field of the shop had the focus.
    say(demo, "Somebody was here before")
    demo.sees("was here before", demo.in_desk, ".entry .last")
    demo.driver.switch_to.default_content()
    demo.driver.get(f"{demo.worker.url}/demo/")
    until(lambda: demo.in_shop(".launcher"), "the launcher")[0].click()
    demo.sees("was here before", demo.in_shop, ".bubble")
    box = until(lambda: demo.in_shop(".composer textarea"), "the composer")[0]
    box.send_keys("half a ")
    demo.sees("was here before", demo.in_desk, ".row .bubble")
    demo.shop()
    assert demo.driver.execute_script("return document.hasFocus() && document.activeElement.shadowRoot.activeElement.tagName") == "TEXTAREA"
    box.send_keys("sentence" + Keys.ENTER)
    demo.sees("half a sentence", demo.in_desk, ".entry .last")


def test_only_this_machine_gets_the_demo(worker):
    """The demo gives out a token: not to another host's name, not through a proxy, not to another site's page."""
    def ask(path, method="GET", **headers):
        request = urllib.request.Request(worker.url + path, method=method, headers={name.replace("_", "-"): value for name, value in headers.items()})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read(), answer.headers
        except urllib.error.HTTPError as problem:
            return problem.code, problem.read(), problem.headers

    status, page, headers = ask("/demo/shop")
    assert status == 200 and f"/webchat/{CHATS['open']}/widget.js".encode() in page
    assert "default-src 'none'" in headers["Content-Security-Policy"] and "unsafe" not in headers["Content-Security-Policy"]
    assert ask("/demo/", Host="demo.example")[0] == 404
    assert ask("/demo/", Host="127.0.0.1.example:80")[0] == 404
    assert ask("/demo/", X_Forwarded_For="192.0.2.1")[0] == 404
    assert ask("/demo/session")[0] == 404
    assert ask("/demo/session", "POST")[0] == 403
    assert ask("/demo/session", "POST", Origin="https://evil.example")[0] == 403
    status, body, _ = ask("/demo/session", "POST", Origin=worker.url)
    assert status == 200
    session = json.loads(body)
    assert ask(f"/v2/apps/{session['app']}", Authorization=f"Bearer {session['token']}")[0] == 200


def test_outside_of_a_sandbox_there_is_no_demo(tmp_path):
    chat = {"id": CHATS["open"], "type": "web", "userSecret": USER_SECRET}
    configuration = {"listen": "127.0.0.1:0", "store": f"sqlite:{tmp_path}/parley.db",
                     "apps": [{"id": APP, "displayName": "Acme", "keys": [{"id": KEY, "secret": SECRET}], "integrations": [chat]}]}
    file = tmp_path / "parley.json5"
    file.write_text(json.dumps(configuration))
    file.chmod(0o600)
    with open(tmp_path / "log", "w+b") as log:
        process = subprocess.Popen([os.environ["PARLEY"], "serve", "--config", str(file)], stdout=log, stderr=subprocess.STDOUT)
    try:
        port = until(lambda: re.search(r'listeners="?port (\d+)', (tmp_path / "log").read_text()), "the worker's port")[1]
        for path, method in (("/demo/", "GET"), ("/demo/desk", "GET"), ("/demo/session", "POST")):
            request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method, headers={"Origin": f"http://127.0.0.1:{port}"})
            with pytest.raises(urllib.error.HTTPError) as refusal:
                urllib.request.urlopen(request, timeout=10)
            assert refusal.value.code == 404
    finally:
        process.terminate()
        process.wait(timeout=30)
