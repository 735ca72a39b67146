"""What a fetch of a file gets that lies there in two forms, plain and gzip: the rules of RFC 9110, no I/O."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final

from starlette.datastructures import Headers

_TAG: Final = re.compile(r'(W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_RANGE: Final = re.compile(r"bytes=\s*(?:([0-9]{1,99})-([0-9]{0,99})|-([0-9]{1,99}))\s*", re.IGNORECASE)
_CODING: Final = re.compile(r"([^\s;]+)(?:\s*;\s*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Form:
    """One form of the file. `tag` is its strong ETag, quotes included; `size` is bytes."""

    tag: str
    size: int
    coding: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is published. Its date, in whole seconds, proves nothing when another one came in that second."""

    plain: Form
    packed: Form
    modified: datetime
    date_proves: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status, the form it is about, and which bytes of it go out."""

    status: int
    form: Form
    span: range = range(0)


def judge(method: str, headers: Headers, shown: Shown) -> Verdict:
    """Decide on a GET or HEAD, in the order of section 13.2.2."""
    form = shown.packed if _takes_gzip(_listed(headers, "accept-encoding")) else shown.plain
    if not _is_the_expected(headers, form, shown):
        return Verdict(412, form)
    known = _known(headers, form, shown)
    if known is not None:
        return Verdict(304, known)
    whole = Verdict(200, form, range(form.size))
    # A range means something for GET alone.
    if method != "GET" or not _may_be_partial(headers, form, shown):
        return whole
    asked = _RANGE.fullmatch(_listed(headers, "range").strip())
    if asked is None:
        # Several ranges, another unit, or nonsense: a server may send the whole.
        return whole
    return _part(asked, whole)


def headers_of(verdict: Verdict, shown: Shown, media_type: str) -> dict[str, str]:
    """The headers that go with a verdict; `media_type` is the file's own."""
    form, span = verdict.form, verdict.span
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if verdict.status in (200, 206, 304):
        headers |= {"ETag": form.tag, "Last-Modified": format_datetime(shown.modified, usegmt=True)}
    if verdict.status in (200, 206):
        headers |= {"Content-Type": media_type, "Content-Length": str(len(span))}
        headers |= {"Content-Encoding": form.coding} if form.coding else {}
    if verdict.status in (200, 206, 416):
        headers["Accept-Ranges"] = "bytes"
    if verdict.status == 206:
        headers["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{form.size}"
    if verdict.status == 416:
        headers["Content-Range"] = f"bytes */{form.size}"
    return headers


def _is_the_expected(headers: Headers, form: Form, shown: Shown) -> bool:
    """If-Match, else If-Unmodified-Since: a client that would rather have nothing than something newer."""
    expected = _listed(headers, "if-match")
    if expected:
        return expected.strip() == "*" or ("", form.tag) in _TAG.findall(expected)
    until = _date(headers.get("if-unmodified-since", ""))
    return until is None or _is_unchanged_since(until, shown)


def _known(headers: Headers, form: Form, shown: Shown) -> Form | None:
    """The form that the client has already; which of the two it is does not matter to it."""
    if "if-none-match" in headers:
        held = _listed(headers, "if-none-match")
        tags = {tag for _, tag in _TAG.findall(held)}
        forms = (form, shown.plain, shown.packed)
        return form if held.strip() == "*" else next((each for each in forms if each.tag in tags), None)
    since = _date(headers.get("if-modified-since", ""))
    return form if since is not None and _is_unchanged_since(since, shown) else None


def _is_unchanged_since(moment: datetime, shown: Shown) -> bool:
    return shown.modified < moment or (shown.modified == moment and shown.date_proves)


def _may_be_partial(headers: Headers, form: Form, shown: Shown) -> bool:
    """If-Range: without it, or when what the client has a part of is what is published still."""
    held = headers.get("if-range", "").strip()
    if not held or held.startswith(('"', "W/")):
        return held in ("", form.tag)
    return _date(held) == shown.modified and shown.date_proves


def _part(asked: re.Match[str], whole: Verdict) -> Verdict:
    first, last, suffix = asked.groups()
    span = whole.span[-int(suffix) :] if suffix else whole.span[int(first) :]
    if last and int(last) < int(first):
        return whole
    if not span or (suffix and not int(suffix)):
        return Verdict(416, whole.form)
    return Verdict(206, whole.form, whole.span[span.start : int(last) + 1] if last else span)


def _takes_gzip(accepted: str) -> bool:
    """Only when it is named or covered by `*`, and not less welcome than the plain form."""
    weights = dict(_weighted(each) for each in accepted.lower().split(","))
    gzip = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    return gzip > 0 and gzip >= weights.get("identity", 0.0)


def _weighted(coding: str) -> tuple[str, float]:
    """A weight that cannot be read counts as refusal: the plain form is right for everybody."""
    found = _CODING.fullmatch(coding.strip())
    return (found[1], float(found[2] or 1)) if found else (coding.partition(";")[0].strip(), 0.0)


def _listed(headers: Headers, name: str) -> str:
    """All lines of a header as one."""
    return ",".join(headers.getlist(name))


def _date(value: str) -> datetime | None:
    """None for what is no date."""
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
