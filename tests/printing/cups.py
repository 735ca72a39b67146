"""A printing system of the suite's own: cupsd in a folder, and IPP printers that keep what they get.

Nothing of the machine's own CUPS is touched. The printers are CUPS's own `ippeveprinter`, which insists on
Avahi; where none runs, one is started on a bus of its own that listens to the loopback interface only.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NoReturn

import pytest

from mmdesk.printing.paper import PAPERS, PageSize

PACKAGES = "cups cups-client cups-ipp-utils cups-filters dbus avahi-daemon"
_PROGRAMS = ("cupsd", "ippeveprinter", "lpadmin", "lp", "lpstat", "cancel", "cupsdisable", "cupsenable")
_SBIN = "/usr/sbin:/usr/local/sbin:/sbin"
_PATIENCE = 30.0

_CUPSD_CONF = """\
Listen {folder}/cups.sock
Browsing Off
WebInterface No
DefaultAuthType None
LogLevel info
PreserveJobHistory Yes
PreserveJobFiles No
JobRetryInterval 1
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  SubscriptionPrivateAccess all
  SubscriptionPrivateValues none
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""
_CUPS_FILES_CONF = """\
ServerRoot {folder}/server
RequestRoot {folder}/spool
TempDir {folder}/temp
CacheDir {folder}/cache
StateDir {folder}/state
ServerKeychain {folder}/server/ssl
AccessLog {folder}/access.log
ErrorLog {folder}/error.log
PageLog {folder}/page.log
FileDevice Yes
SystemGroup {group}
"""
_BUS_CONF = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={folder}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
    <allow user="*"/>
  </policy>
</busconfig>
"""
_PRINT_COMMAND = """\
#!/bin/sh
[ -e {flag} ] || exit 0
echo 'STATE: +media-empty' >&2
while [ -e {flag} ]; do sleep 0.05; done
echo 'STATE: -media-empty' >&2
"""
_AVAHI_CONF = """\
[server]
host-name=mmdesk-test
allow-interfaces=lo
[publish]
publish-workstation=no
publish-addresses=no
publish-hinfo=no
"""


def wait_until(met: Callable[[], bool], what: str, patience: float = _PATIENCE) -> None:
    end = time.monotonic() + patience
    while not met():
        if time.monotonic() > end:
            pytest.fail(f"in vain for {patience:.0f} s: {what}")
        time.sleep(0.02)


@dataclass
class IppPrinter:
    """A printer that a queue of the same name prints on; every document it got lies in `received`."""

    name: str
    port: int
    received: Path
    _command: Sequence[str | Path]
    _environment: Mapping[str, str]
    _process: subprocess.Popen[bytes] | None = None

    _earlier: list[bytes] = field(default_factory=list)
    """What came before it was last switched off: it counts its jobs anew, and names its files by them."""

    def documents(self) -> list[bytes]:
        """Those that have arrived whole: the printer writes while it receives."""
        files = sorted(self.received.glob("*.pdf"), key=lambda file: int(file.name.split("-")[0]))
        received = (file.read_bytes() for file in files)
        return [*self._earlier, *(pdf for pdf in received if pdf.rstrip().endswith(b"%%EOF"))]

    def asked_for(self, attribute: str) -> str:
        """What the last job wanted, in the printer's own words."""
        told = (self.received / "printer.log").read_text(errors="replace")
        found: list[str] = re.findall(rf"^ +{attribute} \(\w+\) (.*)$", told, re.MULTILINE)
        return found[-1]

    def switch_on(self) -> bool:
        """Start it; False when it misses its Avahi."""
        log = self.received / "printer.log"
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                self._command, env=self._environment, stdout=output, stderr=output
            )
        wait_until(self._is_settled, f"the printer {self.name} answers")
        if self._process.poll() is None:
            return True
        told = log.read_text(errors="replace")
        if "DNS-SD" in told:
            return False
        pytest.fail(f"ippeveprinter: {told}")

    def switch_off(self) -> None:
        if self._process is not None:
            _stop(self._process)
            self._process = None
            self._earlier = self.documents()
            for file in self.received.glob("*.pdf"):
                file.unlink()

    def take_paper_out(self) -> None:
        """The next document waits in the printer, which tells why."""
        (self.received / "no-paper").touch()

    def put_paper_in(self) -> None:
        (self.received / "no-paper").unlink(missing_ok=True)

    def _is_settled(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            return True
        with suppress(OSError), socket.create_connection(("localhost", self.port), timeout=1):
            return True
        return False


@dataclass
class PrintingSystem:
    """A running cupsd; its tools reach it by CUPS_SERVER."""

    folder: Path
    environment: dict[str, str]
    printers: list[IppPrinter] = field(default_factory=list)

    @property
    def address(self) -> str:
        return str(self.folder / "cups.sock")

    def run(self, *command: str) -> str:
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=60, check=False
        )
        if done.returncode != 0:
            pytest.fail(f"{' '.join(command)}: {done.stderr}")
        return done.stdout

    def add_queue(self, name: str, device: str, model: str = "raw") -> None:
        self.run("lpadmin", "-p", name, "-E", "-v", device, "-m", model)

    def printer(self, name: str) -> IppPrinter:
        """A label printer of every size the program knows, and a queue to it; made when first asked for."""
        known = next((printer for printer in self.printers if printer.name == name), None)
        return known or self._add_printer(name)

    def _add_printer(self, name: str) -> IppPrinter:
        received = self.folder / f"received-{name}"
        received.mkdir()
        attributes = self.folder / f"{name}.conf"
        attributes.write_text(_printer_conf())
        port = free_port()
        command: list[str | Path] = ["ippeveprinter", "-vv", "-r", "off", "-p", str(port), "-n", "localhost"]
        command += ["-c", _print_command(received), "-k", "-d", received, "-a", attributes, name]
        printer = IppPrinter(name, port, received, command, self.environment)
        self.printers.append(printer)
        if not printer.switch_on():
            self.environment.update(self._dns_sd())
            if not printer.switch_on():
                pytest.fail("ippeveprinter does not find the Avahi that was started for it")
        self.add_queue(name, f"ipp://localhost:{port}/ipp/print", "everywhere")
        ppd = self.folder / "server" / "ppd" / f"{name}.ppd"
        wait_until(ppd.exists, f"the queue {name} has learnt what its printer can do")
        return printer

    def _dns_sd(self) -> dict[str, str]:
        return self._stack.enter_context(_own_avahi())

    _stack: ExitStack = field(default_factory=ExitStack)

    def close(self) -> None:
        for printer in self.printers:
            printer.switch_off()
        self._stack.close()


