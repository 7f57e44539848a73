"""Drives parley-mocks with python-telegram-bot, an independent client of the Bot API. Only its base URL is changed.

PARLEY_MOCKS names the parley-mocks program.
"""

import asyncio
import http.server
import json
import os
import threading
import urllib.request

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, KeyboardButton, ReplyKeyboardMarkup, error
from telegram.ext import Application, CallbackQueryHandler, ChatMemberHandler, MessageHandler, filters
from telegram.request import HTTPXRequest

from parley_mocks import Mock, wait_for

TOKEN = "123456789:AAmockmockmockmockmockmockmockmock"
CUSTOMER = 4815162342


@pytest.fixture(scope="module")
def program():
    program = os.environ.get("PARLEY_MOCKS")
    if not program:
        pytest.skip("PARLEY_MOCKS names no program")
    return program


@pytest.fixture
def mock(program):
    mock = Mock(program, "telegram")
    yield mock
    mock.close()


def run(mock, work):
    """Runs `work` with a bot that is ready."""

    async def main():
        requests = {"request": HTTPXRequest(read_timeout=20), "get_updates_request": HTTPXRequest(connection_pool_size=4)}
        async with Bot(TOKEN, base_url=mock.base + "/bot", base_file_url=mock.base + "/file/bot", **requests) as bot:
            return await work(bot)

    return asyncio.run(main())


def start(mock):
    mock.call("inbound", {"from": CUSTOMER, "kind": "start"})


def test_the_bot_is_known_and_a_wrong_token_is_not(mock):
    async def work(bot):
        assert bot.id == 123456789
        with pytest.raises(error.InvalidToken):
            async with Bot("123456789:AAwrongwrongwrongwrongwrongwrongwrong", base_url=mock.base + "/bot"):
                pass

    run(mock, work)


def test_updates_come_until_they_are_acknowledged(mock):
    start(mock)
    mock.call("inbound", {"from": CUSTOMER, "text": "Grüße / 👍", "count": 5})

    async def work(bot):
        first = await bot.get_updates(limit=3)
        assert [update.update_id for update in first] == [update.update_id for update in await bot.get_updates(limit=3)]
        assert first[0].message.text == "/start"
        assert first[1].message.text == "Grüße / 👍 1"
        rest = await bot.get_updates(offset=first[-1].update_id + 1)
        assert len(rest) == 3
        assert len(await bot.get_updates(offset=-1)) == 1
        assert not await bot.get_updates(offset=rest[-1].update_id + 1)

    run(mock, work)


def test_a_long_poll_waits_for_an_update_and_a_second_one_ends_it(mock):
    async def work(bot):
        assert await bot.get_updates(timeout=1) == ()
        waiting = asyncio.create_task(bot.get_updates(timeout=20))
        await asyncio.sleep(0.2)
        mock.call("inbound", {"from": CUSTOMER, "text": "now"})
        assert [update.message.text for update in await waiting] == ["now"]
        offset = 870_000_002
        first = asyncio.create_task(bot.get_updates(offset=offset, timeout=20))
        await asyncio.sleep(0.2)
        second = asyncio.create_task(bot.get_updates(offset=offset, timeout=1))
        with pytest.raises(error.Conflict, match="terminated by other getUpdates"):
            await first
        await second

    run(mock, work)


def test_every_kind_of_update_is_parsed(mock):
    kinds = "text photo video animation audio voice document sticker location venue contact dice poll album edit callback".split()
    kinds += "reaction block unblock video_note business_message channel_post".split()
    for kind in kinds:
        mock.call("inbound", {"from": CUSTOMER, "kind": kind, "name": "Mara", "username": "mara"})

    async def work(bot):
        updates = await bot.get_updates(allowed_updates=[])
        # An album is three updates; a reaction comes only when it is asked for.
        assert len(updates) == len(kinds) + 2 - 1
        assert all(update.effective_user is None or update.effective_user.id == CUSTOMER for update in updates)
        assert len({update.message.media_group_id for update in updates if update.message and update.message.media_group_id}) == 1

    run(mock, work)


