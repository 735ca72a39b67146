"""Windows: the task keeps the rules of the published schema; the Task Scheduler itself is played."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path, PureWindowsPath
from xml.etree import ElementTree as ET

import pytest

from feed_server.autostart.contract import (
    AutostartFailed,
    AutostartForeign,
    AutostartUnavailable,
    Standing,
)
from feed_server.autostart.launch import LaunchUnwritable, Program
from feed_server.autostart.task_scheduler import TaskSchedulerAutostart, task_xml
from tests.feed_server.autostart_systems import FakeTaskScheduler, launch

ACCOUNT = r"SHOP-PC\Марина"
NAME = r"\mmdesk\mmdesk-service-0a1b2c3d"
NAMESPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
WINDOWS = (
    r"C:\Мои заказы",
    'D:\\say "hi"\\',
    r"C:\two  words\end" + "\\",
    r"C:\50% off",
    r"C:\a&b<c>'d'",
    r"\\server\share\профиль",
)
BOOLEAN = r"true|false"
DURATION = r"P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?"
SETTINGS = {
    "AllowStartOnDemand": BOOLEAN,
    "RestartOnFailure": "",
    "MultipleInstancesPolicy": "Parallel|Queue|IgnoreNew|StopExisting",
    "DisallowStartIfOnBatteries": BOOLEAN,
    "StopIfGoingOnBatteries": BOOLEAN,
    "AllowHardTerminate": BOOLEAN,
    "StartWhenAvailable": BOOLEAN,
    "RunOnlyIfNetworkAvailable": BOOLEAN,
    "WakeToRun": BOOLEAN,
    "Enabled": BOOLEAN,
    "Hidden": BOOLEAN,
    "ExecutionTimeLimit": DURATION,
    "Priority": r"\d|10",
    "RunOnlyIfIdle": BOOLEAN,
}


def task_of(*profile: str, **settings: str) -> ET.Element:
    return ET.fromstring(task_xml(replace(launch(*profile), environment=settings), ACCOUNT))


def children(parent: ET.Element) -> list[str]:
    return [each.tag.removeprefix(NAMESPACE) for each in parent]


def at(task: ET.Element, path: str) -> ET.Element:
    found = task.findall("/".join(f"{NAMESPACE}{name}" for name in path.split("/")))
    assert len(found) == 1, path
    return found[0]


def text(task: ET.Element, path: str) -> str:
    return at(task, path).text or ""


def split_arguments(line: str) -> list[str]:
    """The words a program of Windows reads from its command line: backslashes count before quotes only."""
    words, word, quoted, position = list[str](), "", False, 0
    while position < len(line):
        slashes = len(line[position:]) - len(line[position:].lstrip("\\"))
        position += slashes
        quote = line[position : position + 1] == '"'
        word += "\\" * (slashes // 2 if quote else slashes)
        if quote and slashes % 2:
            word, position = word + '"', position + 1
        elif quote:
            quoted, position = not quoted, position + 1
        elif line[position : position + 1] in (" ", "") and not quoted:
            words, word, position = [*words, word], "", position + 1
            position += len(line[position:]) - len(line[position:].lstrip(" "))
        else:
            word, position = word + line[position : position + 1], position + 1
    return [*words, word] if word else words


def test_it_is_utf_16_with_a_byte_order_mark_and_says_so() -> None:
    content = task_xml(launch("--profile", r"C:\Склад"), ACCOUNT)
    assert content.startswith(b"\xff\xfe")
    assert content.decode("utf-16").startswith('<?xml version="1.0" encoding="UTF-16"?>\n<Task ')


def test_every_part_is_one_the_schema_knows() -> None:
    task = task_of(MMDESK_SECRETS="file")
    assert (task.tag, task.get("version")) == (f"{NAMESPACE}Task", "1.2")
    assert children(task) == ["RegistrationInfo", "Triggers", "Principals", "Settings", "Actions"]
    assert set(children(at(task, "RegistrationInfo"))) <= {"Author", "Description", "URI", "Source", "Date"}
    assert set(children(at(task, "Settings"))) <= SETTINGS.keys()
    for setting in at(task, "Settings"):
        assert re.fullmatch(SETTINGS[setting.tag.removeprefix(NAMESPACE)], (setting.text or "").strip())
    assert sorted(children(at(task, "Principals/Principal"))) == ["LogonType", "RunLevel", "UserId"]
    assert children(at(task, "Actions")) == ["Exec"]
    assert children(at(task, "Actions/Exec")) == ["Command", "Arguments"]
    assert 0 < len(text(task, "Actions/Exec/Command")) <= 260
    assert at(task, "Actions").get("Context") == at(task, "Principals/Principal").get("id")


def test_the_parts_of_the_trigger_are_in_the_order_of_the_schema() -> None:
    trigger = at(task_of(), "Triggers/LogonTrigger")
    order = ["Enabled", "StartBoundary", "EndBoundary", "Repetition", "ExecutionTimeLimit", "UserId", "Delay"]
    assert children(trigger) == [name for name in order if name in children(trigger)]


def test_it_starts_for_this_account_alone_without_more_rights() -> None:
    task = task_of()
    assert text(task, "Triggers/LogonTrigger/UserId") == text(task, "Principals/Principal/UserId") == ACCOUNT
    assert text(task, "Principals/Principal/LogonType") == "InteractiveToken"
    assert text(task, "Principals/Principal/RunLevel") == "LeastPrivilege"


def test_it_runs_for_months_on_batteries_and_begins_again_after_a_failure() -> None:
    task = task_of()
    wanted = {
        "ExecutionTimeLimit": "PT0S",
        "MultipleInstancesPolicy": "IgnoreNew",
        "RunOnlyIfIdle": "false",
        "DisallowStartIfOnBatteries": "false",
        "StopIfGoingOnBatteries": "false",
    }
    assert {name: text(task, f"Settings/{name}") for name in wanted} == wanted
    assert text(task, "Settings/RestartOnFailure/Interval") == "PT1M", "the shortest that is allowed"
    assert 1 <= int(text(task, "Settings/RestartOnFailure/Count")) <= 255
    assert text(task, "Triggers/LogonTrigger/Repetition/Interval") == "PT5M"


@pytest.mark.parametrize("profile", WINDOWS)
def test_a_command_comes_out_of_the_task_as_it_went_in(profile: str) -> None:
    task = task_of("--profile", profile, MMDESK_SECRETS="file", MMDESK_HTTP="127.0.0.1:8480")
    assert split_arguments(text(task, "Actions/Exec/Arguments")) == [
        *("-m", "mmdesk", "--profile", profile, "service", "autostart", "run"),
        *("--set", "MMDESK_SECRETS=file", "--set", "MMDESK_HTTP=127.0.0.1:8480"),
    ]


@pytest.mark.parametrize("profile", [r"C:\%USERNAME%", r"C:\$(Arg0)", "C:\\a\nb"])
def test_what_the_task_scheduler_would_fill_in_is_refused(profile: str) -> None:
    with pytest.raises(LaunchUnwritable):
        task_of("--profile", profile)


def test_a_pair_of_percent_signs_over_two_values_is_refused() -> None:
    with pytest.raises(LaunchUnwritable):
        task_of("--profile", r"C:\50% off", MMDESK_DATABASE_URL="sqlite:///C:/100%.db")


def test_no_console_window_opens() -> None:
    plain = Program(Path("C:/Python311/python.exe"), frozen=False)
    assert PureWindowsPath(plain.words(windowless=True)[0]).name == "pythonw.exe"


def test_a_frozen_program_starts_its_service_executable(tmp_path: Path) -> None:
    window, service = tmp_path / "mmdesk.exe", tmp_path / "mmdesk-service.exe"
    assert Program(window, frozen=True).words(windowless=True) == (str(window),)
    service.touch()
    assert Program(window, frozen=True).words(windowless=True) == (str(service),)


def autostart(scheduler: FakeTaskScheduler) -> TaskSchedulerAutostart:
    return TaskSchedulerAutostart(NAME, ACCOUNT, scheduler)


def test_on_twice_and_off_twice() -> None:
    scheduler = FakeTaskScheduler()
    for _ in range(2):
        state = autostart(scheduler).install(launch("--profile", r"C:\Склад"))
        assert (state.standing, state.place) == (Standing.ON, NAME)
        assert r"C:\Склад" in state.command
    assert scheduler.running == scheduler.tasks.keys() == {NAME}
    for _ in range(2):
        assert autostart(scheduler).remove().standing is Standing.OFF
    assert scheduler.running == scheduler.tasks.keys() == set()


def test_a_task_that_was_disabled_by_hand_is_told_as_that() -> None:
    scheduler = FakeTaskScheduler()
    autostart(scheduler).install(launch())
    shown = scheduler.tasks[NAME]
    scheduler.tasks[NAME] = shown.replace("<Enabled>true</Enabled>", "<Enabled>false</Enabled>")
    assert autostart(scheduler).state().standing is Standing.DISABLED


def test_a_task_of_somebody_else_is_not_touched() -> None:
    foreign = (
        task_xml(launch(), ACCOUNT).decode("utf-16").replace("Made by mmdesk", "Made by hand for mmdesk")
    )
    scheduler = FakeTaskScheduler(tasks={NAME: foreign})
    with pytest.raises(AutostartForeign):
        autostart(scheduler).install(launch())
    with pytest.raises(AutostartForeign):
        autostart(scheduler).remove()
    assert scheduler.tasks == {NAME: foreign}


def test_what_windows_refuses_is_said_in_its_words() -> None:
    with pytest.raises(AutostartFailed, match="Access is denied"):
        autostart(FakeTaskScheduler(refuses=True)).install(launch())
    with pytest.raises(AutostartUnavailable):
        autostart(FakeTaskScheduler(there=False)).install(launch())
