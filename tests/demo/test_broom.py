from __future__ import annotations

import os
from pathlib import Path

from mmdesk.demo.child import Child, module


def test_the_broom_sweeps_once_its_owner_lets_go(tmp_path: Path) -> None:
    folder = tmp_path / "profile"
    (folder / "logs").mkdir(parents=True)
    (folder / "mmdesk.db").write_bytes(b"rows")
    with Child(module("mmdesk.demo.broom", folder), os.environ, Path(os.devnull)) as broom:
        assert broom.wait(0.3) is None
        assert folder.exists()
    assert broom.exit_code == 0
    assert not folder.exists()
    assert tmp_path.exists()
