"""The rules of accessibility.md, one by one."""

import importlib.util
import pathlib

import pytest
from selenium.webdriver.common.keys import Keys

from conftest import png, until

# Runs in the page; `root` is the widget's shadow root.
TOOLS = """
const root = document.querySelector('parley-chat').shadowRoot;
const shown = (e) => e.checkVisibility({checkOpacity: true, checkVisibilityCSS: true}) && e.getClientRects().length > 0;
const controls = () => [...root.querySelectorAll('a[href], button, input, select, textarea, [tabindex]')].filter((e) => shown(e) && !e.disabled);
const canvas = document.createElement('canvas'); canvas.width = canvas.height = 1;
const pen = canvas.getContext('2d', {willReadFrequently: true});
const rgba = (color) => { pen.clearRect(0, 0, 1, 1); pen.fillStyle = color; pen.fillRect(0, 0, 1, 1); const d = pen.getImageData(0, 0, 1, 1).data; return [d[0], d[1], d[2], d[3] / 255]; };
const over = (a, b) => [0, 1, 2].map((i) => a[i] * a[3] + b[i] * (1 - a[3])).concat([1]);
const parent = (e) => e.assignedSlot ?? e.parentElement ?? e.getRootNode().host;
const ground = (e) => { const layers = []; for (let at = e; at; at = parent(at)) { const c = rgba(getComputedStyle(at).backgroundColor); if (c[3] > 0) layers.push(c); if (c[3] >= 1) break; }
  return layers.reverse().reduce((below, c) => over(c, below), [255, 255, 255, 1]); };
const light = (c) => { const [r, g, b] = c.map((v) => v / 255).map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
const describe = (e) => `${e.tagName.toLowerCase()}.${e.getAttribute('class') ?? ''} "${(e.textContent || e.getAttribute('aria-label') || '').trim().slice(0, 40)}"`;
"""
WORDS = """
const problems = [];
const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const e = walker.currentNode.parentElement;
  if (!walker.currentNode.textContent.trim() || !e || e.tagName === 'STYLE' || !shown(e) || e.closest('.only-heard, :disabled')) continue;
  const back = ground(e);
  let opacity = 1;
  for (let at = e; at; at = parent(at)) opacity *= Number(getComputedStyle(at).opacity);
  const ink = rgba(getComputedStyle(e).color); ink[3] *= opacity;
  const value = contrast(over(ink, back), back);
  if (value < 4.5) problems.push(`${describe(e)}: ${value.toFixed(2)}`);
}
for (const e of root.querySelectorAll('input[placeholder], textarea[placeholder]')) {
  if (!shown(e)) continue;
  const back = ground(e);
  const value = contrast(over(rgba(getComputedStyle(e, '::placeholder').color), back), back);
  if (value < 4.5) problems.push(`placeholder of ${describe(e)}: ${value.toFixed(2)}`);
}
return problems;
"""


def run(chat, script, *arguments):
    return chat.driver.execute_script(TOOLS + script, *arguments)


def focus(chat):
    return run(chat, "const e = root.activeElement; return e ? (e.getAttribute('aria-label') || e.getAttribute('placeholder') || e.textContent).trim() : document.activeElement.tagName")


def press(chat, *keys):
    for key in keys:
        chat.driver.switch_to.active_element.send_keys(key)


def tab(chat, back=False):
    """A real press of Tab: the browser itself moves the focus."""
    for kind in ("keyDown", "keyUp"):
        chat.driver.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": kind, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9, "modifiers": 8 if back else 0})


def talk(chat, kind="open", **fields):
    chat.visit(kind, **fields).open()
    chat.say("Hello, where is https://shop.example/orders?")
    chat.see("Hello, where", ".own:not(.waiting) .bubble")
    chat.reply({"type": "text", "text": "Here: https://shop.example/orders", "actions": [{"type": "reply", "text": "Thanks", "payload": "t"}, {"type": "link", "text": "Orders", "uri": "https://shop.example/orders"}]})
    chat.see("Here:", ".theirs .bubble")
    return chat


