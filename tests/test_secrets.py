from __future__ import annotations

import json
import stat
import threading
from importlib import import_module
from pathlib import Path

import keyring
import keyring.errors
import pytest

from mmdesk.masking import masked
from mmdesk.paths import Profile
from mmdesk.private_files import FileExposed
from mmdesk.secrets import (
    BadSecrets,
    EnvironmentSecrets,
    FileSecrets,
    KeyringSecrets,
    SecretKind,
    SecretsReadOnly,
    SecretStore,
    SecretsUnavailable,
    choose_store,
    environment_name,
    read_stdin_document,
)

TOKEN = SecretKind.MM_TOKEN
KEY = SecretKind.CRM_KEY


class MemoryKeyring:
    """What an operating system's store does; no subclass of keyring's, which would enlist it."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.is_locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.is_locked:
            raise keyring.errors.KeyringLocked("the collection is locked")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture(params=["keyring", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> SecretStore:
    if request.param == "keyring":
        return KeyringSecrets("mmdesk", MemoryKeyring())
    return FileSecrets(tmp_path / "secrets.json")


def test_a_secret_is_read_back_for_its_connection_and_kind_only(store: SecretStore) -> None:
    store.put("shop", TOKEN, "token-of-shop")
    assert store.get("shop", TOKEN) == "token-of-shop"
    assert store.get("shop", KEY) is None
    assert store.get("other", TOKEN) is None


def test_a_new_secret_takes_the_place_of_the_old(store: SecretStore) -> None:
    store.put("магазин №1", KEY, "first-key")
    store.put("магазин №1", KEY, "second-key")
    assert store.get("магазин №1", KEY) == "second-key"


def test_a_forgotten_secret_is_gone_and_the_others_stay(store: SecretStore) -> None:
    store.put("shop", TOKEN, "token-of-shop")
    store.put("shop", KEY, "key-of-shop")
    store.forget("shop", TOKEN)
    assert (store.get("shop", TOKEN), store.get("shop", KEY)) == (None, "key-of-shop")


def test_forgetting_what_was_never_there_is_no_failure(store: SecretStore) -> None:
    store.forget("shop", TOKEN)
    assert store.get("shop", TOKEN) is None


def test_a_secret_that_was_read_is_hidden_from_logs() -> None:
    EnvironmentSecrets({"MMDESK_SECRET_SHOP_MM_TOKEN": "qq-token-from-environment"}).get("shop", TOKEN)
    assert masked("refused: qq-token-from-environment") == "refused: ***"


def test_a_secret_that_was_stored_is_hidden_from_logs(store: SecretStore) -> None:
    store.put("shop", TOKEN, "qq-token-just-stored")
    assert masked("refused: qq-token-just-stored") == "refused: ***"


@pytest.mark.parametrize(
    ("connection", "name"),
    [
        ("shop", "MMDESK_SECRET_SHOP_MM_TOKEN"),
        ("my-shop 2", "MMDESK_SECRET_MY_SHOP_2_MM_TOKEN"),
        ("лавка", "MMDESK_SECRET_______MM_TOKEN"),
    ],
)
def test_a_variable_is_named_after_its_connection(connection: str, name: str) -> None:
    assert environment_name(connection, TOKEN) == name


def test_the_environment_is_read_without_its_blanks() -> None:
    store = EnvironmentSecrets(
        {"MMDESK_SECRET_SHOP_CRM_KEY": " key-of-shop\n", "MMDESK_SECRET_SHOP_MM_TOKEN": ""}
    )
    assert (store.get("shop", KEY), store.get("shop", TOKEN)) == ("key-of-shop", None)


def test_the_environment_cannot_be_written_and_says_which_variable_to_set() -> None:
    with pytest.raises(SecretsReadOnly) as refusal:
        EnvironmentSecrets({}).put("shop", KEY, "key-of-shop")
    assert "MMDESK_SECRET_SHOP_CRM_KEY" in refusal.value.text.ru
    assert "key-of-shop" not in refusal.value.text.ru


def test_storing_what_the_environment_already_says_is_done() -> None:
    store = EnvironmentSecrets({"MMDESK_SECRET_SHOP_CRM_KEY": "key-of-shop"})
    store.put("shop", KEY, "key-of-shop")
    store.forget("shop", KEY)
    assert store.get("shop", KEY) == "key-of-shop"


def test_the_file_is_for_this_account_only(tmp_path: Path) -> None:
    FileSecrets(tmp_path / "secrets.json").put("shop", KEY, "key-of-shop")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {"secrets.json": 0o600, "secrets.json.lock": 0o600}


def test_a_file_open_to_others_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    FileSecrets(path).put("shop", KEY, "key-of-shop")
    path.chmod(0o644)
    with pytest.raises(FileExposed, match="chmod 600"):
        FileSecrets(path).get("shop", KEY)


@pytest.mark.parametrize(
    "text", [b"{broken: key-of-shop", b'["key-of-shop"]', b'{"shop": "key-of-shop"}', b"\xff key-of-shop"]
)
def test_a_damaged_file_is_named_and_not_quoted(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "secrets.json"
    path.touch(0o600)
    path.write_bytes(text)
    with pytest.raises(SecretsUnavailable, match=r"secrets\.json.*Restore the file") as refusal:
        FileSecrets(path).get("shop", KEY)
    assert "--secrets-stdin" in refusal.value.text.on_command_line("en")
    assert "key-of-shop" not in str(refusal.value)
    assert "MMDESK_SECRETS=" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_a_profile_that_is_gone_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SecretsUnavailable, match=r"secrets\.json"):
        FileSecrets(tmp_path / "gone" / "secrets.json").put("shop", KEY, "key-of-shop")


def test_writers_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    names = [f"shop{number}" for number in range(8)]
    threads = [
        threading.Thread(target=FileSecrets(path).put, args=(name, KEY, f"key-{name}")) for name in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {name: FileSecrets(path).get(name, KEY) for name in names} == {
        name: f"key-{name}" for name in names
    }


@pytest.mark.parametrize("home", ["keyring.backends.fail", "keyring.backends.null"])
def test_a_keyring_that_keeps_nothing_is_refused_with_the_other_stores_named(home: str) -> None:
    backend = import_module(home).Keyring()
    with pytest.raises(SecretsUnavailable) as refusal:
        KeyringSecrets("mmdesk", backend).get("shop", KEY)
    assert "MMDESK_SECRETS=file" in refusal.value.text.ru
    assert "MMDESK_SECRETS=env" in refusal.value.text.en


def test_a_keyring_in_plain_text_is_refused() -> None:
    plain = type("PlaintextKeyring", (MemoryKeyring,), {"__module__": "keyrings.alt.file"})
    with pytest.raises(SecretsUnavailable, match="PlaintextKeyring"):
        KeyringSecrets("mmdesk", plain()).put("shop", KEY, "key-of-shop")


def test_of_a_chain_the_safe_keyring_alone_is_used() -> None:
    chain, safe = MemoryKeyring(), MemoryKeyring()
    vars(chain)["backends"] = [import_module("keyring.backends.null").Keyring(), safe]
    KeyringSecrets("mmdesk", chain).put("shop", KEY, "key-of-shop")
    assert safe.kept == {("mmdesk", "shop/crm_key"): "key-of-shop"}


def test_a_locked_keyring_is_a_sentence() -> None:
    backend = MemoryKeyring()
    backend.is_locked = True
    with pytest.raises(SecretsUnavailable, match="KeyringLocked"):
        KeyringSecrets("mmdesk", backend).get("shop", KEY)


def test_the_keyring_is_the_store_when_nothing_is_said(tmp_path: Path) -> None:
    assert isinstance(choose_store({}, Profile.at(tmp_path)), KeyringSecrets)


def test_another_store_is_chosen_by_name(tmp_path: Path) -> None:
    profile = Profile.at(tmp_path)
    assert isinstance(choose_store({"MMDESK_SECRETS": "env"}, profile), EnvironmentSecrets)
    choose_store({"MMDESK_SECRETS": "file"}, profile).put("shop", KEY, "key-of-shop")
    assert json.loads(profile.secrets_file.read_text()) == {"shop": {"crm_key": "key-of-shop"}}


def test_a_store_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SecretsUnavailable, match="keyring, env, file"):
        choose_store({"MMDESK_SECRETS": "database"}, Profile.at(tmp_path))


def test_each_profile_has_its_own_entries_in_the_keyring(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = MemoryKeyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    choose_store({}, Profile.at(tmp_path / "demo")).put("shop", KEY, "key-of-demo")
    choose_store({}, Profile.of_account()).put("shop", KEY, "key-of-shop")
    assert choose_store({}, Profile.at(tmp_path / "demo")).get("shop", KEY) == "key-of-demo"
    assert ("mmdesk", "shop/crm_key") in backend.kept


def test_typed_secrets_are_read_by_kind() -> None:
    typed = read_stdin_document('{"mm_token": " abc-1 ", "crm_key": "def-2"}\n')
    assert typed == {TOKEN: "abc-1", KEY: "def-2"}


def test_one_secret_may_be_typed_alone() -> None:
    assert read_stdin_document('{"crm_key": "def-2"}') == {KEY: "def-2"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "zz-secret",
        "{}",
        '"zz-secret"',
        '["zz-secret"]',
        pytest.param("[" * 100_000, id="too deep"),
        '{"mm_token": ""}',
        '{"mm_token": 5}',
        '{"mm_token": null}',
        '{"mm_token": "zz secret"}',
        '{"mm_token": "ключ-zz-secret"}',
        '{"mm_token": "zz-secret\\r\\nX-Other: 1"}',
        '{"mm_token": "zz-secret", "password": "zz-secret"}',
        '{"mm_token": "zz-secret", "mm_token": "zz-secret"}',
    ],
)
def test_anything_else_is_refused_and_never_quoted(text: str) -> None:
    with pytest.raises(BadSecrets) as refusal:
        read_stdin_document(text)
    assert "zz" not in refusal.value.text.ru + refusal.value.text.en
    assert '{"mm_token"' in refusal.value.text.en
    assert refusal.value.__cause__ is None
    assert refusal.value.__context__ is None or refusal.value.__suppress_context__