def test_every_method_that_sends_is_accepted(mock):
    start(mock)
    mock.call("configure", {"rates": False})
    buttons = InlineKeyboardMarkup([[InlineKeyboardButton("Track", callback_data="track:1"), InlineKeyboardButton("Open", url="https://a.example")]])
    keyboard = ReplyKeyboardMarkup([[KeyboardButton("Where?", request_location=True)]], one_time_keyboard=True)

    async def work(bot):
        sent = await bot.send_message(CUSTOMER, "Hello", reply_markup=buttons)
        assert sent.chat.id == CUSTOMER and sent.text == "Hello" and sent.reply_markup == buttons
        assert (await bot.send_message(CUSTOMER, "a", reply_to_message_id=sent.message_id)).reply_to_message.message_id == sent.message_id
        await bot.send_message(CUSTOMER, "Where?", reply_markup=keyboard)
        await bot.send_message(CUSTOMER, "<b>x</b>", parse_mode="HTML")
        photo = await bot.send_photo(CUSTOMER, b"\xff\xd8\xff\xe0 a picture", caption="c")
        await bot.send_photo(CUSTOMER, photo.photo[-1].file_id)
        await bot.send_document(CUSTOMER, "https://shop.example/a.pdf")
        await bot.send_audio(CUSTOMER, b"audio")
        await bot.send_voice(CUSTOMER, b"voice")
        await bot.send_video(CUSTOMER, b"video")
        await bot.send_animation(CUSTOMER, b"gif")
        await bot.send_sticker(CUSTOMER, b"sticker")
        await bot.send_location(CUSTOMER, 41.5, 2.25)
        await bot.send_venue(CUSTOMER, 41.5, 2.25, "Shop", "Main St 1")
        await bot.send_contact(CUSTOMER, "+15550100", "Ada")
        await bot.send_poll(CUSTOMER, "When?", ["Now", "Later"])
        await bot.send_dice(CUSTOMER)
        album = await bot.send_media_group(CUSTOMER, [InputMediaPhoto(b"one"), InputMediaPhoto("https://a.example/two.jpg")])
        assert len(album) == 2 and album[0].media_group_id == album[1].media_group_id
        await bot.send_chat_action(CUSTOMER, "typing")
        await bot.edit_message_text("New", CUSTOMER, sent.message_id)
        await bot.delete_message(CUSTOMER, sent.message_id)
        file = await bot.get_file(photo.photo[-1].file_id)
        assert bytes(await file.download_as_bytearray()) == b"\xff\xd8\xff\xe0 a picture"

    run(mock, work)
    ledger = mock.call("ledger?limit=1000")
    assert ledger["accepted"] == len(ledger["entries"]) > 20


@pytest.mark.parametrize(
    "change, words",
    [
        ({"text": ""}, "Message text is empty"),
        ({"text": "x" * 4097}, "Message is too long"),
        ({"text": "a.b", "parse_mode": "MarkdownV2"}, "Can't parse entities"),
        ({"text": "<u>x", "parse_mode": "HTML"}, "Can't parse entities"),
        ({"text": "x", "chat_id": 99}, "Chat not found"),
        ({"text": "x", "reply_to_message_id": 99}, "Message to be replied not found"),
        ({"text": "x", "reply_markup": InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="é" * 33)]])}, "(?i)button_data_invalid"),
        ({"text": "x", "reply_markup": InlineKeyboardMarkup([[InlineKeyboardButton("a", url="mailto:a@b.example")]])}, "(?i)wrong HTTP URL"),
    ],
)
def test_what_telegram_refuses_is_refused_in_its_words(mock, change, words):
    start(mock)

    async def work(bot):
        with pytest.raises(error.BadRequest, match=words):
            await bot.send_message(**({"chat_id": CUSTOMER} | change))

    run(mock, work)


