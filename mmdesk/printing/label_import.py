"""What came as a label becomes a PDF to print; its kind is told by its bytes, never by its content type."""

from __future__ import annotations

import re
from typing import Final

from mmdesk.errors import Text
from mmdesk.printing.barcode_size import THINNEST_BAR_DOTS, thinnest_bar_dots
from mmdesk.printing.html_label import HtmlRenderer
from mmdesk.printing.label_document import LARGER_SHEET, LabelDocument, LabelSource, LabelUnreadable
from mmdesk.printing.paper import PageSize
from mmdesk.printing.pdfium import page_sizes

MAX_HTML_BYTES: Final = 2 * 1024 * 1024
MAX_PDF_BYTES: Final = 20 * 1024 * 1024

_TAG_OF_HTML: Final = re.compile(
    r"\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*"
    r"<(?:!doctype\s+html|(?:html|head|body|style|title|meta|table|div|p|span|img|center|section|h[1-6]|b|svg)\b)",
    re.IGNORECASE | re.DOTALL,
)
_DECLARED_CHARSET: Final = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{1,20})", re.IGNORECASE
)
_CHARSETS: Final = {"windows-1251": "cp1251", "cp1251": "cp1251", "koi8-r": "koi8-r"}
_MARKS: Final[tuple[tuple[bytes, Text], ...]] = (
    (b"PK\x03\x04", Text("архив ZIP", "a ZIP archive")),
    (b"\x1f\x8b", Text("архив GZIP", "GZIP data")),
    (b"\x89PNG", Text("картинка PNG", "a PNG picture")),
    (b"\xff\xd8\xff", Text("картинка JPEG", "a JPEG picture")),
    (b"GIF8", Text("картинка GIF", "a GIF picture")),
    (b"{", Text("JSON", "JSON")),
    (b"[", Text("JSON", "JSON")),
    (b"^XA", Text("команды ZPL", "ZPL commands")),
    (b"<", Text("XML", "XML")),
)


def import_label(body: bytes, page: PageSize, renderer: HtmlRenderer | None = None) -> LabelDocument:
    """The label of one box: a PDF as it came, or HTML as one page of `page`. Raises LabelUnreadable."""
    if not body.strip():
        raise LabelUnreadable(Text("пришёл пустой ответ", "the answer was empty"))
    if body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return _import_pdf(body)
    text = _text_of(body)
    if text is None or not _TAG_OF_HTML.match(text):
        raise LabelUnreadable(
            Text("пришли не PDF и не HTML, а {kind}", "not PDF or HTML came but {kind}").format(
                kind=_kind_of(body, text)
            )
        )
    return _import_html(text, len(body), page, renderer or HtmlRenderer())


def _import_pdf(body: bytes) -> LabelDocument:
    _check_length(len(body), MAX_PDF_BYTES)
    return LabelDocument(body, LabelSource.PDF, len(page_sizes(body)))


def _import_html(text: str, length: int, page: PageSize, renderer: HtmlRenderer) -> LabelDocument:
    _check_length(length, MAX_HTML_BYTES)
    rendered = renderer.render(text, page)
    _check_pages(len(page_sizes(rendered.pdf)))
    _check_bars(rendered.pdf, page)
    return LabelDocument(rendered.pdf, LabelSource.HTML, 1, rendered.missing_pictures)


def _check_pages(pages: int) -> None:
    """Which page is the box's label nobody can tell for certain, so none is cut away."""
    if pages > 1:
        raise LabelUnreadable(
            Text(
                "HTML занимает страниц: {pages}, а этикетка грузового места — одна страница",
                "the HTML takes {pages} pages, but the label of a box is one page",
            ).format(pages=pages)
        )


def _check_bars(pdf: bytes, page: PageSize) -> None:
    bar = thinnest_bar_dots(pdf, page.printer_dpi)
    if bar is not None and bar < THINNEST_BAR_DOTS:
        raise LabelUnreadable(
            Text(
                "на листе {paper} штрихкод выйдет слишком мелким для сканера",
                "on a {paper} sheet the barcode would be too small for a scanner",
            ).format(paper=page.name),
            hint=LARGER_SHEET,
        )


def _check_length(length: int, limit: int) -> None:
    if length > limit:
        raise LabelUnreadable(
            Text("{length} байт: больше {limit}", "{length} bytes: more than {limit}").format(
                length=length, limit=limit
            )
        )


def _text_of(body: bytes) -> str | None:
    """The body as text: UTF-8 unless it declares one of the old Russian charsets; None if it is no text."""
    declared = _DECLARED_CHARSET.search(body[:4096])
    name = declared.group(1).decode("ascii").lower() if declared else ""
    for charset in ("utf-8-sig", _CHARSETS.get(name, "utf-8")):
        try:
            text = body.decode(charset)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def _kind_of(body: bytes, text: str | None) -> Text:
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    for mark, kind in _MARKS:
        if start.startswith(mark):
            return kind
    return Text("двоичные данные", "binary data") if text is None else Text("простой текст", "plain text")
