"""What every part of the simulated account shares: clock, switches, address, list of methods."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from mmdesk.sandbox.retailcrm_behaviour import Behaviour
from mmdesk.sandbox.retailcrm_keys import Call, CrmKey
from mmdesk.sandbox.retailcrm_wire import AccountClock, Refusal, Reply, said

SYSTEM_VERSION = "8.1.51"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@dataclass(slots=True)
class Account:
    """Mutable settings of the whole account; guarded by the simulator's lock."""

    clock: AccountClock
    behaviour: Behaviour = field(default_factory=Behaviour)
    url: str = ""


class Route:
    """One method of the API; the path is below /api/ and may hold {places}."""

    def __init__(self, verb: str, path: str, scope: str, handle: Callable[[Call], Reply]) -> None:
        self.verb = verb
        self.scope = scope
        self.handle = handle
        self._pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))

    def match(self, path: str) -> dict[str, str] | None:
        matched = self._pattern.fullmatch(path)
        return matched.groupdict() if matched else None


class RouteTable:
    """Finds the method of a path; the first route that fits wins."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes = tuple(routes)

    def find(self, verb: str, path: str) -> tuple[Route, dict[str, str]]:
        fitting = [(route, places) for route in self._routes if (places := route.match(path)) is not None]
        if not fitting:
            raise Refusal(404, "API method not found")
        for route, places in fitting:
            if route.verb == verb:
                return route, places
        raise Refusal(405, "Method Not Allowed")


def check_scope(key: CrmKey, scope: str) -> None:
    if scope and scope not in key.scopes:
        raise Refusal(403, "Access denied.")


class AccountMethods:
    """Credentials, versions, settings and users."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._started = account.clock.stamp()

    def routes(self) -> list[Route]:
        return [
            Route("GET", "api-versions", "", lambda call: said(versions=["3.0", "4.0", "5.0"])),
            Route("GET", "credentials", "", lambda call: said(**call.key.credentials())),
            Route("GET", "system-info", "", lambda call: self._system()),
            Route("GET", "v5/settings", "reference_read", lambda call: self._settings()),
            Route("GET", "v5/users", "user_read", lambda call: self._users()),
        ]

    def _system(self) -> Reply:
        return said(systemVersion=SYSTEM_VERSION, publicUrl=self._account.url, technicalUrl=self._account.url)

    def _settings(self) -> Reply:
        hours = [{"day_type": day, "start_time": "09:00", "end_time": "18:00"} for day in WEEKDAYS]
        return said(
            settings={
                "default_currency": {"value": "RUB", "updated_at": self._started},
                "system_language": {"value": "RU", "updated_at": self._started},
                "timezone": {"value": self._account.clock.zone.key, "updated_at": self._started},
                "work_times": hours,
                "non_working_days": [],
            }
        )

    def _users(self) -> Reply:
        return said(
            pagination={"limit": 20, "totalCount": len(STAFF), "currentPage": 1, "totalPageCount": 1},
            users=[user | {"createdAt": self._started} for user in STAFF],
        )


STAFF_ID = 19
STAFF: tuple[dict[str, object], ...] = (
    {
        "id": STAFF_ID,
        "firstName": "Вера",
        "lastName": "Складовская",
        "email": "vera@example.org",
        "active": True,
        "isManager": True,
        "isAdmin": False,
        "online": True,
        "groups": [],
    },
    {
        "id": 20,
        "firstName": "Пётр",
        "lastName": "Заказов",
        "email": "petr@example.org",
        "active": True,
        "isManager": True,
        "isAdmin": True,
        "online": False,
        "groups": [],
    },
)
