from __future__ import annotations

import io

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from mmdesk.printing import pdf_check
from mmdesk.printing.paper import A4, LABEL_75X120
from mmdesk.printing.pdf_check import MAX_JOB_PAGES, document
from mmdesk.printing.print_errors import DocumentTooLong, NotAPdf, PaperDoesNotFit
from tests.printing.sample_labels import label


def drawn(pages: int = 1, password: str = "", size: tuple[float, float] = (200, 300)) -> bytes:
    stream = io.BytesIO()
    lock = StandardEncryption(password, canPrint=1) if password else None
    canvas = Canvas(stream, pagesize=size, encrypt=lock)
    for number in range(pages):
        canvas.drawString(20, 50, f"Анна {number}")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def test_a_document_knows_its_pages_and_stays_as_it_came() -> None:
    pdf = label(LABEL_75X120, A4)
    sent = document("7001-1", pdf)
    assert sent.pages == (LABEL_75X120, A4)
    assert sent.pdf is pdf
    assert "PDF" not in repr(sent).replace("PrintDocument", "")


@pytest.mark.parametrize(
    "body", [b"", b"<html></html>", b"\x89PNG\r\n", b"^XA^XZ", "Маркировочный лист".encode()]
)
def test_what_does_not_begin_like_a_pdf_is_refused(body: bytes) -> None:
    with pytest.raises(NotAPdf, match="does not begin like a PDF"):
        document("x", body)


def test_a_file_that_only_claims_to_be_a_pdf_is_refused() -> None:
    with pytest.raises(NotAPdf, match="damaged"):
        document("x", b"%PDF-1.7\nnothing of the kind\n%%EOF")


def test_a_file_that_breaks_off_is_refused_although_a_reader_would_repair_it() -> None:
    whole = label(LABEL_75X120)
    with pytest.raises(NotAPdf, match="breaks off"):
        document("x", whole[: len(whole) * 9 // 10])


def test_a_file_with_a_password_is_refused_with_the_reason() -> None:
    with pytest.raises(NotAPdf) as refused:
        document("x", drawn(password="invented"))
    assert "паролем" in refused.value.text.ru


def test_five_hundred_pages_are_too_many() -> None:
    with pytest.raises(DocumentTooLong, match="500, more than 300"):
        document("x", drawn(pages=500))
    assert len(document("x", drawn(pages=MAX_JOB_PAGES)).pages) == MAX_JOB_PAGES


def test_a_file_too_large_to_send_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_check, "MAX_JOB_BYTES", 1024)
    with pytest.raises(DocumentTooLong):
        document("x", drawn())


@pytest.mark.parametrize("size", [(20.0, 300.0), (3000.0, 3000.0)])
def test_a_page_that_no_printer_could_hold_is_refused(size: tuple[float, float]) -> None:
    with pytest.raises(PaperDoesNotFit):
        document("x", drawn(size=size))


def test_a_refusal_tells_no_word_of_the_document() -> None:
    with pytest.raises(NotAPdf) as refused:
        document("x", "Кузнецова Мария Петровна".encode())
    assert "Кузнецова" not in refused.value.text.ru
