"""Run the program on a leash: it stops by itself when the process that started it is gone or lets go.

The leash is standard input. Closing it asks for an orderly stop on every system, and no kill of the owner,
however sudden, can keep it open.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

from mmdesk.__main__ import main


def hold() -> None:
    """Watch the leash from a thread that does not keep the process alive."""
    threading.Thread(target=_watch, name="leash", daemon=True).start()


def _watch() -> None:
    # Past Python's buffers: their lock must be free when the interpreter shuts down.
    while os.read(0, 4096):
        pass
    ask_to_stop()


if sys.platform == "win32":

    def ask_to_stop() -> None:
        signal.raise_signal(signal.SIGINT)

else:

    def ask_to_stop() -> None:
        main_thread = threading.main_thread().ident
        if main_thread is not None:
            signal.pthread_kill(main_thread, signal.SIGTERM)


if __name__ == "__main__":
    hold()
    main()
