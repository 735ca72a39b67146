"""What can go wrong between a document and its paper, named by what is certain afterwards."""

from __future__ import annotations

from mmdesk.errors import MmdeskError, Text


class PrinterUnreachable(MmdeskError):
    """Raised when the printer or its queue was never reached: certainly nothing was printed."""

    title = Text("Принтер не отвечает, ничего не отправлено", "The printer does not answer, nothing was sent")
    hint = Text(
        "Проверьте, что принтер включён и подключён.",
        "Check that the printer is on and connected.",
    )


class PrintDoubtful(MmdeskError):
    """Raised when the connection broke after the document had begun to go out: it may have been printed."""

    title = Text("Связь с принтером прервалась при печати", "The printer was lost while it was printing")
    hint = Text(
        "Посмотрите, вышел ли лист целиком; если нет, распечатайте его повторно.",
        "See whether the whole sheet came out; if not, print it again.",
    )


class PrinterRefused(MmdeskError):
    """Raised when the printer or its queue refused the job: certainly nothing was printed."""

    title = Text("Принтер не принял задание", "The printer refused the job")
    hint = Text(
        "Проверьте настройки принтера или выберите другой.",
        "Check the printer's settings or choose another one.",
    )


class PaperDoesNotFit(MmdeskError):
    """Raised when a page is larger than the sheet in the printer; a label is never shrunk."""

    title = Text("Страница больше листа в принтере", "The page is larger than the sheet in the printer")
    hint = Text(
        "Выберите другой лист или другой принтер: этикетки не уменьшаются, иначе штрихкод не прочитается.",
        "Choose another sheet or another printer: labels are not shrunk, or the barcode would not be read.",
    )


class NotAPdf(MmdeskError):
    """Raised for a file that is no PDF, is damaged or needs a password; names the kind, never its words."""

    title = Text("Это не PDF, который можно напечатать", "This is no PDF that can be printed")
    hint = Text(
        "Получите документ заново или сохраните его в PDF без пароля.",
        "Fetch the document again, or save it as a PDF without a password.",
    )


class DocumentTooLong(MmdeskError):
    """Raised for a document of more pages than one job may have."""

    title = Text("В документе слишком много страниц", "The document has too many pages")
    hint = Text("Разделите его и напечатайте по частям.", "Split it and print it in parts.")


class SpoolFull(MmdeskError):
    """Raised when there is no room for the job: a full disk or a full queue. Nothing half-written is left."""

    title = Text("Для задания не хватает места", "There is no room for the job")
    hint = Text(
        "Освободите место на диске или в очереди принтера.",
        "Free space on the disk or in the printer's queue.",
    )
