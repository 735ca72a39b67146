from __future__ import annotations

import base64
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from mmdesk.printing.html_cleaning import clean_html
from mmdesk.printing.html_label import HtmlRenderer, child_command
from mmdesk.printing.label_document import LabelUnreadable
from mmdesk.printing.label_import import import_label
from mmdesk.printing.paper import LABEL_75X120
from tests.printing.label_samples import BOX_CODE, FLAT_STYLE, document, picture_bomb, printed, sheet

TIME_LIMIT = 3.0


@dataclass
class Listener:
    """A web server that must never hear anything."""

    address: str
    heard: list[str] = field(default_factory=list)


@pytest.fixture
def listener() -> Iterator[Listener]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            listening.heard.append(self.path)
            self.send_response(204)
            self.end_headers()

        do_HEAD = do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        listening = Listener(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield listening
        server.shutdown()
        thread.join()


def outside_svg(url: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f"<style>@import url({url}/svg-import); rect {{ fill: url({url}/fill#a) }}</style>"
        f'<script href="{url}/s"/>'
        f'<image href="{url}/svg" xlink:href="{url}/xlink" width="5" height="5"/><use href="{url}/use#a"/>'
        f'<foreignObject><iframe src="{url}/deep"></iframe></foreignObject>'
        f'<rect fill="url({url}/paint#a)" width="5" height="5"/></svg>'
    )


REACHING_OUT = {
    "img": '<img src="{url}/img">',
    "relative img": '<base href="{url}/"><img src="relative.png">',
    "srcset": '<img srcset="{url}/srcset 1x, {url}/srcset2 2x">',
    "protocol-relative": '<img src="//{host}/protocol">',
    "stylesheet": '<link rel="stylesheet" href="{url}/link"><link rel="preload" href="{url}/pre" as="image">',
    "import": '<style>@import "{url}/import"; @import url({url}/import2);</style>',
    "hidden import": '<style>@im\\70ort "{url}/hidden";@IMPORT/**/"{url}/x";</style>',
    "background": '<div style="background: url({url}/background)">x</div>',
    "hidden url": '<div style="background: \\75 rl({url}/e1); background: \\000075\\72l({url}/e2)">x</div>',
    "unclosed url": '<div style="background: url({url}/unclosed">x</div>',
    "image-set": "<div style=\"background: image-set('{url}/set' 1x)\">x</div>",
    "variable": "<style>:root {{ --a: url({url}/variable) }} p {{ background: var(--a) }}</style><p>x",
    "content": "<style>p::before {{ content: url({url}/content) }}</style><p>x",
    "list": '<ul style="list-style-image: url({url}/list)"><li>x</ul>',
    "font": "<style>@font-face {{ font-family: z; src: url({url}/font) }} p {{ font-family: z }}</style><p>x",
    "script": '<script src="{url}/script"></script><script>document.write("<img src={url}/w>")</script>',
    "handler": "<img src=x onerror=\"this.src='{url}/error'\"><body onload=\"location='{url}/load'\">",
    "frame": '<iframe src="{url}/frame"></iframe><iframe srcdoc="<img src={url}/srcdoc>"></iframe>',
    "object": '<object data="{url}/object"></object><embed src="{url}/embed">',
    "refresh": '<meta http-equiv="refresh" content="0; url={url}/refresh">',
    "media": '<video src="{url}/v" poster="{url}/poster"></video><audio src="{url}/a"></audio>',
    "form": '<form action="{url}/form"><input type="image" src="{url}/input"></form>',
    "table": '<table background="{url}/table"><tr><td background="{url}/cell">x</table>',
    "entity": '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "{url}/entity">]><html>&x;x</html>',
    "doctype": '<!DOCTYPE html SYSTEM "{url}/doctype"><html><body>x</body></html>',
}


@pytest.mark.parametrize("trick", REACHING_OUT)
def test_a_label_reaches_nobody(trick: str, listener: Listener) -> None:
    host = listener.address.removeprefix("http://")
    hostile = REACHING_OUT[trick].format(url=listener.address, host=host)
    label = import_label(document(sheet() + hostile, style=FLAT_STYLE), LABEL_75X120)
    assert printed(label.pdf)[0].codes == [BOX_CODE]
    assert listener.heard == []
    assert host not in clean_html(hostile).text.replace("&amp;", "&")


@pytest.mark.parametrize("wrapped", [False, True], ids=["inline", "picture"])
def test_a_drawing_reaches_nobody(wrapped: bool, listener: Listener) -> None:
    drawing = outside_svg(listener.address)
    if wrapped:
        packed = base64.b64encode(drawing.encode()).decode()
        drawing = f'<img src="data:image/svg+xml;base64,{packed}">'
    import_label(document(sheet() + drawing, style=FLAT_STYLE), LABEL_75X120)
    assert listener.heard == []


def test_the_engine_refuses_addresses_even_where_nothing_was_cleaned(listener: Listener) -> None:
    everything = "x".join(trick for name, trick in REACHING_OUT.items() if name not in ("entity", "doctype"))
    html = everything.format(url=listener.address, host="127.0.0.1") + outside_svg(listener.address)
    layout = (
        "import sys; from mmdesk.printing.html_layout import lay_out; "
        "from mmdesk.printing.paper import LABEL_75X120; "
        "sys.stdout.write(str(len(lay_out(sys.stdin.read(), LABEL_75X120))))"
    )
    run = subprocess.run(
        [sys.executable, "-c", layout], input=html, capture_output=True, text=True, timeout=30, check=True
    )
    assert int(run.stdout) > 1000
    assert listener.heard == []


def test_a_file_of_this_machine_never_gets_onto_a_label(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the-secret-word", encoding="utf-8")
    tricks = (
        f'<iframe src="{secret.as_uri()}"></iframe><object data="{secret.as_uri()}"></object>'
        f'<link rel="stylesheet" href="{secret.as_uri()}"><img src="{secret.as_uri()}"><img src="{secret}">'
        f'<div style="background:url({secret.as_uri()})">x</div><embed src="{secret}">'
    )
    label = import_label(document(sheet() + tricks, style=FLAT_STYLE), LABEL_75X120)
    assert "the-secret-word" not in printed(label.pdf)[0].text
    assert secret.name not in clean_html(tricks).text


BOMBS = {
    "tables in tables": "<table><tr><td>" * 10_000,
    "boxes in boxes": "<div>" * 100_000,
    "many paragraphs": "<p>слово</p>" * 60_000,
    "huge picture": f'<img src="{picture_bomb(30_000)}">',
    "many large pictures": f'<img src="{picture_bomb(4_000)}">' * 3,
    "tall page": '<div style="height: 100000000px">x</div>',
    "wide page": '<div style="width: 1e30px">x</div>',
    "large letters": '<p style="font-size: 1e9px">x',
    "many pages": '<p style="page-break-after: always">x' * 15_000,
    "thick border": '<p style="border: 1e9px solid">x',
    "generated text": '<style>p:before { content: "' + "A" * 1_000_000 + '" }</style>' + "<p>x" * 1000,
    "slow selectors": "<style>"
    + "div div div div div p { color: red }" * 40_000
    + "</style>"
    + "<div>" * 80
    + "<p>x</p>" * 1000,
    "endless word": "<p>" + "й" * 900_000,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_in_time(bomb: str) -> None:
    started = time.monotonic()
    with pytest.raises(LabelUnreadable):
        import_label(
            document(sheet() + BOMBS[bomb], style=FLAT_STYLE),
            LABEL_75X120,
            HtmlRenderer(time_limit=TIME_LIMIT),
        )
    assert time.monotonic() - started < TIME_LIMIT + 5


@pytest.mark.parametrize(
    "harmless",
    [
        "<style>" + "/*" * 500_000,
        "<style>" + "@page {" * 200_000,
        "<style>" + "url(" * 100_000,
        '<svg><defs><g id="a"><use href="#a"/></g></defs><use href="#a"/></svg>',
        '<img src="data:image/png;base64,AAAA"><img src="data:image/png;base64,%%%"><img src="data:,">',
    ],
    ids=["comments", "page rules", "addresses", "self-use", "broken pictures"],
)
def test_nonsense_does_not_cost_the_label(harmless: str) -> None:
    label = import_label(document(sheet() + harmless, style=FLAT_STYLE), LABEL_75X120)
    assert printed(label.pdf)[0].codes == [BOX_CODE]


def test_a_picture_that_declares_entities_is_left_out() -> None:
    laughs = (
        '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        '<svg xmlns="http://www.w3.org/2000/svg"><text>&b;</text></svg>'
    )
    packed = base64.b64encode(laughs.encode()).decode()
    assert clean_html(f'x<img src="data:image/svg+xml;base64,{packed}">').missing_pictures == 1


@pytest.mark.parametrize(
    "program",
    [
        "import time; time.sleep(60)",
        "while True: pass",
        "import sys; sys.stdin.read(); import time; time.sleep(60)",
    ],
    ids=["deaf", "busy", "silent"],
)
def test_a_child_that_hangs_is_killed_when_its_time_is_over(program: str) -> None:
    started = time.monotonic()
    with pytest.raises(LabelUnreadable, match="longer than it may"):
        import_label(document(), LABEL_75X120, HtmlRenderer((sys.executable, "-c", program), time_limit=0.5))
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    "program",
    [
        "import os; os.abort()",
        "import sys; sys.exit(3)",
        "print('done 0')",
        "print('done')",
        "print('refused for-fun')",
        "import sys; sys.stdout.buffer.write(bytes(range(256)) * 4000)",
        "print('done 0\\n%PDF-1.7 and nothing more')",
    ],
)
def test_a_child_that_dies_or_talks_nonsense_costs_only_this_label(program: str) -> None:
    with pytest.raises(LabelUnreadable):
        import_label(document(), LABEL_75X120, HtmlRenderer((sys.executable, "-I", "-c", program)))


def test_the_child_sees_no_secrets_of_the_parents_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MMDESK_CRM_KEY", "a-secret")
    tell = "import os; print('done', int('MMDESK_CRM_KEY' in os.environ))"
    assert HtmlRenderer((sys.executable, "-c", tell)).render("x", LABEL_75X120).missing_pictures == 0


def test_nothing_of_the_label_is_left_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TMPDIR", "TEMP", "TMP", "HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    import_label(document(), LABEL_75X120)
    assert list(tmp_path.rglob("*")) == []


def test_the_child_starts_from_any_folder_without_an_installed_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert HtmlRenderer(child_command()).render(document().decode(), LABEL_75X120).pdf.startswith(b"%PDF-")


def test_a_frozen_program_starts_itself_by_its_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child_command() == (sys.executable, "render-html-label")


def test_a_program_that_dispatches_the_entry_serves_as_the_child(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "frozen.py"
    program.write_text(
        f"import sys\nsys.path.append({str(Path.cwd())!r})\n"
        "from mmdesk.printing.html_label import ENTRY, main\n"
        "sys.exit(main(sys.argv[2:]) if sys.argv[1] == ENTRY else 9)\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    entry = child_command()[1:]
    renderer = HtmlRenderer((sys.executable, "-I", str(program), *entry))
    assert import_label(document(), LABEL_75X120, renderer).pages == 1
