"""What the operating system says of a failure, in both languages.

Its own words are English here, or those of whatever language the system is in: a table by number serves both.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping
from typing import Final

from mmdesk.errors import Text


def system_words(error: OSError) -> Text:
    """Why it failed; of a number that is not usual, the number with the system's own words."""
    if error.errno in _WORDS:
        return _WORDS[error.errno]
    own = error.strerror or type(error).__name__
    if error.errno is None:
        return Text.same(own)
    return Text(f"ошибка системы {error.errno} ({own})", f"system error {error.errno} ({own})")


def told_of(where: object, error: OSError) -> Text:
    """Why it failed, with the file or the address in front."""
    return Text.same(f"{where}: ").joined(system_words(error))


_LOST: Final = Text("соединение оборвалось", "the connection is lost")
_BUSY: Final = Text("занято другой программой", "in use by another program")
_TOO_MANY: Final = Text("открыто слишком много файлов", "too many open files")
_BY_NAME: Final[Mapping[str, Text]] = {
    "EACCES": Text("нет прав", "Permission denied"),
    "EPERM": Text("система этого не разрешает", "Operation not permitted"),
    "ENOENT": Text("такого файла или папки нет", "No such file or directory"),
    "EEXIST": Text("такое имя уже занято", "File exists"),
    "ENOTDIR": Text("это не папка", "Not a directory"),
    "EISDIR": Text("это папка, а не файл", "Is a directory"),
    "ENOTEMPTY": Text("папка не пуста", "Directory not empty"),
    "ENAMETOOLONG": Text("слишком длинное имя", "File name too long"),
    "ELOOP": Text("ссылки ведут по кругу", "Too many levels of symbolic links"),
    "ENOSPC": Text("на диске кончилось место", "No space left on device"),
    "EDQUOT": Text("место на диске, отведённое этой учётной записи, кончилось", "Disk quota exceeded"),
    "EFBIG": Text("файл слишком велик для этого диска", "File too large"),
    "EROFS": Text("диск только для чтения", "Read-only file system"),
    "EIO": Text("диск не читается или не пишется", "Input/output error"),
    "EBUSY": _BUSY,
    "ETXTBSY": _BUSY,
    "EMFILE": _TOO_MANY,
    "ENFILE": _TOO_MANY,
    "ENOMEM": Text("не хватает памяти", "Cannot allocate memory"),
    "ENODEV": Text("такого устройства нет", "No such device"),
    "ENXIO": Text("такого устройства нет", "No such device or address"),
    "ENOEXEC": Text("этот файл нельзя запустить", "Exec format error"),
    "ESTALE": Text("сетевая папка больше недоступна", "Stale file handle"),
    "ECONNREFUSED": Text("соединение отклонено", "Connection refused"),
    "ECONNRESET": _LOST,
    "ECONNABORTED": _LOST,
    "ENOTCONN": _LOST,
    "ESHUTDOWN": _LOST,
    "EPIPE": _LOST,
    "EHOSTDOWN": Text("устройство выключено или не в сети", "Host is down"),
    "EHOSTUNREACH": Text("до устройства нет пути по сети", "No route to host"),
    "ENETDOWN": Text("сеть выключена", "Network is down"),
    "ENETUNREACH": Text("сеть недоступна", "Network is unreachable"),
    "ETIMEDOUT": Text("время ожидания вышло", "Connection timed out"),
    "EADDRINUSE": Text("адрес занят другой программой", "Address already in use"),
    "EADDRNOTAVAIL": Text("такого адреса у этого компьютера нет", "Cannot assign requested address"),
}
# Not every system has every one of them, and each numbers them as it likes.
_WORDS: Final = {getattr(errno, name): words for name, words in _BY_NAME.items() if hasattr(errno, name)}
