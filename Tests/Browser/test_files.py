"""Files in both directions (S11, S12, S13): shown or offered for saving, never run."""

import json
import urllib.error
import urllib.parse
import urllib.request

import pytest

from conftest import APP, CHATS, png, until
from test_safety import MARKUP, call

SVG = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"window.top.__hit=1\"><script>window.top.__hit=1</script></svg>"
HTML = b"<!doctype html><script>window.opener.__hit=1</script>"
PDF = b"%PDF-1.4\n%%EOF\n"


def head(url):
    with urllib.request.urlopen(urllib.request.Request(url), timeout=10) as answer:
        return answer.headers, answer.read()


def send(worker, token, body, name, kind, chat="open", client="file-0001-of-a-test", origin=None):
    request = urllib.request.Request(f"{worker.url}/webchat/{CHATS[chat]}/files?clientId={client}&name={urllib.parse.quote(name)}", method="POST", data=body)
    request.add_header("Content-Type", kind)
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    if origin:
        request.add_header("Origin", origin)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, None
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.load(refusal)["errors"][0]["code"]


def test_a_picture_is_sent_and_shown(chat, tmp_path):
    """S11, K24: by the button; shown in a frame whose size stands before it is here; told to the help desk."""
    picture = tmp_path / "broken tent.png"
    picture.write_bytes(png())
    chat.visit().open()
    chat.say("This is what it looks like:")
    chat.choose(picture)
    shown = until(lambda: chat.one(".own:not(.waiting) .picture.is-here img"), "the picture")
    assert chat.driver.execute_script("return [arguments[0].naturalWidth, arguments[0].naturalHeight]", shown) == [600, 400]
    assert round(chat.one(".picture").rect["height"]) == round(chat.one(".picture").rect["width"] * 3 / 4), "the frame is not the picture's size but its own"
    assert shown.get_attribute("alt") == "broken tent.png"
    newest = chat.messages()[-1]["content"]
    assert newest["type"] == "image" and newest["mediaType"] == "image/png" and newest["mediaSize"] == picture.stat().st_size
    assert newest["filename"] == "broken tent.png"
    headers, body = head(newest["mediaUrl"])
    assert body == picture.read_bytes() and headers["X-Content-Type-Options"] == "nosniff" and "sandbox" in headers["Content-Security-Policy"]
    chat.reply("Oh, that pole is broken. We will send you a new one.")
    chat.see("that pole is broken")
    chat.picture("12-picture")


def test_how_far_an_upload_is_can_be_seen(chat, tmp_path):
    """Progress is a bar with a name; what is written meanwhile waits its turn."""
    picture = tmp_path / "trail.png"
    picture.write_bytes(png(320, 240, noise=True))
    chat.visit().open()
    chat.say("One moment")
    chat.see("One moment", ".own:not(.waiting) .bubble")
    chat.network(upload=90_000)
    chat.choose(picture)
    bar = until(lambda: chat.one(".waiting progress"), "the bar")
    assert bar.get_attribute("aria-label") == "Upload of trail.png"
    until(lambda: 0 < float(bar.get_attribute("value") or 0) < 100, "a part of the way")
    assert "%" in chat.one(".waiting .stage").text
    chat.picture("13-upload")
    chat.say("This one")
    until(lambda: chat.one(".own:not(.waiting) .picture.is-here"), "the picture")
    chat.see("This one", ".own:not(.waiting) .bubble")
    assert [message["content"]["type"] for message in chat.thread()["messages"]] == ["text", "image", "text"]


def test_a_document_is_offered_for_saving(chat, tmp_path):
    """S12: everything but pictures is a link; pasted and dropped files are taken as well."""
    chat.visit().open()
    document = tmp_path / "receipt.pdf"
    document.write_bytes(PDF)
    chat.choose(document)
    chat.see("receipt.pdf", ".own:not(.waiting) a.file")
    address = chat.one(".own a.file").get_attribute("href")
    headers, body = head(address)
    assert body == PDF and headers["Content-Disposition"].startswith("attachment;") and headers["Content-Type"] == "application/pdf"
    make = "const files = new DataTransfer(); files.items.add(new File([arguments[1]], arguments[2], {type: arguments[3]}));"
    chat.driver.execute_script(make + "arguments[0].dispatchEvent(new ClipboardEvent('paste', {clipboardData: files, bubbles: true, cancelable: true}))", chat.one(".composer textarea"), "a,b", "pasted.csv", "text/csv")
    chat.see("pasted.csv", ".own:not(.waiting) a.file")
    chat.driver.execute_script(make + "arguments[0].dispatchEvent(new DragEvent('dragenter', {dataTransfer: files, bubbles: true}))", chat.one(".thread"), "x", "dropped.txt", "text/plain")
    until(lambda: chat.one(".drop").is_displayed(), "where to drop")
    chat.picture("14-drop")
    chat.driver.execute_script(make + "arguments[0].dispatchEvent(new DragEvent('drop', {dataTransfer: files, bubbles: true}))", chat.one(".thread"), "dropped", "dropped.txt", "text/plain")
    chat.see("dropped.txt", ".own:not(.waiting) a.file")
    assert not chat.one(".drop").is_displayed()
    chat.reply({"type": "file", "mediaUrl": chat.worker.attach("warranty.pdf", PDF, "application/pdf"), "text": "Your warranty"})
    chat.see("warranty.pdf", ".theirs a.file")
    chat.see("Your warranty")
    chat.picture("15-files")


