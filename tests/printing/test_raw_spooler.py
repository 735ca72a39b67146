from __future__ import annotations

import logging
import socket
from dataclasses import replace

import pytest
import zxingcpp

from mmdesk.printing.fitting import Turn
from mmdesk.printing.paper import LABEL_75X120, LABEL_100X150, PageSize
from mmdesk.printing.pdf_check import document
from mmdesk.printing.print_errors import PaperDoesNotFit, PrintDoubtful, PrinterUnreachable
from mmdesk.printing.printer_setup import Dialect, PrinterKind, PrinterSetup, SetupWrong
from mmdesk.printing.raw_spooler import Patience, RawSpooler
from mmdesk.printing.rendering import rendered
from mmdesk.printing.spooler import JobStage, PrintDocument, PrinterCondition, PrintOptions, SpoolTicket
from mmdesk.printing.spoolers import spooler_for
from tests.printing.label_samples import BOX_CODE
from tests.printing.network_printer import NetworkPrinter, listening
from tests.printing.printer_languages import PrintedLabel, TsplPrinter, ZplPrinter
from tests.printing.sample_labels import label
from tests.printing.test_printer_dialects import picture

OPTIONS = PrintOptions(LABEL_75X120)
QUICK = Patience(connect=2.0, stall=0.5, answer=0.5, farewell=0.3)
ENQUIRY = {Dialect.ZPL: b"~HS", Dialect.TSPL: b"\x1b!?"}
DIALECTS = pytest.mark.parametrize("dialect", Dialect)


def job() -> PrintDocument:
    return document("7001-1", label(LABEL_75X120))


def spooler(printer: NetworkPrinter, dialect: Dialect = Dialect.ZPL) -> RawSpooler:
    return RawSpooler.of(PrinterSetup(PrinterKind.NETWORK, printer.address, dialect), QUICK)


def played(dialect: Dialect, sent: bytes) -> list[PrintedLabel]:
    return ZplPrinter().run(sent) if dialect is Dialect.ZPL else TsplPrinter().run(sent)


@DIALECTS
@pytest.mark.parametrize("turn", [Turn.NONE, Turn.HALF])
def test_a_printer_gets_the_very_dots_of_the_label(dialect: Dialect, turn: Turn) -> None:
    options = replace(OPTIONS, turn=turn, copies=2)
    with listening(NetworkPrinter()) as printer:
        way = spooler(printer, dialect)
        ticket = way.send(job(), options)
        (printed,) = played(dialect, printer.job())
    (expected,) = rendered(job(), options, 203)
    assert printed.image.tobytes() == picture(expected).tobytes()
    assert printed.copies == 2
    assert [code.text for code in zxingcpp.read_barcodes(printed.image)] == [BOX_CODE]
    assert way.follow(ticket).stage is JobStage.SENT


@DIALECTS
def test_a_printer_that_keeps_the_connection_open_is_not_waited_for(dialect: Dialect) -> None:
    with listening(NetworkPrinter(keeps_open=True)) as printer:
        spooler(printer, dialect).send(job(), OPTIONS)
        assert played(dialect, printer.job())


def test_a_finer_printer_gets_more_dots() -> None:
    with listening(NetworkPrinter()) as printer:
        setup = PrinterSetup(PrinterKind.NETWORK, printer.address, dpi=300)
        RawSpooler.of(setup, QUICK).send(job(), OPTIONS)
        (printed,) = ZplPrinter().run(printer.job())
    assert printed.image.size == LABEL_75X120.dots(300)


def test_a_printer_that_refuses_the_connection_was_sent_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    nobody = RawSpooler.of(PrinterSetup(PrinterKind.NETWORK, f"127.0.0.1:{port}"), QUICK)
    with pytest.raises(PrinterUnreachable) as refused:
        nobody.send(job(), OPTIONS)
    assert "соединение отклонено" in refused.value.text.ru
    assert "ничего не отправлено" in refused.value.text.ru
    assert nobody.state().condition is PrinterCondition.OFFLINE


def test_a_printer_whose_name_nobody_knows_was_sent_nothing() -> None:
    nobody = RawSpooler.of(PrinterSetup(PrinterKind.NETWORK, "no-such-printer.invalid"), QUICK)
    with pytest.raises(PrinterUnreachable) as refused:
        nobody.send(job(), OPTIONS)
    assert "имя no-such-printer.invalid не найдено" in refused.value.text.ru


@pytest.mark.parametrize("after", [1, 2000])
def test_a_connection_lost_in_the_middle_leaves_it_open_whether_it_was_printed(after: int) -> None:
    with listening(NetworkPrinter(breaks_after=after)) as printer:
        with pytest.raises(PrintDoubtful) as broken:
            spooler(printer).send(document("many", label(*[LABEL_75X120] * 40)), OPTIONS)
        assert printer.jobs == []
    assert "соединение оборвалось" in broken.value.text.ru
    assert "вышел ли лист" in broken.value.text.ru


def test_a_printer_that_never_reads_is_given_up_in_time() -> None:
    many = document("many", label(*[LABEL_75X120] * 40))
    with listening(NetworkPrinter(never_reads=True)) as printer:
        setup = PrinterSetup(PrinterKind.NETWORK, printer.address, Dialect.TSPL, dpi=600)
        with pytest.raises(PrintDoubtful) as stuck:
            RawSpooler.of(setup, QUICK).send(many, OPTIONS)
    assert "время ожидания вышло" in stuck.value.text.ru
    assert "байт" in stuck.value.text.ru


