"""Twilio's own Python library against the mock and against the worker's check of signatures.

PARLEY_MOCKS names the parley-mocks program, PARLEY the parley program. The library is not changed: only its HTTP client leads
api.twilio.com to the mock.
"""

import contextlib
import hashlib
import http.client
import http.server
import json
import os
import random
import socket
import subprocess
import threading
import time
import urllib.parse

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator, get_signature_algorithm
from twilio.rest import Client

from parley_mocks import Mock, wait_for

ACCOUNT = "AC0123456789abcdef0123456789abcdef"
TOKEN = "mock-auth-token"
SENDER = "+15550100"
CUSTOMER = "+15550107777"
PUBLIC = "https://messages.example.com"


class Redirect(TwilioHttpClient):
    """Leads requests for Twilio's host to the mock."""

    def __init__(self, base):
        super().__init__(timeout=10)
        self.base = base

    def request(self, method, url, *rest, **more):
        return super().request(method, url.replace("https://api.twilio.com", self.base), *rest, **more)


class Callback:
    """A webhook endpoint that keeps what Twilio's validator says of each request."""

    def __init__(self):
        self.posts, self.wrong = [], []
        callback = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                text = self.rfile.read(int(self.headers["Content-Length"])).decode()
                fields = dict(urllib.parse.parse_qsl(text, keep_blank_values=True))
                settings = self.headers.get("X-Twilio-Webhooks-Signature-Settings")
                key = "shared-key" if settings else TOKEN
                is_valid = RequestValidator(key).validate(
                    callback.url + self.path.removeprefix("/"), fields, self.headers["X-Twilio-Signature"], get_signature_algorithm(settings)
                )
                (callback.posts if is_valid else callback.wrong).append(fields)
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture(scope="module")
def mock():
    program = os.environ.get("PARLEY_MOCKS")
    if not program:
        pytest.skip("PARLEY_MOCKS names no program")
    mock = Mock(program, "twilio")
    yield mock
    mock.close()


@pytest.fixture
def client(mock):
    mock.call("reset", {})
    return Client(ACCOUNT, TOKEN, http_client=Redirect(mock.base))


@pytest.fixture(scope="module")
def callback():
    callback = Callback()
    yield callback
    callback.server.shutdown()


def test_messages_are_sent_read_and_listed(client):
    sent = client.messages.create(to=CUSTOMER, from_=SENDER, body="Hello & bye +1 안녕")
    assert sent.status == "queued" and sent.num_segments == "1" and sent.sid.startswith("SM")
    media = client.messages.create(to=CUSTOMER, from_=SENDER, media_url=["https://a.example/1.jpg", "https://a.example/2.jpg"])
    assert media.num_media == "2" and media.sid.startswith("MM")
    service = client.messages.create(to=CUSTOMER, messaging_service_sid="MG0123456789abcdef0123456789abcdef", body="x" * 161)
    assert service.status == "accepted" and service.num_segments == "2"
    assert client.messages(sent.sid).fetch().body == "Hello & bye +1 안녕"
    listed = client.messages.list(to=CUSTOMER, page_size=2)
    assert [message.sid for message in listed] == [service.sid, media.sid, sent.sid]


@pytest.mark.parametrize(
    "change, code",
    [({"to": "123"}, 21211), ({"body": "x" * 1601}, 21617), ({"from_": "+19990100"}, 21606), ({"to": "+15005550004"}, 21610), ({"body": ""}, 21602)],
)
def test_what_twilio_refuses_is_refused_with_its_code(client, change, code):
    with pytest.raises(TwilioRestException) as refusal:
        client.messages.create(**({"to": CUSTOMER, "from_": SENDER, "body": "x"} | change))
    assert refusal.value.code == code and refusal.value.status == 400


def test_a_wrong_token_is_refused(mock):
    with pytest.raises(TwilioRestException) as refusal:
        Client(ACCOUNT, "wrong", http_client=Redirect(mock.base)).messages.create(to=CUSTOMER, from_=SENDER, body="x")
    assert refusal.value.code == 20003 and refusal.value.status == 401


@pytest.mark.parametrize("key", [None, "shared-key"])
def test_twilios_validator_accepts_every_webhook_of_the_mock(client, mock, callback, key):
    mock.call("configure", {"webhookURL": callback.url + "in?tenant=7", "sharedKey": key})
    before = len(callback.posts)
    texts = ["Hello", "a & b = c + d %41", "Grüße 안녕 😀", "line\nline\r\n", "", "'\"<>;/?:@"]
    for text in texts:
        mock.call("inbound", {"from": CUSTOMER, "text": text, "extra": {"Unknown Field": "ü + 1"}})
    for kind in ["media", "button", "location", "stop", "start"]:
        mock.call("inbound", {"from": "whatsapp:" + CUSTOMER, "kind": kind, "name": "Mara"})
    client.messages.create(to=CUSTOMER, from_=SENDER, body="x", status_callback=callback.url + "status?parley=m.0.a&x=%20y")
    wait_for(lambda: len(callback.posts) - before + len(callback.wrong) >= len(texts) + 5 + 2)
    assert not callback.wrong
    assert {post["Body"] for post in callback.posts if "Body" in post} >= set(texts)


# The worker's own check.


