"""S3: a visitor leaves, an agent replies, and a mail brings the visitor back: through a real worker and a strict mail server.

Python's own mail library reads what arrived.
"""

import base64
import email
import email.policy
import json
import os
import re
import subprocess
import time
import urllib.request

import pytest

from stage import call, wait_for

APP, CHAT, KEY, SECRET = "5f0000000000000000000001", "5f0000000000000000000010", "app_5f0000000000000000000002", "an-api-secret-for-this-test-only-0001"
AGENT = {"Authorization": "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()}


class Process:
    def __init__(self, folder, name, *command):
        self.log = folder / f"{name}-{time.monotonic_ns()}.log"
        self.process = subprocess.Popen(command, stdout=self.log.open("wb"), stderr=subprocess.STDOUT)

    def says(self, pattern):
        return wait_for(lambda: re.search(pattern, self.log.read_text()), f"{pattern} in vain: {self.log.read_text()[-800:]}")[1]

    def end(self, kill=False):
        self.process.kill() if kill else self.process.terminate()
        self.process.wait(timeout=40)


class Place:
    """A worker with a web chat whose replies wait three seconds, and a mail server with an account."""

    def __init__(self, folder):
        for program in ["PARLEY", "PARLEY_MOCKS"]:
            if not os.environ.get(program):
                pytest.skip(f"{program} names no program")
        self.folder = folder
        self.mocks = Process(folder, "mocks", os.environ["PARLEY_MOCKS"], "--listen", "127.0.0.1:0")
        self.mock_url = "http://127.0.0.1:" + self.mocks.says(r"port (\d+)")
        self.mock("configure", username="parley", password="a-mail-password")
        port = call("GET", f"{self.mock_url}/mail")[2]["port"]
        chat = {"id": CHAT, "type": "web", "displayName": "Aurora Outdoor", "userSecret": "a-user-secret-of-more-than-32-characters", "absence": {"after": 3, "link": "https://shop.example/help"}}
        configuration = {"sandbox": True, "listen": "127.0.0.1:0", "store": f"sqlite:{folder}/parley.db",
                         "smtp": {"url": f"smtp://127.0.0.1:{port}", "from": "Aurora Outdoor <help@shop.example>", "username": "parley", "password": "a-mail-password"},
                         "apps": [{"id": APP, "displayName": "Acme", "keys": [{"id": KEY, "secret": SECRET}], "integrations": [chat]}]}
        (folder / "parley.json5").write_text(json.dumps(configuration))
        self.start()

    def start(self):
        self.worker = Process(self.folder, "worker", os.environ["PARLEY"], "serve", "--config", str(self.folder / "parley.json5"))
        self.url = "http://127.0.0.1:" + self.worker.says(r'listeners="?port (\d+)')

    def close(self):
        self.worker.end()
        self.mocks.end()

    def mock(self, name, **body):
        assert call("POST", f"{self.mock_url}/_mock/mail/{name}", body)[0] == 200

    def mails(self):
        return call("GET", f"{self.mock_url}/_mock/mail/ledger")[2]["entries"]

    def letters(self):
        return [email.message_from_bytes(entry["body"].encode(), policy=email.policy.default) for entry in self.mails()]

    def visitor(self, mail=None, name="Ada"):
        """A visitor who has written, and is not connected."""
        token = call("POST", f"{self.url}/webchat/{CHAT}/session", {"token": None, "jwt": None})[2]["token"]
        visitor = Visitor(self, {"Authorization": f"Bearer {token}"})
        if mail:
            visitor.does("contact", name=name, email=mail)
        visitor.does("messages", content={"type": "text", "text": "Where is my parcel?"}, locale="ko" if name == "민아" else "en")
        visitor.conversation = wait_for(lambda: (call("GET", f"{self.url}/webchat/{CHAT}/thread", headers=visitor.headers)[2]["conversation"] or {}).get("id"), "no conversation")
        return visitor

    def reply(self, visitor, text):
        body = {"author": {"type": "business", "displayName": "Mina"}, "content": {"type": "text", "text": text}}
        assert call("POST", f"{self.url}/v2/apps/{APP}/conversations/{visitor.conversation}/messages", body, AGENT)[0] == 201

    def events(self, kind, conversation):
        """What the event stream has told so far."""
        request = urllib.request.Request(f"{self.url}/parley/v1/apps/{APP}/events", headers={**AGENT, "Last-Event-ID": "0" * 24})
        found = []
        with urllib.request.urlopen(request, timeout=15) as stream:
            # What is kept comes at once; a second of silence is its end.
            stream.fp.raw._sock.settimeout(1)
            try:
                for line in stream:
                    event = json.loads(line[5:]) if line.startswith(b"data:") else {}
                    if event.get("type") == kind and event["payload"]["conversation"]["id"] == conversation:
                        found.append(event["payload"])
            except TimeoutError:
                pass
        return found


class Visitor:
    def __init__(self, place, headers):
        self.place, self.headers, self.count, self.conversation = place, headers, 0, None

    def does(self, what, **body):
        self.count += 1
        status, _, answer = call("POST", f"{self.place.url}/webchat/{CHAT}/{what}", {"clientId": f"act-{self.count:05}", **body}, self.headers)
        assert status == 200, answer


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("absence"))
    yield place
    place.close()