def test_a_label_that_does_not_fit_opens_no_connection() -> None:
    with listening(NetworkPrinter()) as printer:
        with pytest.raises(PaperDoesNotFit):
            spooler(printer).send(document("large", label(LABEL_100X150)), OPTIONS)
        assert printer.jobs == []


def host_status(
    *, paper_out: int = 0, paused: int = 0, waiting: int = 0, head_up: int = 0, ribbon_out: int = 0
) -> bytes:
    first = f"030,{paper_out},{paused},1245,{waiting:03},0,0,0,000,0,0,0"
    second = f"000,0,{head_up},{ribbon_out},0,2,4,0,00000000,1,000"
    return "".join(f"\x02{line}\x03\r\n" for line in (first, second, "1234,0")).encode("ascii")


@pytest.mark.parametrize(
    ("answer", "condition", "words"),
    [
        (host_status(), PrinterCondition.READY, "Готов"),
        (host_status(waiting=2), PrinterCondition.PRINTING, "Печатает"),
        (host_status(paper_out=1, paused=1), PrinterCondition.NO_PAPER, "Кончилась бумага"),
        (host_status(paused=1), PrinterCondition.PAUSED, "На паузе"),
        (host_status(head_up=1), PrinterCondition.PAUSED, "На паузе: открыта крышка"),
        (host_status(ribbon_out=1), PrinterCondition.PAUSED, "На паузе: кончилась лента"),
    ],
)
def test_a_zpl_printer_is_asked_how_it_is(answer: bytes, condition: PrinterCondition, words: str) -> None:
    with listening(NetworkPrinter(answers={b"~HS": answer})) as printer:
        state = spooler(printer).state()
    assert state.condition is condition
    assert state.words.ru == words


@pytest.mark.parametrize(
    ("answer", "condition"),
    [
        (b"\x00", PrinterCondition.READY),
        (b"\x20", PrinterCondition.PRINTING),
        (b"\x04", PrinterCondition.NO_PAPER),
        (b"\x05", PrinterCondition.NO_PAPER),
        (b"\x01", PrinterCondition.PAUSED),
        (b"\x02", PrinterCondition.PAUSED),
        (b"\x10", PrinterCondition.PAUSED),
        (b"\x80", PrinterCondition.PAUSED),
    ],
)
def test_a_tspl_printer_is_asked_how_it_is(answer: bytes, condition: PrinterCondition) -> None:
    with listening(NetworkPrinter(answers={b"\x1b!?": answer})) as printer:
        assert spooler(printer, Dialect.TSPL).state().condition is condition


@DIALECTS
@pytest.mark.parametrize("answer", [b"", b"@", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_a_printer_that_answers_nothing_or_nonsense_is_at_least_there(
    dialect: Dialect, answer: bytes
) -> None:
    answers = {ENQUIRY[dialect]: answer} if answer else {}
    with listening(NetworkPrinter(answers=answers)) as printer:
        state = spooler(printer, dialect).state()
    assert state.condition.can_print


def test_a_printer_that_must_not_be_asked_is_only_connected_to() -> None:
    with listening(NetworkPrinter(keeps_open=True)) as printer:
        setup = PrinterSetup(PrinterKind.NETWORK, printer.address, asks_state=False)
        state = RawSpooler.of(setup, QUICK).state()
        assert printer.jobs == []
    assert state.condition is PrinterCondition.READY
    assert "о бумаге не сообщает" in state.words.ru


@pytest.mark.parametrize(
    ("target", "host", "port"),
    [
        ("192.0.2.40", "192.0.2.40", 9100),
        ("printer.lan:9101", "printer.lan", 9101),
        ("[2001:db8::7]:6101", "2001:db8::7", 6101),
        (" zebra ", "zebra", 9100),
    ],
)
def test_an_address_is_read_as_people_write_it(target: str, host: str, port: int) -> None:
    found = spooler_for(PrinterSetup(PrinterKind.NETWORK, target))
    assert isinstance(found, RawSpooler)
    assert (found.host, found.port) == (host, port)


@pytest.mark.parametrize("target", ["printer:0", "printer:70000", "http://printer", "a b", "::1", "x:y"])
def test_an_address_that_can_be_none_is_refused(target: str) -> None:
    with pytest.raises(SetupWrong):
        spooler_for(PrinterSetup(PrinterKind.NETWORK, target))


def test_nothing_of_a_label_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), listening(NetworkPrinter()) as printer:
        spooler(printer).send(job(), OPTIONS)
        printer.job()
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("mmdesk")]
    assert len(ours) == 1
    assert "bytes=" in ours[0]
    assert BOX_CODE not in ours[0]


def test_what_follow_is_asked_later_needs_no_printer() -> None:
    setup = PrinterSetup(PrinterKind.NETWORK, "192.0.2.1")
    assert RawSpooler.of(setup).follow(SpoolTicket()).stage.is_final


def test_several_pages_of_two_sizes_are_one_job() -> None:
    sent = document("two", label(LABEL_75X120, PageSize(58, 40)))
    with listening(NetworkPrinter()) as printer:
        spooler(printer).send(sent, OPTIONS)
        assert len(ZplPrinter().run(printer.job())) == 2