@pytest.fixture
def calm(chat):
    """Without motion: what is measured stands still."""
    chat.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]})
    yield chat
    chat.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    chat.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def size(chat, width, height):
    chat.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})


def test_a1_names_roles_and_values(calm):
    calm.visit()
    launcher = calm.one(".launcher")
    assert (launcher.accessible_name, launcher.aria_role, launcher.get_attribute("aria-expanded")) == ("Open chat", "button", "false")
    talk(calm)
    assert calm.one(".launcher").get_attribute("aria-expanded") == "true" and calm.one(".launcher").accessible_name == "Close chat"
    assert (calm.one(".panel").aria_role, calm.one(".panel").accessible_name) == ("dialog", "Aurora Outdoor")
    assert calm.one(".thread").aria_role == "log"
    for control in calm.all("a[href], button, input:not(.hidden-input), select, textarea"):
        if control.is_displayed():
            assert control.accessible_name.strip(), control.get_attribute("outerHTML")[:200]


def test_a2_opening_moves_the_focus_and_tab_follows_the_eye(calm):
    talk(calm)
    calm.one("header .icon-button").send_keys("")
    run(calm, "root.querySelector('header .icon-button').focus()")
    order = [focus(calm)]
    for _ in range(9):
        tab(calm)
        order.append(focus(calm))
        if order[-1] == "BODY":
            break
    places = run(calm, "return controls().filter((e) => e.tabIndex >= 0 && e.closest('.panel')).map((e) => e.getBoundingClientRect().top)")
    assert places == sorted(places) or [round(place / 40) for place in places] == sorted(round(place / 40) for place in places), places
    assert order[:3] == ["More options", "Close chat", "Aurora Outdoor"] or order[:2] == ["More options", "Close chat"], order
    assert order.index("Thanks") < order.index("Write a message…" if "Write a message…" in order else "Message"), order


def test_a2_the_composer_has_the_focus_at_first(calm):
    calm.visit().open()
    until(lambda: focus(calm) == "Message", "the composer to have the focus")


def test_a3_tab_leaves_beside_the_page_and_stays_on_a_phone(calm):
    talk(calm)
    calm.one(".composer textarea").send_keys("x")
    left = False
    for _ in range(8):
        tab(calm)
        left = left or not run(calm, "return !!root.activeElement?.closest('.panel')")
    assert left, "Tab must lead out of the panel"
    size(calm, 390, 760)
    talk(calm)
    assert calm.one(".panel").get_attribute("aria-modal") == "true"
    for back in (False, True):
        seen = set()
        for _ in range(16):
            tab(calm, back)
            assert run(calm, "return !!root.activeElement?.closest('.panel')"), "Tab must stay in the chat that covers the page"
            seen.add(focus(calm))
        assert {"Close chat", "Message"} <= seen, seen


def test_a4_closing_returns_the_focus(calm):
    calm.visit().open()
    press(calm, Keys.ESCAPE)
    assert run(calm, "return root.activeElement.classList.contains('launcher')")
    calm.open()
    calm.one("header .icon-button[aria-label='Close chat']").click()
    assert run(calm, "return root.activeElement.classList.contains('launcher')")


def test_a5_escape_closes_what_was_opened_last(calm):
    calm.visit().open()
    calm.one(".icon-button[aria-label='Choose an emoji']").click()
    press(calm, Keys.ESCAPE)
    assert not calm.one(".palette").is_displayed() and focus(calm) == "Choose an emoji" and calm.one(".panel").is_displayed()
    calm.one("header .icon-button[aria-label='More options']").click()
    assert calm.one(".menu").is_displayed()
    run(calm, "root.querySelector('.menu > *').focus()")
    calm.one(".menu > *").send_keys(Keys.ESCAPE)
    assert not calm.one(".menu").is_displayed() and focus(calm) == "More options" and calm.one(".panel").is_displayed()
    calm.one("header .icon-button[aria-label='More options']").send_keys(Keys.ESCAPE)
    assert not calm.one(".panel").is_displayed()


