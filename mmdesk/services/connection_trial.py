"""Checks of a connection as a window asks for them: a silent remote is one more red check, not the end."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from mmdesk.clients.errors import CertificateRefused, RemoteError, TimedOut, Troubled, Unavailable, Unreadable
from mmdesk.clients.megamarket import Megamarket
from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.errors import Text
from mmdesk.secrets import SecretStore
from mmdesk.services import connection_checks
from mmdesk.services.check import Check, Told
from mmdesk.services.connection_checks import CheckReport, Findings
from mmdesk.services.connection_draft import Field
from mmdesk.storage.uow import Storage

CRM_ANSWER: Final = "crm.answer"
MM_ANSWER: Final = "mm.answer"


def try_out(
    storage: Storage,
    clock: Clock,
    store: SecretStore,
    connection: Connection,
    megamarket: Megamarket,
    crm: RetailCrm,
    told: Told,
) -> CheckReport:
    """Whether the connection could be registered; it need not be stored."""
    findings = Findings(told)
    site = _try_crm(storage, store, connection, crm, findings)
    found = _try_megamarket(storage, clock, store, connection, megamarket, findings)
    return CheckReport(tuple(findings.checks), site, found)


def check_stored(
    storage: Storage,
    clock: Clock,
    store: SecretStore,
    connection: Connection,
    megamarket: Megamarket,
    crm: RetailCrm,
    told: Told,
) -> CheckReport:
    """Everything that a connection in use needs, its mappings included. What is good again is asked again."""
    findings = Findings(told)
    site = _try_crm(storage, store, connection, crm, findings)
    found = _try_megamarket(storage, clock, store, connection, megamarket, findings)
    access = CheckReport(tuple(findings.checks), site)
    connection_checks.check_what_is_kept(storage, store, connection, findings)
    try:
        connection_checks.check_mapped(storage, connection, crm, access, findings)
    except RemoteError as error:
        findings.add(Check(CRM_ANSWER, ok=False, message=silence(error, connection.crm_url)))
    connection_checks.take_stops_back(storage, clock, connection, findings)
    return CheckReport(tuple(findings.checks), site, found)


def silence(error: RemoteError, address: str, stranger: Text | None = None) -> Text:
    """Why nobody can be talked to there, with the cure: nobody repeats what a person has asked for.

    `stranger` says what an answer means that makes no sense, where none has made any so far.
    """
    asked = urlsplit(address)
    host, place = asked.netloc, f"{asked.scheme}://{asked.netloc}"
    match error:
        case CertificateRefused():
            return _CERTIFICATE.format(host=host)
        case TimedOut():
            return _TIMED_OUT.format(place=place)
        case Unreadable() if stranger is not None:
            return stranger.format(place=place, words=error.words)
        case Troubled():
            return _TROUBLED.format(host=host, words=error.words)
        case Unavailable():
            return _UNREACHABLE.format(place=place, words=error.words)
        case _:
            return error.text


def field_of(code: str) -> Field:
    """Which field a check is about: where it is red, the cure is there."""
    if code in _FIELDS:
        return _FIELDS[code]
    return Field.CRM_KEY if code.startswith("crm.") else Field.MM_TOKEN


def _try_crm(
    storage: Storage, store: SecretStore, connection: Connection, crm: RetailCrm, findings: Findings
) -> str:
    try:
        return connection_checks.check_crm(storage, store, connection, crm, findings)
    except RemoteError as error:
        message = silence(error, connection.crm_url, _NOT_RETAILCRM)
        findings.add(Check(CRM_ANSWER, ok=False, message=message))
        return ""


def _try_megamarket(
    storage: Storage,
    clock: Clock,
    store: SecretStore,
    connection: Connection,
    megamarket: Megamarket,
    findings: Findings,
) -> int | None:
    """How many orders the first exchange will bring."""
    try:
        connection_checks.check_megamarket(storage, store, connection, megamarket, findings)
    except RemoteError as error:
        message = silence(error, connection.mm_url, _NOT_MEGAMARKET)
        findings.add(Check(MM_ANSWER, ok=False, message=message))
        return None
    return connection_checks.check_orders(clock, connection, megamarket, findings)


_FIELDS: Final = {
    "crm.address": Field.CRM_URL,
    CRM_ANSWER: Field.CRM_URL,
    MM_ANSWER: Field.MM_URL,
    "mm.mode": Field.TEST_MODE,
}
_CERTIFICATE: Final = Text(
    "сертификату узла {host} нет доверия, поэтому ничего не отправлено. Проверьте адрес; если между вами и"
    " интернетом стоит проверяющий прокси или антивирус, добавьте его сертификат в систему",
    "the certificate of {host} is not trusted, so nothing was sent. Check the address; where a proxy or an"
    " antivirus inspects the traffic, add its certificate to the system",
)
_TIMED_OUT: Final = Text(
    "адрес {place} не ответил вовремя: проверьте интернет на этом компьютере и повторите",
    "{place} did not answer in time: check the internet of this computer and try again",
)
_TROUBLED: Final = Text(
    "до узла {host} связь есть, но он отвечает ошибкой ({words}): это сбой на его стороне. Повторите проверку"
    " через минуту; обмен служба повторяет сама",
    "{host} was reached, but it answers with an error of its own ({words}). Check again in a minute; the"
    " service repeats its exchange by itself",
)
_NOT_MEGAMARKET: Final = Text(
    "по адресу {place} отвечает не Мегамаркет, ответ не понять ({words}): проверьте поле «Адрес Мегамаркета»,"
    " обычно оно пустое",
    "what answers at {place} is not Megamarket, it makes no sense ({words}): check the field “Megamarket"
    " address”, which is usually empty",
)
_NOT_RETAILCRM: Final = Text(
    "по адресу {place} отвечает не RetailCRM, ответ не понять ({words}): проверьте поле «Адрес RetailCRM»",
    "what answers at {place} is not RetailCRM, it makes no sense ({words}): check the field “RetailCRM"
    " address”",
)
_UNREACHABLE: Final = Text(
    "по адресу {place} не достучаться ({words}): проверьте адрес, с http:// или https:// в начале, и интернет"
    " на этом компьютере",
    "{place} cannot be reached ({words}): check the address, with http:// or https:// in front, and the"
    " internet of this computer",
)
