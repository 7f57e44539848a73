"""A real worker, a shop's page of another origin under a strict content security policy, and a real Chromium.

PARLEY names the parley program. Screenshots of the main states are written to the folder that SCREENSHOTS names (default: .build/screenshots).
"""

import base64
import hashlib
import hmac
import http.server
import json
import os
import pathlib
import re
import struct
import subprocess
import threading
import time
import urllib.request
import zlib

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

APP, KEY, SECRET = "5f0000000000000000000001", "app_5f0000000000000000000002", "an-api-secret-for-this-test-only-0001"
USER_SECRET = "a-user-secret-of-more-than-32-characters"
CHATS = {"open": "5f0000000000000000000010", "away": "5f0000000000000000000011", "members": "5f0000000000000000000012", "lasting": "5f0000000000000000000013",
         "small": "5f0000000000000000000014", "portable": "5f0000000000000000000015"}
WHATSAPP, WHATSAPP_SECRET, WHATSAPP_NUMBER = "5f0000000000000000000020", "a-whatsapp-app-secret", "310000000000001"
PAGE = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Aurora Outdoor</title><link rel="stylesheet" href="/shop.css"></head><body><header><h1>Aurora Outdoor</h1><p>Tents, boots and bags for every season</p></header>
<main><article><h2>Trail boots</h2><p>Waterproof, light, made to last.</p></article><article><h2>Two-person tent</h2><p>Up in four minutes.</p></article>
<article><h2>Day pack</h2><p>24 litres, recycled.</p></article></main><script src="{worker}/webchat/{chat}/widget.js" {attributes} async></script></body></html>"""
STYLE = """body{margin:0;font:16px/1.5 sans-serif;background:#f4f1ea;color:#22302b}header{padding:48px;background:#2d4a3e;color:#fff}
main{display:flex;flex-wrap:wrap;gap:24px;padding:32px 48px}article{background:#fff;padding:24px;border-radius:12px;width:220px}"""


def until(look, what, seconds=15):
    """Waits until `look` gives something; a look may fail while the page is being drawn."""
    end = time.monotonic() + seconds
    problem = None
    while time.monotonic() < end:
        try:
            found = look()
            if found:
                return found
        except Exception as error:  # noqa: BLE001: whatever it was, the next look decides
            problem = error
        time.sleep(0.03)
    raise AssertionError(f"waited in vain for {what}; last problem: {problem!r}")


def jwt(user, seconds=600, secret=USER_SECRET, **claims):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    head = part({"alg": "HS256", "typ": "JWT"}) + "." + part({"external_id": user, "exp": int(time.time()) + seconds, **claims})
    code = hmac.new(secret.encode(), head.encode(), hashlib.sha256).digest()
    return head + "." + base64.urlsafe_b64encode(code).rstrip(b"=").decode()


def png(width=600, height=400, noise=False):
    """A picture of a green hill under an evening sky; with noise it cannot be packed and is large."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            hill = y > height * (0.62 - 0.16 * ((x / width - 0.3) ** 2 * 4))
            colour = (46 + y // 12, 110 - y // 10, 92) if hill else (250 - y // 4, 190 - y // 8, 140 + y // 5)
            rows.extend(min(255, max(0, part)) for part in colour)
    if noise:
        rows = bytearray(b"".join(b"\0" + os.urandom(width * 3) for _ in range(height)))

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(bytes(rows))) + chunk(b"IEND", b"")


class Shop:
    """The business's own site."""

    def __init__(self):
        self.worker = ""
        shop = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                path, _, query = self.path.partition("?")
                fields = dict(pair.split("=", 1) for pair in query.split("&") if "=" in pair)
                if path == "/shop.css":
                    return self.answer(STYLE, "text/css")
                attributes = " ".join(f'data-{key}="{fields[key]}"' for key in ("locale", "theme") if key in fields)
                page = PAGE.format(lang=fields.get("lang", "en"), worker=shop.worker, chat=CHATS[fields.get("chat", "open")], attributes=attributes)
                self.answer(page, "text/html; charset=utf-8")

            def answer(self, text, kind):
                body = text.encode()
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Content-Security-Policy", f"default-src 'none'; style-src 'self'; script-src {shop.worker}; connect-src {shop.worker}; img-src {shop.worker}")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class Worker:
    def __init__(self, folder, origin):
        chat = {"type": "web", "displayName": "Aurora Outdoor", "userSecret": USER_SECRET, "allowedOrigins": [origin], "threading": {"reopen": "never"},
                "theme": {"brandColor": "#0f5c57"}, "welcome": {"en": "Hi there! 👋 Ask us anything about your order or our gear.", "ko": "안녕하세요! 👋 무엇을 도와드릴까요?"},
                "responseTime": {"en": "Usually answers within an hour", "ko": "보통 한 시간 안에 답변합니다"},
                "faq": [{"id": "order", "question": {"en": "Where is my order?", "ko": "주문한 상품은 어디에 있나요?"}, "answer": {"en": "You find it under https://shop.example/orders, with its number.", "ko": "https://shop.example/orders 에서 확인하실 수 있습니다."}},
                        {"id": "return", "question": {"en": "How do I send something back?", "ko": "반품은 어떻게 하나요?"}, "answer": {"en": "Within 30 days.", "ko": "30일 안에 가능합니다."}}],
                "privacyPolicy": "https://shop.example/privacy", "terms": "https://shop.example/terms"}
        never = {"timeZone": "Asia/Seoul", "days": {}, "awayText": {"en": "We are away. We answer on the next working day.", "ko": "지금은 상담 시간이 아닙니다. 다음 영업일에 답변드리겠습니다."}}
        chats = [dict(chat, id=CHATS["open"]), dict(chat, id=CHATS["away"], hours=never, contactForm={"when": "away"}),
                 dict(chat, id=CHATS["members"], mode="signedInToStart"), dict(chat, id=CHATS["lasting"], threading={"reopen": "always"}),
                 dict(chat, id=CHATS["small"], fileBytes=65536),
                 dict(chat, id=CHATS["portable"], continueOn=[{"integrationId": WHATSAPP, "number": "+49 151 23456789"}]),
                 # Nobody answers there: what is sent to it waits.
                 {"id": WHATSAPP, "type": "whatsapp", "baseURL": "http://127.0.0.1:9", "phoneNumberId": WHATSAPP_NUMBER, "wabaId": "210987654321098",
                  "accessToken": "a-token", "appSecret": WHATSAPP_SECRET, "verifyToken": "a-verify-token"}]
        configuration = {"sandbox": True, "listen": "127.0.0.1:0", "store": f"sqlite:{folder}/parley.db",
                         "apps": [{"id": APP, "displayName": "Acme", "keys": [{"id": KEY, "secret": SECRET}], "integrations": chats}]}
        file = folder / "parley.json5"
        file.write_text(json.dumps(configuration))
        self.log = open(folder / "log", "w+b")
        self.process = subprocess.Popen([os.environ["PARLEY"], "serve", "--config", str(file)], stdout=self.log, stderr=subprocess.STDOUT)
        self.log_path = folder / "log"
        port = until(lambda: re.search(r'listeners="?port (\d+)', self.log_path.read_text()), "the worker's port")[1]
        self.url = f"http://127.0.0.1:{port}"

    def api(self, method, path, body=None):
        request = urllib.request.Request(self.url + path, method=method, data=None if body is None else json.dumps(body).encode())
        request.add_header("Authorization", "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode())
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def reply(self, conversation, content, name="Mina", **more):
        body = {"author": {"type": "business", "displayName": name}, "content": content if isinstance(content, dict) else {"type": "text", "text": content}, **more}
        return self.api("POST", f"/v2/apps/{APP}/conversations/{conversation}/messages", body)["messages"][0]

    def event(self, kind):
        """The newest event of a kind that was told so far."""
        request = urllib.request.Request(f"{self.url}/parley/v1/apps/{APP}/events", headers={"Last-Event-ID": "0" * 24})
        request.add_header("Authorization", "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode())
        found = None
        with urllib.request.urlopen(request, timeout=3) as stream:
            try:
                for line in stream:
                    event = json.loads(line[5:]) if line.startswith(b"data:") else {}
                    if event.get("type") == kind:
                        found = event
            except TimeoutError:
                pass
        return until(lambda: found, f"an event {kind}", 1)

    def attach(self, name, body, kind):
        """Keeps a file of the business and returns its URL."""
        boundary = "a-boundary-of-this-test"
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="source"; filename="{name}"\r\nContent-Type: {kind}\r\n\r\n'
        request = urllib.request.Request(f"{self.url}/v2/apps/{APP}/attachments", method="POST", data=head.encode() + body + f"\r\n--{boundary}--\r\n".encode())
        request.add_header("Authorization", "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode())
        request.add_header("Content-Type", f"multipart/form-data; boundary={boundary}")
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)["attachment"]["mediaUrl"]

    def whatsapp(self, text, number="15550107777"):
        """A customer writes on WhatsApp: a webhook as Meta sends and signs it."""
        self.written = getattr(self, "written", 0) + 1
        message = {"from": number, "id": f"wamid.{number}.{self.written}", "timestamp": str(int(time.time())), "type": "text", "text": {"body": text}}
        value = {"messaging_product": "whatsapp", "metadata": {"display_phone_number": "4915123456789", "phone_number_id": WHATSAPP_NUMBER},
                 "contacts": [{"profile": {"name": "Mara"}, "wa_id": number}], "messages": [message]}
        body = json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "210987654321098", "changes": [{"field": "messages", "value": value}]}]}).encode()
        signature = "sha256=" + hmac.new(WHATSAPP_SECRET.encode(), body, hashlib.sha256).hexdigest()
        request = urllib.request.Request(f"{self.url}/webhooks/{WHATSAPP}", method="POST", data=body, headers={"Content-Type": "application/json", "X-Hub-Signature-256": signature})
        urllib.request.urlopen(request, timeout=10).close()

    def close(self):
        self.process.terminate()
        assert self.process.wait(timeout=30) == 0, self.log_path.read_text()[-2000:]