def test_a6_replies_and_faults_are_told(calm):
    talk(calm)
    thread = calm.one(".thread")
    assert (thread.get_attribute("aria-live"), thread.get_attribute("aria-relevant")) == ("polite", "additions")
    before = run(calm, "root.querySelectorAll('.row').forEach((row) => { row.marked = true }); return root.querySelectorAll('.row').length")
    calm.reply("Only this one is new")
    calm.see("Only this one is new")
    fresh = run(calm, "return [...root.querySelectorAll('.row')].filter((row) => !row.marked).map((row) => row.textContent)")
    assert len(fresh) == 1 and "Only this one is new" in fresh[0], (before, fresh)
    assert calm.one(".composer .fault").get_attribute("role") == "alert" and calm.one(".typing").aria_role == "status" and calm.one(".state").aria_role == "status"
    calm.one("header .icon-button[aria-label='Close chat']").click()
    calm.reply("Told while closed")
    until(lambda: calm.one(".only-heard[role='status']").get_attribute("textContent") == "Mina: Told while closed", "the announcement")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a7_text_can_be_read(calm, theme):
    talk(calm, theme=theme)
    assert calm.one(".shell").get_attribute("data-mode") == theme
    assert run(calm, WORDS) == []
    calm.one("header .icon-button[aria-label='More options']").click()
    assert run(calm, WORDS) == []
    calm.worker.api("POST", f"/parley/v1/apps/5f0000000000000000000001/conversations/{calm.conversation()}/close")
    until(lambda: calm.all(".rating"), "the rating")
    assert run(calm, WORDS) == []
    calm.visit("away", theme=theme).open()
    calm.say("Anybody?")
    until(lambda: calm.all(".form"), "the form")
    calm.one(".form .button").click()
    until(lambda: calm.one(".form .fault").text, "the fault")
    assert run(calm, WORDS) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a8_edges_icons_and_focus_can_be_seen(calm, theme):
    calm.visit("away", theme=theme).open()
    calm.say("Anybody?")
    until(lambda: calm.all(".form"), "the form")
    problems = run(calm, """
        const problems = [];
        for (const e of root.querySelectorAll('.form input')) { const value = contrast(over(rgba(getComputedStyle(e).borderTopColor), ground(e)), ground(e.parentElement)); if (value < 3) problems.push(`edge of ${describe(e)}: ${value.toFixed(2)}`); }
        for (const e of root.querySelectorAll('button:not(:disabled) .icon')) { if (!shown(e)) continue; const back = ground(e); const value = contrast(over(rgba(getComputedStyle(e).color), back), back); if (value < 3) problems.push(`icon of ${describe(e.parentElement)}: ${value.toFixed(2)}`); }
        for (const e of controls()) { if (e.matches('.hidden-input, textarea') || e.tabIndex < 0) continue; e.focus(); const style = getComputedStyle(e); if (style.outlineStyle === 'none') continue; const back = ground(e.parentElement ?? e); const value = contrast(over(rgba(style.outlineColor), back), back); if (!e.closest('.launcher') && value < 3) problems.push(`focus of ${describe(e)}: ${value.toFixed(2)}`); }
        return problems;""")
    assert problems == []


def test_a9_nothing_is_scrolled_sideways_at_320(calm):
    size(calm, 320, 640)
    talk(calm)
    wide = run(calm, """return [root.querySelector('.panel'), ...root.querySelectorAll('.panel *')].filter((e) => shown(e) && !e.closest('.cards, .only-heard, .hidden-input'))
        .filter((e) => { const box = e.getBoundingClientRect(); return box.left < -0.5 || box.right > innerWidth + 0.5; }).map(describe)""")
    assert wide == []
    assert run(calm, "return root.querySelector('.thread').scrollWidth <= root.querySelector('.thread').clientWidth")