@pytest.fixture(scope="module")
def worker(tmp_path_factory):
    program = os.environ.get("PARLEY")
    if not program:
        pytest.skip("PARLEY names no program")
    with contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("parley")
    account = {"type": "twilio", "accountSid": ACCOUNT, "authToken": TOKEN, "from": SENDER}
    configuration = {
        "sandbox": True,
        "listen": f"127.0.0.1:{port}",
        "store": f"sqlite:{folder}/parley.db",
        "publicURL": PUBLIC,
        "apps": [
            {
                "id": "65a0c0ffee00000000000001",
                "keys": [{"id": "app_65a0c0ffee00000000000001", "secret": "x" * 24}],
                "integrations": [
                    {"id": "65a0c0ffee0000000000000a", **account},
                    {"id": "65a0c0ffee0000000000000b", **account, "publicURL": "https://other.example:8443", "webhookSharedKey": "shared-key"},
                ],
            }
        ],
    }
    (folder / "parley.json5").write_text(json.dumps(configuration))
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen([program, "serve", "--config", str(folder / "parley.json5")], stdout=log, stderr=log)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    wait_for(lambda: is_ready(connection))
    yield connection
    connection.close()
    process.terminate()
    process.wait(timeout=30)


def is_ready(connection):
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        answer.read()
        return answer.status == 200
    except OSError:
        connection.close()
        time.sleep(0.02)
        return False


def post(worker, target, body, headers):
    worker.request("POST", target, body, headers)
    answer = worker.getresponse()
    answer.read()
    return answer.status


def signed_requests(count, seed):
    """Requests as Twilio makes them, signed by its own library."""
    chance = random.Random(seed)
    words = ["Hello", "a & b", "1+1=2", "100 %", "Grüße", "안녕 😀", "", " ", "line\nline", "=", "&", "%41", "a+b"]
    for number in range(count):
        is_second = number % 2 == 1
        base = "https://other.example:8443" if is_second else PUBLIC
        path = "/webhooks/65a0c0ffee0000000000000" + ("b" if is_second else "a")
        if number % 5 == 0:
            path += "?tenant=7&x=%20y"
        names = ["Body", "From", "To", "ProfileName", "New Field", "Ünïcode", "a"]
        fields = {name: chance.choice(words) for name in chance.sample(names, chance.randrange(2, len(names)))}
        fields |= {"MessageSid": "SM%032x" % number, "From": CUSTOMER, "SmsStatus": "received"}
        url = base + path
        # Twilio writes the port or leaves it out.
        if number % 3 == 0:
            url = url.replace("https://messages.example.com", "https://messages.example.com:443").replace(":8443", "")
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if is_second and number % 4 == 1:
            headers["X-Twilio-Webhooks-Signature-Settings"] = "key=k1,algorithm=HMAC_SHA256"
            code = RequestValidator("shared-key").compute_signature(url, fields, "HMAC_SHA256")
        else:
            code = RequestValidator(TOKEN).compute_signature(url, fields)
        yield base, path, fields, headers | {"X-Twilio-Signature": code}


def is_valid(base, path, fields, headers):
    """What Twilio's own validator says."""
    settings = headers.get("X-Twilio-Webhooks-Signature-Settings")
    key = "shared-key" if settings else TOKEN
    return RequestValidator(key).validate(base + path, fields, headers["X-Twilio-Signature"], get_signature_algorithm(settings))


def test_the_worker_accepts_what_the_validator_accepts(worker):
    for base, path, fields, headers in signed_requests(200, 1):
        assert is_valid(base, path, fields, headers)
        assert post(worker, path, urllib.parse.urlencode(fields), headers) == 200, (path, fields, headers)


def test_the_worker_accepts_a_json_body_by_its_hash(worker):
    body = '{"a": "ü"}'
    path = "/webhooks/65a0c0ffee0000000000000a?bodySHA256=" + hashlib.sha256(body.encode()).hexdigest()
    code = RequestValidator(TOKEN).compute_signature(PUBLIC + path, {})
    assert RequestValidator(TOKEN).validate(PUBLIC + path, body, code)
    headers = {"Content-Type": "application/json", "X-Twilio-Signature": code}
    assert post(worker, path, body.encode(), headers) == 200
    assert post(worker, path, b'{"a": "u"}', headers) == 401
    assert post(worker, path.replace("bodySHA256", "bodySHA255"), body.encode(), headers) == 401


def test_the_worker_refuses_a_thousand_mutations(worker):
    chance = random.Random(20261121)
    tried = 0
    for base, path, fields, headers in signed_requests(1100, 2):
        kind = chance.randrange(6)
        fields, headers, target = dict(fields), dict(headers), path
        name = chance.choice(sorted(fields))
        if kind == 0:
            fields[name] += "x"
        elif kind == 1:
            del fields[name]
        elif kind == 2:
            fields["Extra"] = "1"
        elif kind == 3:
            code = headers["X-Twilio-Signature"]
            place = chance.randrange(len(code) - 2)
            headers["X-Twilio-Signature"] = code[:place] + ("A" if code[place] != "A" else "B") + code[place + 1 :]
        elif kind == 4:
            target = path + ("&y=1" if "?" in path else "?y=1")
        else:
            headers["X-Twilio-Webhooks-Signature-Settings"] = "key=k1,algorithm=HMAC_SHA512"
        assert not is_valid(base, target, fields, headers)
        assert post(worker, target, urllib.parse.urlencode(fields), headers) == 401, (kind, target, fields, headers)
        tried += 1
    assert tried >= 1000
