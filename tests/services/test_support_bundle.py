"""The support bundle holds what helps, and nothing that is secret or personal."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.intent import Target
from mmdesk.domain.shipment import Buyer
from mmdesk.errors import Text
from mmdesk.paths import Profile
from mmdesk.secrets import EnvironmentSecrets, SecretKind, SecretStore, SecretsUnavailable
from mmdesk.services import lots, support_bundle
from mmdesk.services.doctor import Finding
from mmdesk.services.operators import Operator
from mmdesk.services.support_bundle import BundleNotSaved, Subject
from mmdesk.storage.connections import PathPurpose, TargetHealth
from mmdesk.storage.uow import Storage
from tests.factory import shipment
from tests.services.stand import MirrorStand, mirror_stand

TOKEN = "5a9db0c0-1111-4222-8333-444455556666"
CRM_KEY = "qwertyuiopasdfghjklzxcvbnm123456"
PASSWORD = "гриб-подосиновик"
PATH_KEY = "Zx81_random-segment-of-the-address"
BUYER = Buyer(
    "Крузенштерн Пелагея", "+7 900 000-12-34", "pelageya@example.org", "Тверь, Ёлочный переулок, 7", "код 11к"
)
PACKER = Operator("Венедикт")
SECRET = (TOKEN, CRM_KEY, PASSWORD, PATH_KEY, "ICML-hidden-path")
PERSONAL = (
    "Крузенштерн", "Пелагея", "900 000-12-34", "pelageya@example.org", "Ёлочный", "код 11к", "Венедикт",
)  # fmt: skip
EVERYTHING = f"{' '.join(SECRET[:4])}: {' '.join(PERSONAL[:5])}, Пелагее; decided by Венедикт"


@dataclass
class Holder:
    store: SecretStore

    @property
    def secrets(self) -> SecretStore:
        return self.store


@dataclass
class Locked:
    @property
    def secrets(self) -> SecretStore:
        raise SecretsUnavailable("keyring")


def environment(name: str) -> EnvironmentSecrets:
    from mmdesk.secrets import environment_name

    values = {SecretKind.MM_TOKEN: TOKEN, SecretKind.CRM_KEY: CRM_KEY, SecretKind.HTTP_PASSWORD: PASSWORD}
    return EnvironmentSecrets({environment_name(name, kind): value for kind, value in values.items()})


@pytest.fixture
def bench(storage: Storage, clock: ManualClock) -> MirrorStand:
    return mirror_stand(storage, clock)


@pytest.fixture
def subject(bench: MirrorStand, tmp_path: Path) -> Subject:
    """An installation with secrets, names, phones and addresses wherever they could possibly stand."""
    profile = Profile.at(tmp_path / "profile").create()
    now = bench.clock.now()
    order = bench.show(shipment("NEW", buyer=BUYER))
    lots.confirm(bench.desk, order, PACKER)
    words = Text.same(EVERYTHING)
    with bench.storage.work() as work:
        owner = bench.connection.connection_id
        work.connections.add_path_key(owner, PathPurpose.NEW, PATH_KEY)
        work.connections.put_health(owner, TargetHealth(Target.CRM, stopped_at=now, words=words))
        work.inbox.store(owner, "order/new", EVERYTHING.encode(), now)
        run = work.running.begin("crm", now)
        work.running.end(run, now, "failed", words)
        work.commit()
    bench.park(bench.queued()[0].key, EVERYTHING)
    with bench.storage.work() as work:
        (call,) = [message.row_id for message in work.inbox.waiting(bench.connection.connection_id, now, 1)]
        work.inbox.park(call, words)
        work.commit()
    bench.set("feed.source", "https://shop.example.org/ICML-hidden-path/catalogue.xml")
    bench.set("http.basic_auth", "pelageya")
    (profile.logs / "service.log").write_text(f"2026 INFO {EVERYTHING}\n{profile.root}\n", encoding="utf-8")
    (profile.logs / "service.fault").write_text(EVERYTHING, encoding="utf-8")
    return Subject(profile, bench.storage, bench.clock, Holder(environment(bench.connection.name)))


def opened(subject: Subject) -> Mapping[str, str]:
    finding = Finding("secrets", ok=False, message=Text.same(EVERYTHING))
    with zipfile.ZipFile(io.BytesIO(support_bundle.made(subject, [finding]))) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def test_no_secret_is_in_it_and_nobody_is_named(subject: Subject) -> None:
    for name, content in opened(subject).items():
        found = [word for word in (*SECRET, *PERSONAL) if word.casefold() in content.casefold()]
        assert (name, found) == (name, [])


def test_it_holds_what_a_supporter_asks_for(subject: Subject) -> None:
    parts = opened(subject)
    assert json.loads(parts["about.json"])["python"]
    assert json.loads(parts["doctor.json"])[0]["code"] == "secrets"
    (settings,) = json.loads(parts["settings.json"]).values()
    assert settings["feed.source"] == "https://shop.example.org/…"
    assert settings["exchange.crm_seconds"] == 60
    (command,) = json.loads(parts["outbox.json"])
    assert (command["order"], command["command"], command["state"]) == ("700100200", "confirm", "parked")
    (call,) = json.loads(parts["inbox.json"])
    assert (call["source"], call["state"]) == ("order/new", "parked")
    (run,) = json.loads(parts["jobs.json"])
    assert (run["job"], run["outcome"]) == ("crm", "failed")
    assert json.loads(parts["connections.json"])[0]["crm"]["stopped_at"]
    assert "INFO" in parts["logs/service.log"]


def test_the_folders_of_the_account_are_not_named(subject: Subject) -> None:
    assert str(subject.profile.root) not in opened(subject)["logs/service.log"]
    assert "<profile>" in opened(subject)["logs/service.log"]


def test_where_secrets_cannot_be_looked_for_the_logs_are_left_out(subject: Subject) -> None:
    locked = Subject(subject.profile, subject.storage, subject.clock, Locked())
    parts = opened(locked)
    assert "about.json" in parts
    assert parts["logs/service.log"].startswith("Журнал не приложен")


def test_a_long_log_gives_its_end(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(support_bundle, "_LOG_TAIL", 40)
    (subject.profile.logs / "service.log").write_text("early\n" * 20 + "the last line\n", encoding="utf-8")
    log = opened(subject)["logs/service.log"]
    assert log.endswith("the last line\n")
    assert len(log) <= 40


def test_it_is_written_where_it_was_wanted_with_a_report_of_this_moment(
    subject: Subject, tmp_path: Path
) -> None:
    file = support_bundle.examine_and_save(subject, tmp_path / "bundle.zip")
    with zipfile.ZipFile(file) as archive:
        codes = [each["code"] for each in json.loads(archive.read("doctor.json"))]
    assert "database" in codes


def test_a_folder_that_is_not_there_is_told(subject: Subject, tmp_path: Path) -> None:
    with pytest.raises(BundleNotSaved):
        support_bundle.save(subject, [], tmp_path / "nowhere" / "bundle.zip")