class Chat:
    """What a visitor sees and does in one tab."""

    def __init__(self, driver, worker, shop, folder):
        self.driver, self.worker, self.shop, self.folder = driver, worker, shop, folder

    def visit(self, chat="open", fresh=True, **fields):
        self.chat = chat
        query = "&".join([f"chat={chat}"] + [f"{key}={value}" for key, value in fields.items()])
        if fresh:
            # From a page without the widget, which would write its token again.
            self.driver.get(f"{self.shop.origin}/shop.css")
            self.driver.execute_script("localStorage.clear()")
        self.driver.get(f"{self.shop.origin}/?{query}")
        until(lambda: self.one(".launcher"), "the launcher")
        return self

    @property
    def root(self):
        return self.driver.find_element(By.CSS_SELECTOR, "parley-chat").shadow_root

    def all(self, selector):
        return self.root.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        found = self.all(selector)
        return found[0] if found else None

    def texts(self, selector):
        return [element.text for element in self.all(selector)]

    def open(self):
        self.one(".launcher").click()
        until(lambda: self.one(".panel").is_displayed(), "the panel")
        return self

    def say(self, text):
        box = until(lambda: self.one(".composer textarea"), "the composer")
        box.send_keys(text)
        box.send_keys(Keys.ENTER)

    def choose(self, path):
        until(lambda: self.one(".composer input[type=file]"), "the field for files").send_keys(str(path))

    def messages(self):
        return self.worker.api("GET", f"/v2/apps/{APP}/conversations/{self.conversation()}/messages")["messages"]

    def see(self, text, selector=".bubble"):
        return until(lambda: [element for element in self.all(selector) if text in element.text], f"{text!r} in {selector}; there is {self.seen(selector)}")

    def seen(self, selector):
        try:
            return self.texts(selector)
        except Exception as error:  # noqa: BLE001: only for the message
            return repr(error)

    @property
    def token(self):
        return json.loads(self.driver.execute_script(f"return localStorage.getItem('parley:{CHATS[self.chat]}:token')"))

    def thread(self):
        request = urllib.request.Request(f"{self.worker.url}/webchat/{CHATS[self.chat]}/thread", headers={"Authorization": f"Bearer {self.token}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def conversation(self):
        return until(lambda: self.thread()["conversation"], "the conversation")["id"]

    def reply(self, content, **more):
        return self.worker.reply(self.conversation(), content, **more)

    def picture(self, name):
        self.driver.save_screenshot(str(self.folder / f"{name}.png"))

    def offline(self, on):
        self.network(offline=on)

    def network(self, offline=False, upload=-1):
        """`upload` in bytes per second."""
        self.driver.execute_cdp_cmd("Network.enable", {})
        self.driver.execute_cdp_cmd("Network.emulateNetworkConditions", {"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": upload})


def chromium(width=1180, height=820, **phone):
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", f"--window-size={width},{height}"):
        options.add_argument(argument)
    if phone:
        options.add_experimental_option("mobileEmulation", {"deviceMetrics": {"width": 390, "height": 844, "pixelRatio": 2, "touch": True}})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))


@pytest.fixture(scope="session")
def shop():
    return Shop()


@pytest.fixture(scope="session")
def worker(shop, tmp_path_factory):
    worker = Worker(tmp_path_factory.mktemp("worker"), shop.origin)
    shop.worker = worker.url
    yield worker
    worker.close()


@pytest.fixture(scope="session")
def pictures():
    folder = pathlib.Path(os.environ.get("SCREENSHOTS", ".build/screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def browser():
    driver = chromium()
    yield driver
    driver.quit()


@pytest.fixture
def chat(browser, worker, shop, pictures):
    chat = Chat(browser, worker, shop, pictures)
    yield chat
    chat.offline(False)
    for tab in browser.window_handles[1:]:
        browser.switch_to.window(tab)
        browser.close()
    browser.switch_to.window(browser.window_handles[0])
    blocked = [entry["message"] for entry in browser.get_log("browser") if "Content Security Policy" in entry["message"] or "parley:" in entry["message"]]
    assert not blocked, blocked


@pytest.fixture
def phone(worker, shop, pictures):
    driver = chromium(phone=True)
    yield Chat(driver, worker, shop, pictures)
    driver.quit()
