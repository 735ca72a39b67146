"""The program's entry point: the command line, and the helper processes that it starts."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path


class _Service:
    """The service, imported only by the command that runs it."""

    def run(self, profile_dir: Path | None, port: int | None, environ: Mapping[str, str]) -> int:
        from feed_server.app import run

        return run(profile_dir, port, environ)


def main() -> None:
    """Dispatch lazily, so that a helper process pays only for what it needs."""
    from mmdesk.printing import html_label

    if sys.argv[1:2] == [html_label.ENTRY]:
        sys.exit(html_label.main(sys.argv[2:]))
    from mmdesk.cli.app import run

    run(_Service())


if __name__ == "__main__":
    main()