@contextmanager
def running_cups() -> Iterator[PrintingSystem]:
    """A printing system for the block. Skips the test where its parts are missing, except under CI."""
    environment = dict(os.environ, PATH=f"{os.environ.get('PATH', '')}:{_SBIN}", LC_ALL="C")
    missing = [program for program in _PROGRAMS if shutil.which(program, path=environment["PATH"]) is None]
    if missing:
        _do_without(f"{', '.join(missing)} not found: install the packages {PACKAGES}")
    # A socket's path must be short, so this is not below the test's own folder.
    folder = Path(tempfile.mkdtemp(prefix="mmdesk-cups-"))
    try:
        _lay_out(folder)
        environment["CUPS_SERVER"] = str(folder / "cups.sock")
        with _cupsd(folder, environment):
            system = PrintingSystem(folder, environment)
            try:
                yield system
            finally:
                system.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _print_command(received: Path) -> Path:
    """What the printer runs for a document; without one of its own it plays printing for five seconds."""
    command = received / "print.sh"
    command.write_text(_PRINT_COMMAND.format(flag=received / "no-paper"))
    command.chmod(0o755)
    return command


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _do_without(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def _lay_out(folder: Path) -> None:
    import grp  # Windows has no such module, and no CUPS

    # cupsd started by root lets its filters run as another account, which has to reach the folder.
    folder.chmod(0o755)
    for name in ("server", "server/ppd", "server/ssl", "spool", "temp", "cache", "state"):
        (folder / name).mkdir()
    group = grp.getgrgid(os.getgid()).gr_name
    (folder / "cupsd.conf").write_text(_CUPSD_CONF.format(folder=folder))
    (folder / "cups-files.conf").write_text(_CUPS_FILES_CONF.format(folder=folder, group=group))


@contextmanager
def _cupsd(folder: Path, environment: Mapping[str, str]) -> Iterator[None]:
    command = ["cupsd", "-f", "-c", str(folder / "cupsd.conf"), "-s", str(folder / "cups-files.conf")]
    with _running(command, folder / "cupsd.log", environment) as process:
        wait_until(
            lambda: _accepts(folder / "cups.sock") or process.poll() is not None, "cupsd accepts connections"
        )
        if process.poll() is not None:
            pytest.fail(f"cupsd: {(folder / 'cupsd.log').read_text(errors='replace')}")
        yield


@contextmanager
def _own_avahi() -> Iterator[dict[str, str]]:
    """The environment that leads to an Avahi of the suite's, one for all its processes.

    Avahi's lock file has a fixed place, so that a machine can have only one. Whoever started it waits for the
    others before it is stopped.
    """
    folder = Path(tempfile.gettempdir()) / f"mmdesk-test-avahi-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    environment = {"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={folder}/bus"}
    with (folder / "in-use").open("wb") as in_use, ExitStack() as own:
        fcntl.flock(in_use, fcntl.LOCK_SH)
        with (folder / "starting").open("wb") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            started = not _accepts(folder / "bus")
            if started:
                own.enter_context(_bus_and_avahi(folder, dict(os.environ, **environment)))
        try:
            yield environment
        finally:
            if started:
                fcntl.flock(in_use, fcntl.LOCK_EX)


@contextmanager
def _bus_and_avahi(folder: Path, environment: dict[str, str]) -> Iterator[None]:
    environment["PATH"] = f"{environment.get('PATH', '')}:{_SBIN}"
    missing = [
        name for name in ("dbus-daemon", "avahi-daemon") if not shutil.which(name, path=environment["PATH"])
    ]
    if missing:
        _do_without(f"{', '.join(missing)} not found: install the packages {PACKAGES}")
    (folder / "bus").unlink(missing_ok=True)
    (folder / "bus.conf").write_text(_BUS_CONF.format(folder=folder))
    (folder / "avahi.conf").write_text(_AVAHI_CONF)
    bus = ["dbus-daemon", f"--config-file={folder}/bus.conf", "--nofork", "--nopidfile"]
    avahi = ["avahi-daemon", "--no-drop-root", "--no-chroot", "--no-rlimits", "--no-proc-title"]
    log = folder / "avahi.log"
    with _running(bus, folder / "bus.log", environment):
        wait_until(lambda: _accepts(folder / "bus"), "the bus accepts connections")
        with _running([*avahi, "-f", str(folder / "avahi.conf")], log, environment) as process:
            wait_until(
                lambda: b"startup complete" in log.read_bytes() or process.poll() is not None,
                "Avahi has started",
            )
            if process.poll() is not None:
                _do_without(
                    "no Avahi runs here and none can be started, which ippeveprinter needs: "
                    "start the machine's own avahi-daemon, or run the tests as root "
                    f"({log.read_text(errors='replace')})"
                )
            yield


@contextmanager
def _running(
    command: Sequence[str], log: Path, environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    program = shutil.which(command[0], path=environment["PATH"])
    assert program is not None
    output: IO[bytes]
    with log.open("wb") as output:
        process = subprocess.Popen([program, *command[1:]], env=environment, stdout=output, stderr=output)
    try:
        yield process
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _accepts(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as door, suppress(OSError):
        door.connect(str(path))
        return True
    return False


def _printer_conf() -> str:
    """A label printer's attributes in ippeveprinter's own form; lengths in hundredths of a millimetre."""
    sizes = list(PAPERS.values())
    every = "{ MEMBER rangeOfInteger x-dimension 2000-21600 MEMBER rangeOfInteger y-dimension 2000-35600 }"
    known = [_size(size) for size in sizes]
    lines = [
        ("keyword", "media-supported", [*map(_media, sizes), "custom_min_20x20mm", "custom_max_216x356mm"]),
        ("keyword", "media-default", [_media(sizes[0])]),
        ("keyword", "media-ready", [_media(sizes[0])]),
        ("keyword", "media-source-supported", ["main"]),
        ("keyword", "media-type-supported", ["labels"]),
        ("collection", "media-size-supported", [*known, every]),
        ("collection", "media-col-database", [*map(_media_col, known), _media_col(every)]),
        ("collection", "media-col-default", [_media_col(known[0])]),
        ("collection", "media-col-ready", [_media_col(known[0])]),
        *(("integer", f"media-{side}-margin-supported", ["0"]) for side in _SIDES),
        ("mimeMediaType", "document-format-default", ["application/pdf"]),
        ("mimeMediaType", "document-format-supported", ["application/pdf", "application/octet-stream"]),
        ("integer", "copies-default", ["1"]),
        ("rangeOfInteger", "copies-supported", ["1-999"]),
    ]
    return "".join(f"ATTR {kind} {name} {','.join(values)}\n" for kind, name, values in lines)


_SIDES = ("bottom", "left", "right", "top")


def _media(size: PageSize) -> str:
    name = f"{size.width_mm:g}x{size.height_mm:g}mm"
    return f"iso_a4_{name}" if size.name == "A4" else f"om_{name}_{name}"


def _size(size: PageSize) -> str:
    across, down = round(size.width_mm * 100), round(size.height_mm * 100)
    return f"{{ MEMBER integer x-dimension {across} MEMBER integer y-dimension {down} }}"


def _media_col(size: str) -> str:
    margins = " ".join(f"MEMBER integer media-{side}-margin 0" for side in _SIDES)
    return (
        f"{{ MEMBER collection media-size {size} {margins} "
        "MEMBER keyword media-source main MEMBER keyword media-type labels }"
    )