def test_a10_at_200_percent_everything_can_be_used(calm):
    size(calm, 590, 410)
    talk(calm)
    for selector in ("header h2", "header .icon-button", ".composer textarea", ".send"):
        box = run(calm, "const b = root.querySelector(arguments[0]).getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom, innerWidth, innerHeight]", selector)
        assert box[0] >= 0 and box[1] >= 0 and box[2] <= box[4] and box[3] <= box[5], (selector, box)
    calm.say("It works")
    calm.see("It works", ".own:not(.waiting) .bubble")
    calm.driver.save_screenshot(str(calm.folder / "30-zoom-200.png"))


def test_a11_less_motion_is_none(calm):
    talk(calm)
    moving = run(calm, "return [...root.querySelectorAll('*')].filter((e) => getComputedStyle(e).animationName !== 'none' || !['0s', '0s, 0s'].includes(getComputedStyle(e).transitionDuration)).map(describe)")
    assert moving == []


def test_a12_targets_are_large_enough(calm):
    talk(calm)
    calm.one(".icon-button[aria-label='Choose an emoji']").click()
    small = """return controls().filter((e) => !e.closest('.hidden-input, .legal, p') && e.getAttribute('aria-hidden') !== 'true').filter((e) => { const b = e.getBoundingClientRect(); return b.width < 24 || b.height < 24; }).map(describe)"""
    assert run(calm, small) == []
    calm.worker.api("POST", f"/parley/v1/apps/5f0000000000000000000001/conversations/{calm.conversation()}/close")
    until(lambda: calm.all(".star"), "the rating")
    assert run(calm, "return [...root.querySelectorAll('.star')].filter((e) => e.getBoundingClientRect().width < 24 || e.getBoundingClientRect().height < 24).length") == 0


def test_a13_fields_have_labels_and_faults_words(calm):
    calm.visit("away").open()
    calm.say("Anybody?")
    fields = until(lambda: calm.all(".form input"), "the form")
    assert [field.accessible_name for field in fields] == ["Name", "E-mail address"]
    fields[0].send_keys("Bo")
    fields[1].send_keys("nonsense")
    calm.one(".form .button").click()
    fault = until(lambda: calm.one(".form .fault").text and calm.one(".form .fault"), "the fault")
    assert fault.text == "Please check the address." and fault.aria_role == "alert"
    assert fields[1].get_attribute("aria-invalid") == "true" and fields[0].get_attribute("aria-invalid") == "false"
    assert fields[1].get_attribute("aria-describedby") == fault.get_attribute("id")
    assert run(calm, "return root.activeElement === arguments[0]", fields[1])


def test_a14_fields_say_what_they_are_for(calm):
    calm.visit("away").open()
    calm.say("Anybody?")
    fields = until(lambda: calm.all(".form input"), "the form")
    assert [(field.get_attribute("type"), field.get_attribute("autocomplete")) for field in fields] == [("text", "name"), ("email", "email")]


@pytest.mark.parametrize("locale", ["en", "ko"])
def test_a15_the_chat_says_its_language(calm, locale):
    calm.visit(lang="de", locale=locale).open()
    assert calm.one(".shell").get_attribute("lang") == locale


def test_a16_everything_works_by_keyboard(calm):
    calm.visit()
    run(calm, "root.querySelector('.launcher').focus()")
    press(calm, Keys.ENTER)
    until(lambda: calm.one(".panel").is_displayed(), "the panel")
    run(calm, "root.querySelector('.faq button').focus()")
    calm.one(".faq button").send_keys(Keys.ENTER)
    calm.see("Where is my order?", ".own .bubble")
    calm.one(".icon-button[aria-label='Choose an emoji']").send_keys(Keys.SPACE)
    until(lambda: calm.one(".palette").is_displayed(), "the emoji")
    calm.one(".palette button").send_keys(Keys.ARROW_RIGHT)
    calm.all(".palette button")[1].send_keys(Keys.ENTER)
    until(lambda: calm.one(".composer textarea").get_attribute("value") == "😄", "the emoji in the text")
    calm.one(".composer textarea").send_keys(Keys.ENTER)
    calm.see("😄", ".own:not(.waiting) .bubble")
    calm.one("header .icon-button[aria-label='More options']").send_keys(Keys.ENTER)
    calm.one(".menu button").send_keys(Keys.ENTER)
    until(lambda: calm.all(".foot .sheet .primary"), "the question")[0].send_keys(Keys.ENTER)
    star = until(lambda: calm.all(".star input"), "the rating")[0]
    star.send_keys(Keys.SPACE)
    star.send_keys(Keys.ARROW_RIGHT)
    until(lambda: calm.all(".star input")[1].is_selected(), "the second star")
    calm.one(".rating button").send_keys(Keys.ENTER)
    calm.see("Thank you for your rating.", ".notice")


