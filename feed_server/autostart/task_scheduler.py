"""Windows: a task of the account in the Task Scheduler, which starts it at log-in without a window."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from subprocess import list2cmdline
from typing import Final
from xml.etree import ElementTree as ET

from feed_server.autostart.contract import (
    MARK,
    Autostart,
    AutostartFailed,
    AutostartForeign,
    AutostartState,
    AutostartUnavailable,
    Standing,
)
from feed_server.autostart.launch import Launch, LaunchUnwritable
from feed_server.autostart.system_commands import Runner, insist
from mmdesk.errors import Text

NAMESPACE: Final = "http://schemas.microsoft.com/windows/2004/02/mit/task"
_LONGEST_PATH: Final = 260
_NOT_FOUND: Final = 127
# Both are filled in by the Task Scheduler and there is no way to write them as they are.
_EXPANDED: Final = re.compile(r"%[^%]+%|\$\(")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_SETTINGS: Final = {
    "MultipleInstancesPolicy": "IgnoreNew",
    "DisallowStartIfOnBatteries": "false",
    "StopIfGoingOnBatteries": "false",
    "AllowHardTerminate": "true",
    "StartWhenAvailable": "true",
    "RunOnlyIfNetworkAvailable": "false",
    "AllowStartOnDemand": "true",
    "Enabled": "true",
    "Hidden": "false",
    "RunOnlyIfIdle": "false",
    "WakeToRun": "false",
    # No limit; the default ends a task after three days.
    "ExecutionTimeLimit": "PT0S",
    # The default, 7, is below normal and slows the disk too.
    "Priority": "5",
}
_RESTART: Final = {"Interval": "PT1M", "Count": "255"}
_REPEAT: Final = {"Interval": "PT5M", "StopAtDurationEnd": "false"}
"""Tried again while it does not run: what counts as a failure differs between versions of Windows."""


class TaskSchedulerAutostart(Autostart):
    """`name` is the task's with its folder, `account` is the user's with its domain."""

    def __init__(self, name: str, account: str, run: Runner) -> None:
        self._name = name
        self._account = account
        self._run = run

    def install(self, launch: Launch) -> AutostartState:
        content = task_xml(launch, self._account)
        self._check_ours()
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "task.xml"
            try:
                file.write_bytes(content)
            except OSError as error:
                raise AutostartFailed(f"{file}: {error.strerror or error}") from error
            insist(self._run, "schtasks", "/Create", "/TN", self._name, "/XML", str(file), "/F")
        insist(self._run, "schtasks", "/Run", "/TN", self._name)
        return self.state()

    def remove(self) -> AutostartState:
        if self._check_ours() is not None:
            # A task that does not run cannot be ended, which is what is wanted.
            self._run(("schtasks", "/End", "/TN", self._name))
            insist(self._run, "schtasks", "/Delete", "/TN", self._name, "/F")
        return self.state()

    def state(self) -> AutostartState:
        task = self._registered()
        if task is None:
            return AutostartState(Standing.OFF, self._name)
        if not _is_ours(task):
            return AutostartState(Standing.FOREIGN, self._name)
        enabled = _text(task, "Settings/Enabled").strip().lower() != "false"
        command = [_text(task, f"Actions/Exec/{name}") for name in ("Command", "Arguments")]
        return AutostartState(
            Standing.ON if enabled else Standing.DISABLED, self._name, " ".join(filter(None, command))
        )

    def _check_ours(self) -> ET.Element | None:
        task = self._registered()
        if task is not None and not _is_ours(task):
            raise AutostartForeign(self._name)
        return task

    def _registered(self) -> ET.Element | None:
        asked = self._run(("schtasks", "/Query", "/TN", self._name, "/XML"))
        if asked.code == _NOT_FOUND:
            raise AutostartUnavailable(
                Text("нет программы schtasks", "there is no program schtasks"),
                hint=Text(
                    "Планировщик заданий входит в Windows.", "The Task Scheduler is a part of Windows."
                ),
            )
        if not asked.done:
            return None
        try:
            # The answer of this computer's own Task Scheduler.
            return ET.fromstring(asked.out.lstrip("\ufeff").strip())  # noqa: S314 - not from a stranger
        except ET.ParseError as error:
            raise AutostartFailed(f"{self._name}: {error}") from error


def task_xml(launch: Launch, account: str) -> bytes:
    """The task as schtasks reads it: UTF-16 with a byte order mark. Raises LaunchUnwritable."""
    settings = [f"{name}={value}" for name, value in launch.environment.items()]
    given = [word for each in settings for word in ("--set", each)]
    program, *arguments = _writable((*launch.run_at_log_in(windowless=True), *given))
    if len(program) > _LONGEST_PATH:
        raise LaunchUnwritable(program)
    task = ET.Element("Task", {"version": "1.2", "xmlns": NAMESPACE})
    _add(task, "RegistrationInfo", {"Author": account, "Description": f"{MARK}: it is replaced as a whole."})
    # Any other account would have another keyring; and naming it is what an account without rights may do.
    trigger = ET.SubElement(ET.SubElement(task, "Triggers"), "LogonTrigger")
    _add(trigger, "Repetition", _REPEAT)
    ET.SubElement(trigger, "UserId").text = account
    principals = ET.SubElement(task, "Principals")
    who = {"UserId": account, "LogonType": "InteractiveToken", "RunLevel": "LeastPrivilege"}
    _add(principals, "Principal", who).set("id", "Author")
    _add(_add(task, "Settings", _SETTINGS), "RestartOnFailure", _RESTART)
    actions = ET.SubElement(task, "Actions", {"Context": "Author"})
    _add(actions, "Exec", {"Command": program, "Arguments": list2cmdline(arguments)})
    ET.indent(task)
    text = ET.tostring(task, encoding="unicode")
    return f'\ufeff<?xml version="1.0" encoding="UTF-16"?>\n{text}\n'.encode("utf-16-le")


def _add(parent: ET.Element, name: str, children: dict[str, str]) -> ET.Element:
    element = ET.SubElement(parent, name)
    for child, text in children.items():
        ET.SubElement(element, child).text = text
    return element


def _writable(words: Sequence[str]) -> Sequence[str]:
    for word in words:
        if _EXPANDED.search(word) or _CONTROL.search(word):
            raise LaunchUnwritable(word)
    # A pair of percent signs may stretch over two words.
    if _EXPANDED.search(" ".join(words[1:])):
        raise LaunchUnwritable(" ".join(word for word in words[1:] if "%" in word))
    return words


def _text(task: ET.Element, path: str) -> str:
    found = task.findtext("/".join(f"{{{NAMESPACE}}}{name}" for name in path.split("/")))
    return found or ""


def _is_ours(task: ET.Element) -> bool:
    return _text(task, "RegistrationInfo/Description").startswith(MARK)
