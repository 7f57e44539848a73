"""A relay that signs with the package standardwebhooks, before a worker that knows it: what the package signs is taken, and nothing else is."""

import datetime
import hashlib
import hmac
import json
import os
import pathlib
import random
import secrets
import socket
import subprocess
import tempfile
import urllib.error
import urllib.request

import pytest
import standardwebhooks

import stage as stages

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
APP, INTEGRATION = secrets.token_hex(12), secrets.token_hex(12)


@pytest.fixture(scope="module")
def address():
    if not os.environ.get("PARLEY"):
        pytest.skip("PARLEY names no program")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="parley-relay-") as folder:
        configuration = pathlib.Path(folder) / "parley.json5"
        configuration.write_text(f"""{{
          sandbox: true, listen: "127.0.0.1:{port}", store: "sqlite:{folder}/parley.db",
          apps: [{{ id: "{APP}", integrations: [{{ id: "{INTEGRATION}", type: "whatsapp", phoneNumberId: "1", wabaId: "2",
            accessToken: "t", appSecret: "s", verifyToken: "v", relay: {{ kind: "standardWebhooks", secret: "{SECRET}" }} }}] }}],
        }}""")
        worker = subprocess.Popen([os.environ["PARLEY"], "serve", "--config", str(configuration)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        url = f"http://127.0.0.1:{port}"

        def is_ready():
            try:
                return urllib.request.urlopen(f"{url}/readyz", timeout=1).status == 200
            except OSError:
                return False

        try:
            stages.wait_for(is_ready, "the worker is not ready")
            yield f"{url}/webhooks/{INTEGRATION}"
        finally:
            worker.kill()
            worker.wait()


def post(address, body, headers):
    """Status and text of the answer."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, data=body, headers=headers, method="POST"), timeout=15) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode()


def signed(body, message="msg_00000001", at=None):
    """The fields of the provider and of the relay."""
    at = at or datetime.datetime.now(datetime.timezone.utc)
    return {
        "Content-Type": "application/json",
        "X-Hub-Signature-256": "sha256=" + hmac.new(b"s", body, hashlib.sha256).hexdigest(),
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": standardwebhooks.Webhook(SECRET).sign(message, at, body.decode()),
    }


def payload(number):
    return json.dumps({"object": "whatsapp_business_account", "entry": [], "n": number, "text": "Grüße 안녕 \\/"}, ensure_ascii=number % 2 == 0).encode()


def test_what_the_package_signs_is_taken(address):
    for number in range(100):
        body = payload(number)
        assert post(address, body, signed(body, f"msg_{number:08}"))[0] == 200


def test_nothing_that_was_changed_on_the_way_is_taken(address):
    chance = random.Random(20261121)
    for number in range(300):
        body = payload(number)
        headers = signed(body, f"msg_{number:08}")
        place = chance.choice(["body", "webhook-id", "webhook-timestamp", "webhook-signature", "X-Hub-Signature-256"])
        if place == "body":
            at = chance.randrange(len(body))
            body = body[:at] + bytes([body[at] ^ 1 << chance.randrange(7)]) + body[at + 1 :]
        else:
            text = headers[place]
            # The last digits of base64 hold bits that do not count.
            at = chance.randrange(3, len(text) - 4)
            headers[place] = text[:at] + chance.choice([c for c in "0123456789abcdef" if c != text[at]]) + text[at + 1 :]
        status, text = post(address, body, headers)
        assert status == 401, (number, place)
        assert ("The relay's signature is right" in text) == (place == "X-Hub-Signature-256"), (number, place, text)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_time_far_from_now_is_refused(address, minutes):
    body = payload(1)
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
    status, text = post(address, body, signed(body, at=at))
    assert status == 401 and "more than 300 seconds" in text


def test_a_relay_that_writes_the_body_anew_is_told_so(address):
    original = b'{"object":"whatsapp_business_account","entry":[],"name":"M\\u00e4dchen","url":"https:\\/\\/a"}'
    body = json.dumps(json.loads(original), ensure_ascii=False, indent=2).encode()
    headers = signed(body) | {"X-Hub-Signature-256": signed(original)["X-Hub-Signature-256"]}
    status, text = post(address, body, headers)
    assert status == 401 and "has written the body anew" in text
