"""Drives parley-mocks with pywa, an independent client of the WhatsApp Cloud API.

PARLEY_MOCKS names the parley-mocks program. The client is not changed: only its HTTP transport leads graph.facebook.com to the mock.
"""

import http.server
import os
import threading
import urllib.parse
import urllib.request

import httpx
import pytest
from pywa import WhatsApp, errors, handlers, types
from pywa.types.templates import BodyText, HeaderImage, QuickReplyButton, TemplateLanguage, URLButton

from parley_mocks import Mock, wait_for

NUMBER = "310000000000001"
TOKEN = "mock-token"
SECRET = "mock-app-secret"
VERIFY = "mock-verify-token"
CUSTOMER = "15550107777"


class Rewrite(httpx.HTTPTransport):
    """Leads requests for Meta's host to the mock."""

    def __init__(self, base):
        super().__init__()
        self.base = httpx.URL(base)

    def handle_request(self, request):
        if request.url.host == "graph.facebook.com":
            path = self.base.raw_path.rstrip(b"/") + request.url.raw_path
            request.url = self.base.copy_with(raw_path=path)
            request.headers["Host"] = f"{self.base.host}:{self.base.port}"
        return super().handle_request(request)


class Callback:
    """A webhook endpoint that hands everything to pywa and keeps what pywa made of it."""

    def __init__(self):
        self.client = None
        self.messages, self.statuses, self.buttons, self.others, self.problems = [], [], [], [], []
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def use(self, client):
        self.client = client
        client.add_handlers(
            handlers.MessageHandler(lambda _, update: self.messages.append(update)),
            handlers.MessageStatusHandler(lambda _, update: self.statuses.append(update)),
            handlers.CallbackButtonHandler(lambda _, update: self.buttons.append(update)),
            handlers.CallbackSelectionHandler(lambda _, update: self.buttons.append(update)),
            handlers.RawUpdateHandler(lambda _, update: self.others.append(update)),
        )

    def handler(self):
        callback = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                query = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query)
                text, status = callback.client.webhook_challenge_handler(vt=query["hub.verify_token"][0], ch=query["hub.challenge"][0])
                self.answer(status, text)

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                problem = callback.client.webhook_update_validator(body, self.headers["X-Hub-Signature-256"])
                text, status = problem or callback.client.webhook_update_handler(body)
                if status != 200:
                    callback.problems.append((status, body))
                self.answer(status, text)

            def answer(self, status, text):
                data = str(text).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        return Handler


@pytest.fixture(scope="module")
def mock():
    program = os.environ.get("PARLEY_MOCKS")
    if not program:
        pytest.skip("PARLEY_MOCKS names no program")
    mock = Mock(program, "whatsapp")
    yield mock
    mock.close()


@pytest.fixture(scope="module")
def callback():
    callback = Callback()
    yield callback
    callback.server.shutdown()


@pytest.fixture(scope="module")
def client(mock, callback):
    session = httpx.Client(transport=Rewrite(mock.base), timeout=10)
    client = WhatsApp(
        phone_id=NUMBER, token=TOKEN, session=session, server=None, verify_token=VERIFY, app_secret=SECRET, waba_id="210987654321098"
    )
    callback.use(client)
    answer = mock.call("configure", {"callbackURL": callback.url})
    assert answer["verified"], answer
    mock.call("inbound", {"from": CUSTOMER, "name": "Mara Okafor", "text": "Grüße / 👍"})
    wait_for(lambda: callback.messages)
    return client


def test_inbound_text_is_parsed_and_its_signature_holds(client, callback):
    message = callback.messages[0]
    assert message.text == "Grüße / 👍"
    assert message.from_user.name == "Mara Okafor"
    assert not callback.problems


def test_text_gets_sent_delivered_and_read(client, callback):
    sent = client.send_message(to=CUSTOMER, text="Hello", tracker="m-1")
    wait_for(lambda: len([s for s in callback.statuses if s.id == sent.id]) == 3)
    kinds = {s.status.value for s in callback.statuses if s.id == sent.id}
    assert kinds == {"sent", "delivered", "read"}
    assert {s.tracker for s in callback.statuses if s.id == sent.id} == {"m-1"}


def test_media_is_uploaded_sent_and_read_back(client, mock):
    data = b"\xff\xd8\xff\xe0 a picture \xff\xd9"
    media = client.upload_media(media=data, mime_type="image/jpeg", filename="a.jpg")
    client.send_image(to=CUSTOMER, image=media, caption="A picture")
    client.send_document(to=CUSTOMER, document="https://shop.example/a.pdf", filename="a.pdf")
    url = client.get_media_url(media.id)
    assert url.mime_type == "image/jpeg"
    assert client.get_media_bytes(url=url.url) == data
    assert urllib.parse.urlparse(url.url).query
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(url.url, timeout=10)


