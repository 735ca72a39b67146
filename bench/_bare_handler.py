"""Starlette at its barest: a handler that commits each body to SQLite and says so; prints its address."""

from __future__ import annotations

import socket
import sqlite3
import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

SUCCESS = b'{"success":1,"meta":{},"data":{}}'


def main() -> None:
    database = sqlite3.connect(sys.argv[1], isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "fullfsync = ON", "foreign_keys = ON"):
        database.execute(f"PRAGMA {pragma}")
    database.execute("CREATE TABLE calls (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")

    async def store(request: Request) -> Response:
        body = await request.body()
        # On the loop's own thread: the fastest that one process and one writer can do.
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO calls (body) VALUES (?)", (body,))
        database.execute("COMMIT")
        return Response(SUCCESS, media_type="application/json")

    app = Starlette(routes=[Route("/calls", store, methods=["POST"])])
    # asyncio sends small answers at once only where the socket names its protocol; else each waits 40 ms.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        print(f"http://127.0.0.1:{listener.getsockname()[1]}/calls", flush=True)
        config = uvicorn.Config(app, access_log=False, http="h11", lifespan="off", log_config=None)
        uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
