"""What the answer of the seller's site means when a catalogue file was asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NoReturn

import httpx

from mmdesk.clients.address import redirected
from mmdesk.clients.errors import AddressWrong, BadAddress, Refused, RemoteError, Unavailable, Unreadable
from mmdesk.clients.http import retry_after_of
from mmdesk.clients.masking import clean
from mmdesk.errors import Text
from mmdesk.unpacking import Unusable, WebPage

_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_CLOSED: Final = frozenset({401, 403, 407})
_MISSING: Final = frozenset({404, 410})
_BUSY: Final = frozenset({408, 425, 429})
_WHOLE: Final = frozenset({200, 203, 304})

_OPEN_TO_ALL: Final = Text(
    "Адрес каталога должен открываться без входа и пароля: так его читает и RetailCRM. Откройте доступ на "
    "сайте или укажите другой адрес.",
    "The catalogue's address must open without login and password, as RetailCRM reads it too. Open it on the "
    "site, or give another address.",
)
_LOOK: Final = Text(
    "Откройте адрес в браузере: там должен быть файл каталога. Исправьте адрес или выгрузку на сайте.",
    "Open the address in a browser: it must be the catalogue file. Correct the address or the site's export.",
)
_SITE_FAILS: Final = Text(
    "Программа повторит попытку сама; если не пройдёт, скажите тому, кто ведёт сайт.",
    "The program will try again by itself; if it goes on, tell whoever runs the site.",
)
_DIRECT: Final = Text(
    "Укажите адрес, по которому файл открывается сразу, без переадресации.",
    "Give the address at which the file opens at once, without redirects.",
)


def target_of(answer: httpx.Response, url: httpx.URL, where: str) -> httpx.URL | None:
    """Where the file is to be asked for instead, None unless the answer redirects. Raises AddressWrong."""
    if answer.status_code not in _MOVED:
        return None
    location = answer.headers.get("location", "")
    try:
        return redirected(url, location)
    except BadAddress as error:
        # A login, a query or a fragment would be the site's secrets.
        shown = clean(re.sub(r"//[^/]*@", "//", re.split("[?#]", location)[0])) or "—"
        words = Text(f"сайт отсылает на {shown}: ", f"the site redirects to {shown}: ").joined(error.detail)
        raise AddressWrong(words, where=where, hint=_DIRECT) from error


def too_many_redirects(where: str, most: int) -> AddressWrong:
    words = Text(
        f"сайт отсылает с адреса на адрес больше {most} раз", f"the site redirects more than {most} times"
    )
    return AddressWrong(words, where=where, hint=_DIRECT)


def check_status(answer: httpx.Response, where: str) -> None:
    """Raises RemoteError unless the answer brings the whole file, or says that it has not changed."""
    status = answer.status_code
    if status in _WHOLE:
        return
    if status in _CLOSED:
        words = Text(f"сайт не открывает файл (HTTP {status})", f"the site denies the file (HTTP {status})")
        raise Refused(words, code=str(status), where=where, hint=_OPEN_TO_ALL)
    if status in _MISSING:
        words = Text(f"по этому адресу файла нет (HTTP {status})", f"no file there (HTTP {status})")
        raise AddressWrong(words, where=where, hint=_LOOK)
    if status in _BUSY or status >= 500:
        words = Text(f"сайт ответил ошибкой {status}", f"the site answered with error {status}")
        wish = retry_after_of(answer.headers)
        raise Unavailable(words, retry_after=wish, where=where, hint=_SITE_FAILS)
    if 400 <= status < 500:
        words = Text(f"сайт отказал (HTTP {status})", f"the site refused (HTTP {status})")
        raise Refused(words, code=str(status), where=where, hint=_LOOK)
    words = Text(f"неожиданный ответ HTTP {status}", f"unexpected answer HTTP {status}")
    raise Unreadable(words, where=where, hint=_LOOK)


def is_packed(headers: Mapping[str, str], where: str) -> bool:
    """Whether the body is packed by gzip for the way. Raises Unreadable for any other packing."""
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        words = Text(f"непонятное сжатие {clean(encoding)}", f"unknown compression {clean(encoding)}")
        raise Unreadable(words, where=where, hint=_SITE_FAILS)
    return encoding.endswith("gzip")


def length_of(headers: Mapping[str, str]) -> int | None:
    """The bytes that are on their way, None where the site does not tell."""
    told = headers.get("content-length", "")
    return int(told) if told.isascii() and told.isdecimal() else None


def broken_off(received: int, length: int | None, where: str) -> Unavailable:
    of = "" if length is None else f"{received} / {length}, "
    words = Text(f"файл оборвался на пути ({of}байт)", f"the file broke off on its way ({of}bytes)")
    return Unavailable(words, where=where, hint=_SITE_FAILS)


def raise_unusable(error: Unusable, where: str) -> NoReturn:
    kind: type[RemoteError] = AddressWrong if isinstance(error, WebPage) else Unreadable
    raise kind(error.words, where=where, hint=error.cure) from error