def test_templates_are_sent_with_their_parameters_and_refused_without(client):
    client.send_template(
        to=CUSTOMER,
        name="visit_reminder",
        language=TemplateLanguage.ENGLISH_US,
        params=[
            HeaderImage.params(image="https://shop.example/a.jpg"),
            BodyText.params("Mara", "Monday 09:00"),
            QuickReplyButton.params(index=0, callback_data="confirm:42"),
            URLButton.params(index=1, url_variable="v/42"),
        ],
    )
    client.send_template(
        to=CUSTOMER, name="order_update", language=TemplateLanguage.ENGLISH_US, params=[BodyText.params(first_name="Mara", order_id="7")]
    )
    with pytest.raises(errors.WhatsAppError) as refusal:
        client.send_template(to=CUSTOMER, name="greeting", language=TemplateLanguage.ENGLISH_US, params=[])
    assert refusal.value.code == 132000
    with pytest.raises(errors.WhatsAppError) as refusal:
        client.send_template(to=CUSTOMER, name="no_such", language=TemplateLanguage.ENGLISH_US, params=[])
    assert refusal.value.code == 132001


def test_templates_are_listed_in_pages_of_25(client):
    # The second page is asked for by a higher limit: `next()` of this result fails inside pywa 4.5.0.
    first = client.get_templates()
    assert len(list(first)) == 25
    assert first.has_next
    names = [template.name for template in client.get_templates(pagination=types.Pagination(limit=100))]
    assert len(names) == first.total_count > 25
    assert "visit_reminder" in names


def test_buttons_lists_reactions_and_places_are_accepted(client, callback):
    client.send_message(to=CUSTOMER, text="Keep it?", buttons=[types.Button("Yes", callback_data="y"), types.Button("No", callback_data="n")])
    client.send_message(
        to=CUSTOMER,
        text="When?",
        buttons=types.SectionList("Pick", sections=[types.Section("Day", rows=[types.SectionRow("09:00", callback_data="9")])]),
    )
    client.send_location(to=CUSTOMER, latitude=41.4, longitude=2.2, name="Harbour", address="5 Quay St")
    client.send_reaction(to=CUSTOMER, emoji="👍", message_id=callback.messages[0].id)
    client.mark_message_as_read(callback.messages[0].id)


@pytest.mark.parametrize(
    "kind",
    "text image video audio voice document sticker location contacts order reaction reaction_removed unsupported".split(),
)
def test_inbound_kinds_are_parsed(client, callback, mock, kind):
    before = len(callback.messages)
    mock.call("inbound", {"from": CUSTOMER, "kind": kind, "target": "wamid.X"})
    wait_for(lambda: len(callback.messages) > before)
    assert callback.messages[-1].from_user.wa_id == CUSTOMER
    assert not callback.problems


@pytest.mark.parametrize("kind", ["button_reply", "list_reply", "button"])
def test_inbound_buttons_are_parsed(client, callback, mock, kind):
    before = len(callback.buttons)
    mock.call("inbound", {"from": CUSTOMER, "kind": kind, "target": "wamid.X", "payload": "chosen"})
    wait_for(lambda: len(callback.buttons) > before)
    assert callback.buttons[-1].data == "chosen"


def test_a_closed_window_fails_with_131047(client, callback):
    # Read from the raw update: pywa 4.5.0 expects `contacts`, which Meta leaves out of failed statuses.
    def found():
        values = [change["value"] for update in callback.others for entry in update["entry"] for change in entry["changes"]]
        return [status for value in values for status in value.get("statuses", []) if status["id"] == sent.id]

    sent = client.send_message(to="15550103333", text="Hello")
    wait_for(found)
    assert found()[0]["status"] == "failed"
    assert found()[0]["errors"][0]["code"] == 131047


def test_a_wrong_token_is_an_authentication_error(mock):
    client = WhatsApp(phone_id=NUMBER, token="wrong", session=httpx.Client(transport=Rewrite(mock.base)))
    with pytest.raises(errors.WhatsAppError) as refusal:
        client.send_message(to=CUSTOMER, text="Hello")
    assert refusal.value.code == 190


def test_the_ledger_has_every_accepted_request(mock):
    ledger = mock.call("ledger?limit=100000")
    assert ledger["accepted"] == len(ledger["entries"])
    assert not any("authorization" in entry["headers"] for entry in ledger["entries"])