def test_blocked_bots_upgraded_groups_and_limits_are_told(mock):
    start(mock)
    mock.call("inbound", {"from": CUSTOMER, "chat": -555, "title": "Team", "text": "hi"})

    async def work(bot):
        with pytest.raises(error.RetryAfter) as wait:
            # Five at once, then one a second: a slow machine may need some more.
            for number in range(30):
                await bot.send_message(CUSTOMER, f"number {number}")
        assert number >= 5
        assert wait.value.retry_after in (1, 0) or wait.value.retry_after.total_seconds() == 1
        mock.call("inbound", {"from": CUSTOMER, "kind": "block"})
        with pytest.raises(error.Forbidden, match="bot was blocked by the user"):
            await bot.send_message(CUSTOMER, "x")
        mock.call("inbound", {"from": CUSTOMER, "chat": -555, "kind": "migrate"})
        with pytest.raises(error.ChatMigrated) as moved:
            await bot.send_message(-555, "x")
        assert moved.value.new_chat_id == -1000000000555
        await bot.send_message(moved.value.new_chat_id, "x")

    run(mock, work)


def test_a_webhook_gets_updates_with_its_secret_and_blocks_polling(mock):
    posts, answers = [], [500, 200]

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            posts.append((self.headers["X-Telegram-Bot-Api-Secret-Token"], json.loads(body)))
            self.send_response(answers.pop(0) if answers else 200)
            query = posts[-1][1].get("callback_query")
            answer = json.dumps({"method": "answerCallbackQuery", "callback_query_id": query["id"]}).encode() if query else b""
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    async def work(bot):
        for url in ["http://a.example/hook", "https://a.example:9000/hook"]:
            with pytest.raises(error.BadRequest, match="(?i)bad webhook"):
                await bot.set_webhook(url)
        await bot.set_webhook(f"http://127.0.0.1:{server.server_address[1]}/", secret_token="secret-1")
        with pytest.raises(error.Conflict, match="webhook is active"):
            await bot.get_updates()
        mock.call("inbound", {"from": CUSTOMER, "text": "Hi"})
        await asyncio.to_thread(wait_for, lambda: len(posts) == 2)
        assert posts[0] == posts[1] and posts[0][0] == "secret-1" and posts[0][1]["message"]["text"] == "Hi"
        mock.call("inbound", {"from": CUSTOMER, "kind": "callback", "data": "x"})
        await asyncio.to_thread(wait_for, lambda: mock.call("state", {})["bots"][0]["answeredCallbacks"])
        assert (await bot.get_webhook_info()).pending_update_count == 0
        await bot.delete_webhook()
        assert await bot.get_updates() == ()

    run(mock, work)
    server.shutdown()


def test_an_application_polls_handles_and_answers(mock):
    """The whole loop of the library, with its own error handling, as a bot's author writes it."""
    seen = []

    async def on_message(update, context):
        seen.append(update.message.text)
        await update.message.reply_text("Echo: " + update.message.text)

    async def on_button(update, context):
        await update.callback_query.answer()
        seen.append(update.callback_query.data)

    async def on_member(update, context):
        seen.append(update.my_chat_member.new_chat_member.status)

    async def main():
        application = Application.builder().token(TOKEN).base_url(mock.base + "/bot").build()
        application.add_handler(MessageHandler(filters.TEXT, on_message))
        application.add_handler(CallbackQueryHandler(on_button))
        application.add_handler(ChatMemberHandler(on_member))
        async with application:
            await application.start()
            await application.updater.start_polling(timeout=5)
            mock.call("inbound", {"from": CUSTOMER, "text": "one"})
            mock.call("inbound", {"from": CUSTOMER, "kind": "callback", "data": "pressed"})
            await asyncio.to_thread(wait_for, lambda: len(seen) == 2 and len(mock.call("ledger")["entries"]) >= 2)
            mock.call("inbound", {"from": CUSTOMER, "kind": "block"})
            await asyncio.to_thread(wait_for, lambda: len(seen) == 3)
            await application.updater.stop()
            await application.stop()

    asyncio.run(main())
    assert sorted(seen) == ["kicked", "one", "pressed"]
    sent = [entry["body"] for entry in mock.call("ledger")["entries"]]
    assert any("Echo" in json.dumps(body) for body in sent)


def test_unknown_methods_and_paths_are_not_found(mock):
    for path in [f"/bot{TOKEN}/noSuchMethod", "/bot123/getMe", "/nothing"]:
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(mock.base + path)
        assert refusal.value.code == 404
        assert json.load(refusal.value)["ok"] is False