def test_a17_pictures_have_words_and_icons_are_silent(calm):
    talk(calm)
    calm.reply({"type": "image", "mediaUrl": calm.worker.attach("boot.png", png(300, 600), "image/png"), "altText": "A boot"})
    until(lambda: calm.all(".picture img"), "the picture")
    assert calm.one(".picture img").get_attribute("alt") == "A boot"
    assert run(calm, "return [...root.querySelectorAll('img:not([alt])')].length") == 0
    assert run(calm, "return [...root.querySelectorAll('svg')].every((e) => e.getAttribute('aria-hidden') === 'true')")


def test_a18_the_focus_can_be_seen(calm):
    talk(calm)
    press(calm, Keys.SHIFT)
    problems = run(calm, """
        const problems = [];
        for (const e of controls().filter((e) => e.tabIndex >= 0 && !e.matches('.hidden-input'))) {
          const look = () => { const s = getComputedStyle(e); const f = e.closest('.composer'); return [s.outlineStyle, s.boxShadow, f ? getComputedStyle(f).boxShadow : ''].join('|'); };
          root.activeElement?.blur();
          const before = look();
          e.focus({focusVisible: true});
          if (look() === before) problems.push(describe(e));
        }
        return problems;""")
    assert problems == []


def test_a19_wide_spacing_and_a_phone_on_its_side(calm):
    talk(calm)
    run(calm, "const sheet = new CSSStyleSheet(); sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }'); root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];")
    cut = run(calm, "return [...root.querySelectorAll('.panel button, .bubble, .panel p, .chip')].filter((e) => shown(e) && !e.closest('.only-heard') && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1) && getComputedStyle(e).overflow !== 'visible').map(describe)")
    assert cut == []
    size(calm, 740, 360)
    calm.visit().open()
    box = calm.one(".composer textarea").rect
    assert box["y"] >= 0 and box["y"] + box["height"] <= 360
    assert calm.one("header .icon-button[aria-label='Close chat']").rect["y"] >= 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a20_axe_finds_nothing(calm, theme):
    place = importlib.util.find_spec("axe_core_python").origin
    axe = (pathlib.Path(place).parent / "axe.min.js").read_text()

    def look(state):
        calm.driver.execute_script("if (!window.axe) { " + axe + " }")
        found = calm.driver.execute_async_script("const done = arguments[0]; axe.run('parley-chat', {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}).then((r) => done(r.violations.map((v) => [v.id, v.nodes.map((n) => n.html.slice(0, 160))])), (e) => done([['failed', [String(e)]]]))")
        assert found == [], (state, found)

    calm.visit(theme=theme)
    look("closed")
    calm.open()
    calm.see("Ask us anything")
    look("first visit")
    talk(calm, theme=theme)
    look("conversation")
    calm.one("header .icon-button[aria-label='More options']").click()
    look("menu")
    calm.worker.api("POST", f"/parley/v1/apps/5f0000000000000000000001/conversations/{calm.conversation()}/close")
    until(lambda: calm.all(".rating"), "the rating")
    look("rating")
    calm.visit("away", theme=theme).open()
    calm.say("Anybody?")
    until(lambda: calm.all(".form"), "the form")
    look("form")