def test_a_visitor_who_has_left_gets_one_mail(place):
    """Also: card numbers masked, nobody's absence note answers, a way back, no second mail for a second reply."""
    visitor = place.visitor("ada@example.com")
    place.reply(visitor, "It left <b>yesterday</b>. Your card 4111 1111 1111 1111 was charged.")
    place.reply(visitor, "It will be there on Monday.")
    letter = wait_for(place.letters, "no mail")[0]
    assert letter["To"] == "<ada@example.com>" or letter["To"].addresses[0].addr_spec == "ada@example.com"
    assert letter["From"].addresses[0].display_name == "Aurora Outdoor" and letter["From"].addresses[0].addr_spec == "help@shop.example"
    assert letter["Subject"] == "Aurora Outdoor has replied to you"
    assert letter["Auto-Submitted"] == "auto-generated" and "mailto:help@shop.example" in letter["List-Unsubscribe"]
    text, page = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "4111" in text and "1111 1111 1111" not in text + page
    assert "https://shop.example/help" in text and 'href="https://shop.example/help"' in page
    assert "It left <b>yesterday</b>." in text and "&lt;b&gt;yesterday&lt;/b&gt;" in page and "on Monday" in text
    place.reply(visitor, "Anything else?")
    time.sleep(5)
    assert len(place.letters()) == 1
    assert [event["mail"] for event in place.events("parley:customer:absent", visitor.conversation)] == [True]
    assert [event["state"] for event in place.events("parley:customer:mail", visitor.conversation)] == ["sent"]


def test_who_reads_in_time_gets_no_mail(place):
    before = len(place.mails())
    visitor = place.visitor("bo@example.com")
    place.reply(visitor, "Hello")
    visitor.does("activity", type="read", at=None)
    time.sleep(5)
    assert len(place.mails()) == before
    assert not place.events("parley:customer:absent", visitor.conversation)


def test_without_an_address_only_the_business_is_told(place):
    before = len(place.mails())
    visitor = place.visitor()
    place.reply(visitor, "Hello")
    wait_for(lambda: [event["mail"] for event in place.events("parley:customer:absent", visitor.conversation)] == [False], "no event")
    assert len(place.mails()) == before


def test_a_restart_changes_nothing(place):
    """The wait survives a kill, and so does the knowledge that the mail was sent."""
    before = len(place.mails())
    visitor = place.visitor("cy@example.com")
    place.reply(visitor, "Before the power cut")
    place.worker.end(kill=True)
    place.start()
    wait_for(lambda: len(place.mails()) == before + 1, "no mail after the restart")
    wait_for(lambda: place.events("parley:customer:mail", visitor.conversation), "no event")
    place.worker.end(kill=True)
    place.start()
    time.sleep(5)
    assert len(place.mails()) == before + 1


def test_a_refusal_is_shown_to_the_agent(place):
    before = len(place.mails())
    place.mock("reply", to="RCPT", **{"with": "550 5.1.1 nobody here"})
    visitor = place.visitor("gone@example.com")
    place.reply(visitor, "Hello")
    wait_for(lambda: [(event["state"], event["error"]["code"]) for event in place.events("parley:customer:mail", visitor.conversation)] == [("failed", "provider_rejected")], "no event")
    assert len(place.mails()) == before


def test_korean_visitors_get_korean_mails(place):
    before = len(place.mails())
    visitor = place.visitor("mina@example.com", name="민아")
    place.reply(visitor, "네, 가능합니다.")
    wait_for(lambda: len(place.mails()) == before + 1, "no mail")
    letter = place.letters()[-1]
    assert letter["Subject"] == "Aurora Outdoor에서 답변을 보냈습니다"
    assert "네, 가능합니다." in letter.get_body(("plain",)).get_content()
