"""The three systems that start programs at log-in, played with state as far as autostart talks to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from feed_server.autostart.launch import Launch, Program
from feed_server.autostart.system_commands import Ran

PROGRAM = Program(Path("/opt/mm desk/bin/python"), frozen=False)
NASTY = (
    "/srv/Склад «Юг»",
    "/srv/two  words",
    '/srv/it\'s "quoted"',
    r"C:\Мои заказы\50%",
    "/srv/$HOME/${x}/%h/50%%",
    "/srv/back\\slash\\",
    "/srv/a;b & c | d > e # f",
    "/srv/<tag a='b'/> &amp;",
)
"""Directories as people have them, and worse."""


def launch(
    *profile: str, program: Program = PROGRAM, file: str = "/p/service.env", **settings: str
) -> Launch:
    return Launch(program, profile, settings, Path(file))


@dataclass
class FakeSystemd:
    """`systemctl --user`; `answers` false is a computer without it, `refuses` a verb that fails."""

    directory: Path
    answers: bool = True
    refuses: str = ""
    enabled: set[str] = field(default_factory=set)
    active: set[str] = field(default_factory=set)
    loaded: dict[str, str] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)

    def __call__(self, command: Sequence[str]) -> Ran:
        program, user, verb, *words = command
        assert (program, user) == ("systemctl", "--user")
        self.commands.append(" ".join((verb, *words)))
        if not self.answers:
            return Ran(1, err="Failed to connect to bus: No medium found")
        if verb == self.refuses:
            return Ran(1, err=f"Failed to {verb}: it is forbidden")
        return self._obey(verb, words[-1] if words else "", now="--now" in words)

    def _obey(self, verb: str, unit: str, *, now: bool) -> Ran:
        match verb:
            case "daemon-reload":
                self.loaded = {each.name: each.read_text() for each in self.directory.glob("*.service")}
            case "enable" | "start" | "restart":
                assert unit in self.loaded, "systemd does not know this unit yet"
                (self.enabled if verb == "enable" else self.active).add(unit)
            case "disable":
                self.enabled.discard(unit)
                self.active -= {unit} if now else set()
            case "is-enabled":
                return Ran(0, "enabled") if unit in self.enabled else Ran(1, "disabled")
            case "is-active":
                return Ran(0, "active") if unit in self.active else Ran(3, "inactive")
        return Ran(0)


@dataclass
class FakeLaunchd:
    """`launchctl` of a session; what is booted out takes some looks to end and cannot be loaded before."""

    session: bool = True
    refuses_to_load: bool = False
    loaded: dict[str, bytes] = field(default_factory=dict)
    ending: dict[str, int] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)

    def __call__(self, command: Sequence[str]) -> Ran:
        program, verb, domain, *words = command
        assert program == "launchctl"
        self.commands.append(" ".join(command[1:]))
        if not self.session:
            return Ran(125, err="Domain does not support specified action")
        label = domain.split("/")[2] if domain.count("/") == 2 else ""
        match verb:
            case "print" if label:
                return self._print(label)
            case "bootout":
                self.ending[label] = 2
            case "bootstrap":
                return self._load(Path(words[0]))
        return Ran(0)

    def _print(self, label: str) -> Ran:
        if label in self.ending:
            self.ending[label] -= 1
            if not self.ending[label]:
                del self.ending[label], self.loaded[label]
        if label not in self.loaded:
            return Ran(113, err="Could not find service in domain")
        return Ran(0, f"{label} = {{\n\tactive count = 1\n\tstate = running\n}}\n")

    def _load(self, file: Path) -> Ran:
        if self.refuses_to_load or file.stem in self.loaded:
            return Ran(5, err="Bootstrap failed: 5: Input/output error")
        self.loaded[file.stem] = file.read_bytes()
        return Ran(0)


@dataclass
class FakeTaskScheduler:
    """`schtasks`; it keeps tasks and shows them as it was given them."""

    there: bool = True
    refuses: bool = False
    tasks: dict[str, str] = field(default_factory=dict)
    running: set[str] = field(default_factory=set)

    def __call__(self, command: Sequence[str]) -> Ran:
        program, verb, option, name, *rest = command
        assert (program, option) == ("schtasks", "/TN")
        if not self.there:
            return Ran(127, err="schtasks: not found")
        if verb == "/Create":
            return self._create(name, rest)
        if name not in self.tasks:
            return Ran(1, err="ERROR: The system cannot find the file specified.")
        if verb == "/Query":
            return Ran(0, self.tasks[name])
        (self.running.add if verb == "/Run" else self.running.discard)(name)
        if verb == "/Delete":
            assert "/F" in rest, "it would wait for an answer"
            del self.tasks[name]
        return Ran(0)

    def _create(self, name: str, rest: Sequence[str]) -> Ran:
        assert rest[0] == "/XML"
        if self.refuses:
            return Ran(1, err="ERROR: Access is denied.")
        if name in self.tasks and "/F" not in rest:
            return Ran(1, err="ERROR: it exists")
        self.tasks[name] = Path(rest[1]).read_bytes().decode("utf-16")
        return Ran(0)
