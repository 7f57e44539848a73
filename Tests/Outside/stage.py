"""A worker, the mock providers and a help desk, for judges from outside.

PARLEY and PARLEY_MOCKS name the programs. The worker is the real one, on a database in a folder that is removed at the end; WhatsApp is a
mock; the help desk lives in this process, checks every webhook as it comes and keeps it.
"""

import base64
import collections
import http.server
import json
import os
import pathlib
import secrets
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request

import parley_mocks
import webhook_checks


def wait_for(condition, what="nothing came", seconds=15):
    """Waits until a condition gives something; gives it."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, what
        time.sleep(0.01)
    return found


def call(method, url, body=None, headers=None, timeout=15):
    """One request, without any client library: status, header fields, JSON body."""
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method, headers=headers or {})
    if data is not None and not request.has_header("Content-type"):
        request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return answer.status, answer.headers, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.headers, json.loads(refusal.read() or b"null")


class Desk:
    """The help desk's webhook endpoint. Without a secret it keeps what comes and judges nothing."""

    def __init__(self, secret=None):
        self.deliveries, self.events, self.problems = [], [], []
        self.lock = threading.Lock()
        self.secrets = [secret] if secret else []
        desk = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                desk.take(self.path, self.headers, body)
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def know(self, secret):
        """Takes the secret of another webhook that leads here."""
        self.secrets.append(secret)

    def take(self, path, headers, body):
        problems = webhook_checks.problems(headers, body, self.secrets) if self.secrets else []
        with self.lock:
            self.deliveries.append((dict(headers.items()) | {":path": path}, body))
            self.problems += problems
            try:
                self.events += json.loads(body)["events"]
            except (ValueError, KeyError, TypeError) as problem:
                self.problems.append(f"unreadable: {problem!r}")

    def event(self, kind, matches=lambda payload: True):
        """Waits for an event; gives it."""

        def found():
            with self.lock:
                return next((e for e in self.events if e["type"] == kind and matches(e["payload"])), None)

        return wait_for(found, f"no event {kind}")

    def kinds(self):
        with self.lock:
            return collections.Counter(event["type"] for event in self.events)

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Stage:
    APP = secrets.token_hex(12)
    OTHER_APP = secrets.token_hex(12)
    INTEGRATION = secrets.token_hex(12)

    def __init__(self, extra=""):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="parley-outside-"))
        self.secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
        self.key, self.key_secret = "app_" + secrets.token_hex(12), secrets.token_hex(16)
        self.other_key, self.other_secret = "app_" + secrets.token_hex(12), secrets.token_hex(16)
        self.desk = Desk(self.secret)
        self.whatsapp = parley_mocks.Mock(os.environ["PARLEY_MOCKS"], "whatsapp")
        self.mock = self.whatsapp.call
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.configuration = self.folder / "parley.json5"
        self.configuration.write_text(self.settings(port, extra))
        self.log = (self.folder / "worker.log").open("wb")
        self.worker = subprocess.Popen(
            [os.environ["PARLEY"], "serve", "--config", str(self.configuration)], stdout=self.log, stderr=subprocess.STDOUT
        )
        wait_for(self.is_ready, "the worker is not ready")
        verified = self.mock("configure", self.account())
        assert verified["verified"], verified

    def settings(self, port, extra):
        return f"""{{
          sandbox: true, listen: "127.0.0.1:{port}", store: "sqlite:{self.folder}/parley.db", unknownOutcomeWait: 1,
          {extra}
          apps: [
            {{ id: "{self.APP}", displayName: "Acme", keys: [{{ id: "{self.key}", secret: "{self.key_secret}" }}],
              webhooks: [{{ target: "{self.desk.url}", triggers: ["*"], secret: "{self.secret}" }}],
              integrations: [{{ id: "{self.INTEGRATION}", type: "whatsapp", displayName: "Support", baseURL: "{self.whatsapp.base}",
                phoneNumberId: "310000000000001", wabaId: "210987654321098",
                accessToken: "token-of-the-stage", appSecret: "secret-of-the-stage", verifyToken: "word-of-the-stage" }}] }},
            {{ id: "{self.OTHER_APP}", displayName: "Other", keys: [{{ id: "{self.other_key}", secret: "{self.other_secret}" }}],
              integrations: [] }},
          ],
        }}"""

    def account(self):
        return {
            "numbers": [{"phoneNumberId": "310000000000001", "wabaId": "210987654321098", "accessToken": "token-of-the-stage"}],
            "appSecret": "secret-of-the-stage",
            "verifyToken": "word-of-the-stage",
            "pairRate": False,
            "throughput": None,
            "callbackURL": f"{self.url}/webhooks/{self.INTEGRATION}",
        }

    def has_ended(self):
        return self.worker.poll() is not None

    def is_ready(self):
        assert self.worker.poll() is None, "the worker ended:\n" + (self.folder / "worker.log").read_text()
        try:
            return call("GET", self.url + "/readyz")[0] == 200
        except (OSError, ValueError):
            return False

    @property
    def basic(self):
        return "Basic " + base64.b64encode(f"{self.key}:{self.key_secret}".encode()).decode()

    def api(self, method, path, body=None, headers=None):
        """A call of the worker's API without a client library."""
        return call(method, self.url + path, body, {"Authorization": self.basic} | (headers or {}))

    def customer(self, number, text="Hello"):
        """A customer writes; gives the payload of the event."""
        self.mock("inbound", {"from": number, "name": f"Customer {number}", "text": text})
        name = f"Customer {number}"
        return self.desk.event(
            "conversation:message",
            lambda payload: payload["message"]["author"].get("displayName") == name and payload["message"]["content"].get("text") == text,
        )["payload"]

    def close(self):
        self.worker.terminate()
        ending = self.worker.wait(timeout=30)
        self.whatsapp.close()
        self.desk.close()
        self.log.close()
        log = (self.folder / "worker.log").read_text()
        shutil.rmtree(self.folder)
        assert ending == 0, f"the worker ended with {ending}:\n{log[-4000:]}"