def test_pictures_of_the_business_are_shown(chat):
    chat.visit().open()
    chat.say("Do you have a picture?")
    chat.see("Do you have")
    chat.reply({"type": "image", "mediaUrl": chat.worker.attach("tent.png", png(300, 600), "image/png"), "altText": "A tent in the snow"})
    shown = until(lambda: chat.one(".theirs .picture.is-here img"), "the picture")
    assert shown.get_attribute("alt") == "A tent in the snow"
    assert round(chat.one(".theirs .picture").rect["height"]) == 186, "a tall picture has the same frame"


@pytest.mark.parametrize("name, body", [("page.html", HTML), ("drawing.svg", SVG), ("setup.exe", b"MZ\x90\x00"), ("run.txt", b"\x7fELF\x02\x01")])
def test_what_can_be_run_is_refused(chat, tmp_path, name, body):
    """Programs by their bytes, pages and drawings by their name: the visitor is told why and may go on."""
    file = tmp_path / name
    file.write_bytes(body)
    chat.visit().open()
    chat.choose(file)
    chat.see("Files of this kind cannot be sent.", ".waiting .fault")
    if name == "page.html":
        chat.picture("16-refused-file")
    next(button for button in chat.all(".waiting button") if button.text == "Discard").click()
    until(lambda: not chat.all(".waiting"), "the file to go")
    chat.say("Then in words")
    chat.see("Then in words", ".own:not(.waiting) .bubble")
    assert len(chat.thread()["messages"]) == 1


def test_what_is_too_large_is_refused_before_it_is_sent(chat, tmp_path, worker, shop):
    """fileBytes of the integration counts; a browser that does not look is refused by the head of its request."""
    file = tmp_path / "large.png"
    file.write_bytes(png(200, 150, noise=True))
    chat.visit("small").open()
    until(lambda: chat.token, "the session")
    chat.choose(file)
    chat.see("The file is too large (at most 64 kB).", ".composer .fault")
    assert not chat.all(".waiting")
    assert send(worker, chat.token, b"x" * 65537, "a.txt", "text/plain", "small")[0] == 413
    assert send(worker, chat.token, b"x" * 65536, "a.txt", "text/plain", "small") == (200, None)


def test_only_visitors_of_allowed_pages_send_files(worker, shop):
    session, _ = call(worker, "session", {"token": None, "jwt": None}, Origin=shop.origin)
    assert send(worker, None, b"x", "a.txt", "text/plain") == (401, "token_invalid")
    assert send(worker, session["token"], b"x", "a.txt", "text/plain", origin="https://evil.example") == (403, "origin_not_allowed")
    assert send(worker, session["token"], b"", "a.txt", "text/plain") == (400, "bad_request")
    assert send(worker, session["token"], b"x", "a.txt", "text/plain", client="../x") == (400, "bad_request")
    for _ in range(3):
        assert send(worker, session["token"], b"once", "a.txt", "text/plain", origin=shop.origin) == (200, None)

    def thread():
        request = urllib.request.Request(f"{worker.url}/webchat/{CHATS['open']}/thread", headers={"Authorization": f"Bearer {session['token']}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)["messages"]

    until(thread, "the file")
    assert len(thread()) == 1, "the same client id is one file"
    codes = [send(worker, session["token"], b"x", "a.txt", "text/plain", client=f"flood-{number:04}")[0] for number in range(12)]
    assert codes[-1] == 429 and 200 in codes


def test_names_of_files_stay_text(chat, worker):
    """Names are words: of a path only the end, nothing that turns the writing round, and no card number."""
    chat.visit().open()
    chat.say("Files")
    chat.see("Files", ".own:not(.waiting) .bubble")
    names = [*MARKUP[:4], "a\u202egnp.txt", "../../etc/passwd", "4111 1111 1111 1111.txt", "\"><b>.txt"]
    for number, name in enumerate(names):
        assert send(worker, chat.token, b"x", name, "text/plain", client=f"name-{number:04}") == (200, None)
    chat.see("passwd", ".file-name")
    until(lambda: len(chat.all(".own:not(.waiting) a.file")) == len(names), "all files")
    shown = chat.texts(".file-name")
    assert shown[4:7] == ["agnp.txt", "passwd", "4111 11▇▇ ▇▇▇▇ 1111.txt"]
    assert not chat.all(".thread script, .thread b, .thread img, .thread iframe, .thread svg[onload]")
    assert chat.driver.execute_script("return window.__hit") is None


def test_what_the_business_attaches_is_not_run_either(chat):
    """A drawing that calls itself a picture is a file to save; a page is text, in a sandbox, to be saved."""
    chat.visit().open()
    chat.say("Show me")
    chat.see("Show me")
    drawing = chat.worker.attach("logo.svg", SVG, "image/svg+xml")
    page = chat.worker.attach("page.html", HTML, "text/html")
    chat.reply({"type": "image", "mediaUrl": drawing})
    chat.reply({"type": "file", "mediaUrl": page})
    until(lambda: len(chat.all(".theirs a.file")) == 2, "both as files")
    assert not chat.all(".theirs img")
    for address in (drawing, page):
        headers, _ = head(address)
        assert headers["Content-Disposition"].startswith("attachment") and headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert chat.driver.execute_script("return window.__hit") is None
