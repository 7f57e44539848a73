"""Custom channels: the page of the README, run as it stands there, and a second provider by configuration alone.

PARLEY names the parley program. The provider lives in this process; its webhooks are signed by the package standardwebhooks.
"""

import base64
import contextlib
import datetime
import hashlib
import hmac
import http.server
import json
import os
import pathlib
import random
import re
import secrets
import socket
import subprocess
import threading
import time
import urllib.parse

import pytest
from standardwebhooks import Webhook

from stage import Desk, call, wait_for

PAGE = (pathlib.Path(__file__).parents[2] / "README.md").read_text().split("\n### Custom channels\n")[1].split("\n## ")[0]
APP = "65a0c0ffee00000000000001"
BEACON = "65a0c0ffee0000000000000e"
PELICAN = "65a0c0ffee0000000000000f"
SECRETS = {"beacon-webhook-secret": "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode(), "beacon-token": "token-of-beacon"}
KEY = b"key-of-pelican"


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


INBOUND, OUTBOUND, ANSWER, STATUS = blocks("json")

# Nothing in common with Beacon: one SMS in a body, a code over time and body, forms, an answer that names an error of 0, no ids.
SECOND = """
{ id: "%s", type: "custom", displayName: "Pelican", baseURL: "PROVIDER",
  verify: { kind: "hmac", header: "X-Pelican-Signature", prefix: "v1=", encoding: "base64", algorithm: "sha512",
            signed: "{timestamp}:{body}", timestampHeader: "X-Pelican-Time" },
  webhookSecret: "key-of-pelican",
  inbound: { timeFormat: "seconds", rules: [
    { when: { "$.dlr": true }, event: "status", message: "$.dlr.ref", state: "$.dlr.code", states: { "0": "delivered", "1": "failed" },
      errorCode: "$.dlr.reason" },
    { event: "message", id: "$.mo", at: "$.ts", sender: "$.msisdn", phone: "$.msisdn", text: "$.content" } ] },
  sendSecret: "acme:secret",
  outbound: { path: "/sms/send.php", format: "form", sign: { kind: "basic" },
              body: { dest: "$.to", content: "$.text", ref: "$.key" }, answer: { error: "$.status" } },
  failures: { "0": "accepted", "17": "recipient_invalid" },
  capabilities: { content: ["text"], textLimit: 70, textUnit: "utf16" } }
""" % PELICAN

# A provider that cannot prove anything: the address is the secret.
HERON = "65a0c0ffee00000000000010"
ADDRESS_SECRET = secrets.token_hex(24)
THIRD = """
{ id: "%s", type: "custom", displayName: "Heron", baseURL: "PROVIDER", verify: { kind: "path" }, webhookSecret: "%s",
  inbound: { rules: [ { event: "message", id: "$.id", sender: "$.from", text: "$.text" } ] }, outbound: { path: "/heron" } }
""" % (HERON, ADDRESS_SECRET)


class Provider:
    """Takes what the worker posts, and answers as it is told."""

    def __init__(self):
        self.requests, self.answers = [], {}
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                provider.requests.append((self.path, self.headers, body))
                status, answer = provider.answers[self.path]
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def taken(self, path):
        return [(headers, body) for at, headers, body in list(self.requests) if at == path]


class World:
    def __init__(self, folder, program):
        with contextlib.closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.program, self.url = program, f"http://127.0.0.1:{port}"
        secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
        self.desk, self.provider = Desk(secret), Provider()
        (beacon,) = blocks("json5")
        beacon = re.sub(r'\{ credential: "([a-z-]+)" \}', lambda found: f'"{SECRETS[found[1]]}"', beacon)
        beacon = beacon.replace("https://api.beacon.example", self.provider.url)
        self.file = folder / "parley.json5"
        self.file.write_text(f"""{{
          sandbox: true, listen: "127.0.0.1:{port}", store: "sqlite:{folder}/parley.db", publicURL: "{self.url}",
          apps: [ {{ id: "{APP}", keys: [ {{ id: "app_{APP}", secret: "password-of-the-test" }} ],
            webhooks: [ {{ target: "{self.desk.url}", triggers: ["*"], secret: "{secret}" }} ],
            integrations: [ {beacon}, {SECOND.replace("PROVIDER", self.provider.url)},
              {THIRD.replace("PROVIDER", self.provider.url)} ] }} ] }}""")
        self.log = folder / "log"
        with open(self.log, "wb") as log:
            self.worker = subprocess.Popen([program, "serve", "--config", str(self.file)], stdout=log, stderr=log)
        wait_for(self.is_ready, "the worker is not ready")

    def is_ready(self):
        assert self.worker.poll() is None, self.log.read_text()
        try:
            return call("GET", self.url + "/readyz")[0] == 200
        except (OSError, ValueError):
            return False

    def close(self):
        self.worker.terminate()
        self.worker.wait(timeout=30)
        self.provider.server.shutdown()
        self.desk.close()

    def post(self, integration, body, headers):
        return call("POST", f"{self.url}/webhooks/{integration}", body, headers)[0]

    def reply(self, conversation, text):
        basic = base64.b64encode(f"app_{APP}:password-of-the-test".encode()).decode()
        body = {"author": {"type": "business"}, "content": {"type": "text", "text": text}}
        status, _, answer = call(
            "POST", f"{self.url}/v2/apps/{APP}/conversations/{conversation}/messages", body, {"Authorization": f"Basic {basic}"}
        )
        assert status == 201, answer
        return answer["messages"][0]["id"]

    def run(self, *arguments, text=""):
        return subprocess.run([self.program, *arguments], input=text, capture_output=True, text=True, timeout=30)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    program = os.environ.get("PARLEY")
    if not program:
        pytest.skip("PARLEY names no program")
    world = World(tmp_path_factory.mktemp("parley"), program)
    try:
        yield world
    finally:
        world.close()
    assert not world.desk.problems, "\n".join(world.desk.problems[:20])


def signed(body, secret=SECRETS["beacon-webhook-secret"], at=None, name="msg_" + secrets.token_hex(8)):
    at = at or datetime.datetime.now(datetime.timezone.utc)
    return {
        "webhook-id": name,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(name, at, body),
        "Content-Type": "application/json",
    }


# The page of the README


def test_the_page_s_configuration_is_good(world):
    run = world.run("check", "--config", str(world.file))
    assert run.returncode == 0, run.stderr


def test_the_page_s_message_comes_in_its_reply_goes_out_and_its_status_comes_back(world):
    assert world.post(BEACON, INBOUND.encode(), signed(INBOUND)) == 200
    came = world.desk.event("conversation:message", lambda payload: payload["message"]["content"].get("text") == "Does it leave today?")
    payload = came["payload"]
    assert payload["message"]["author"]["displayName"] == "Mara"
    assert payload["message"]["source"]["originalMessageId"] == "be-1"

    world.provider.answers["/v1/messages"] = (202, ANSWER.encode())
    expected = json.loads(OUTBOUND)
    reply = world.reply(payload["conversation"]["id"], expected["content"]["text"])
    headers, body = wait_for(lambda: world.provider.taken("/v1/messages"))[0]
    sent = json.loads(body)
    assert sent | {"reference": "…"} == expected and sent["reference"]
    assert headers["Authorization"] == "Bearer token-of-beacon" and headers["Content-Type"] == "application/json"

    status = STATUS.replace('"reference": "…"', f'"reference": "{sent["reference"]}"')
    assert world.post(BEACON, status.encode(), signed(status)) == 200
    world.desk.event("conversation:message:delivery:user", lambda payload: payload["message"]["id"] == reply)


def test_the_page_s_session_shows_what_the_program_prints(world):
    (session,) = blocks("console")
    runs = re.findall(r"^\$ parley ([^\n]*)\n(.*?)(?=^\$|\Z)", session, re.DOTALL | re.MULTILINE)
    assert len(runs) == 2
    for line, expected in runs:
        words = re.findall(r'"[^"]*"|[^\s"]+', line.split(" < ")[0])
        run = world.run(*[word.strip('"') for word in words], "--config", str(world.file), text=INBOUND)
        assert (run.returncode, run.stdout) == (0, expected), run.stderr


def test_what_cannot_be_mapped_is_told(world):
    for body, words in [("{", "not JSON"), ("{}", "inbound.each"), ('{"events":[{"type":"x"}]}', "no rule of `inbound` fits")]:
        run = world.run("map", BEACON, "--config", str(world.file), text=body)
        assert run.returncode == 1 and words in run.stdout + run.stderr, (body, run.stdout, run.stderr)
    card = INBOUND.replace("Does it leave today?", "4111 1111 1111 1111")
    run = world.run("map", BEACON, "--config", str(world.file), text=card)
    assert run.returncode == 0 and "4111 1111" not in run.stdout


def test_a_mistake_is_told_with_its_line_and_key(world, tmp_path):
    text = world.file.read_text().replace('sender: "@.from.id", name:', 'sender: "@from.id", name:')
    line = next(number for number, line in enumerate(text.splitlines(), 1) if '"@from.id"' in line)
    text = text.replace('textUnit: "utf16"', 'textUnit: "words"')
    (tmp_path / "bad.json5").write_text(text)
    run = world.run("check", "--config", str(tmp_path / "bad.json5"))
    assert run.returncode == 3
    assert "apps[0].integrations[0].inbound.rules[0].sender" in run.stderr and f"{line}" in run.stderr, run.stderr
    assert "apps[0].integrations[1].capabilities.textUnit" in run.stderr, run.stderr


# The package's signatures


def test_the_worker_accepts_what_the_package_signs(world):
    for number in range(100):
        body = json.dumps({"events": [], "number": number, "text": "ü€😀"}, ensure_ascii=number % 2 == 0)
        assert world.post(BEACON, body.encode(), signed(body, name=f"msg_{number}")) == 200


def test_the_worker_refuses_a_thousand_mutations(world):
    chance = random.Random(20261121)
    before = world.desk.kinds()["conversation:message"]
    for number in range(1000):
        body = json.dumps({"events": [{"type": "message", "id": f"bad-{number}", "from": {"id": "b-1"}, "text": "forged"}]})
        headers, kind = signed(body, name=f"msg_{number}"), number % 8
        now = datetime.datetime.now(datetime.timezone.utc)
        if kind == 0:
            place = chance.randrange(len(body))
            body = body[:place] + chr(ord(body[place]) ^ 1) + body[place + 1 :]
        elif kind == 1:
            code = headers["webhook-signature"]
            place = chance.randrange(3, len(code) - 2)
            headers["webhook-signature"] = code[:place] + ("A" if code[place] != "A" else "B") + code[place + 1 :]
        elif kind == 2:
            headers["webhook-id"] += "x"
        elif kind == 3:
            headers["webhook-timestamp"] = str(int(headers["webhook-timestamp"]) + chance.choice([-1, 1]))
        elif kind == 4:
            del headers[chance.choice(["webhook-id", "webhook-timestamp", "webhook-signature"])]
        elif kind == 5:
            headers = signed(body, "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode())
        elif kind == 6:
            headers = signed(body, at=now + datetime.timedelta(seconds=chance.choice([-1, 1]) * chance.randrange(310, 90_000)))
        else:
            headers["webhook-signature"] = headers["webhook-signature"].replace("v1,", chance.choice(["v1a,", "v2,", "", "V1,"]))
        assert world.post(BEACON, body.encode(), headers) == 401, (number, body, headers)
    assert world.desk.kinds()["conversation:message"] == before


# Another provider


def pelican(body, key=KEY):
    at = str(int(time.time()))
    code = hmac.new(key, f"{at}:{body}".encode(), hashlib.sha512).digest()
    return {"X-Pelican-Signature": "v1=" + base64.b64encode(code).decode(), "X-Pelican-Time": at, "Content-Type": "application/json"}


def test_a_second_provider_needs_nothing_but_configuration(world):
    body = json.dumps({"mo": 5, "ts": int(time.time()), "msisdn": "+15550107777", "content": "Is it open?"})
    assert world.post(PELICAN, body.encode(), pelican(body, b"another key")) == 401
    assert world.post(PELICAN, body.encode(), pelican(body)) == 200
    payload = world.desk.event("conversation:message", lambda payload: payload["message"]["content"].get("text") == "Is it open?")["payload"]

    world.provider.answers["/sms/send.php"] = (200, b'{"status": 0}')
    reply = world.reply(payload["conversation"]["id"], "Until six.")
    headers, body = wait_for(lambda: world.provider.taken("/sms/send.php"))[0]
    fields = urllib.parse.parse_qs(body.decode())
    assert fields == {"dest": ["+15550107777"], "content": ["Until six."], "ref": [f"{reply}-0"]}
    assert headers["Authorization"] == "Basic " + base64.b64encode(b"acme:secret").decode()

    for code, kind in [("0", "conversation:message:delivery:user")]:
        body = json.dumps({"dlr": {"ref": f"{reply}-0", "code": code}})
        assert world.post(PELICAN, body.encode(), pelican(body)) == 200
        world.desk.event(kind, lambda payload: payload["message"]["id"] == reply)

    world.provider.answers["/sms/send.php"] = (200, b'{"status": 17}')
    reply = world.reply(payload["conversation"]["id"], "Are you there?")
    lost = world.desk.event("conversation:message:delivery:failure", lambda payload: payload["message"]["id"] == reply)["payload"]
    assert lost["error"]["underlyingError"]["code"] == "17" or "recipient_invalid" in json.dumps(lost), lost


def test_a_secret_address_opens_one_integration_and_is_not_stored(world):
    body = json.dumps({"id": "h-1", "from": "someone", "text": "by a secret address"}).encode()
    for path, status in [
        (HERON, 401), (f"{HERON}/", 401), (f"{HERON}/{ADDRESS_SECRET[1:]}", 401), (f"{HERON}/{ADDRESS_SECRET}/x", 401),
        (f"{BEACON}/{ADDRESS_SECRET}", 404), (f"x{HERON}/{ADDRESS_SECRET}", 404), (f"{HERON}/{ADDRESS_SECRET}", 200),
    ]:
        assert world.post(path, body, {"Content-Type": "application/json"}) == status, path
    world.desk.event("conversation:message", lambda payload: payload["message"]["content"].get("text") == "by a secret address")
    for file in world.file.parent.glob("parley.db*"):
        assert ADDRESS_SECRET.encode() not in file.read_bytes(), file
    assert ADDRESS_SECRET not in world.log.read_text()
