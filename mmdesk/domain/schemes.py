"""The schemes there are, by code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mmdesk.domain.dsm import Dsm
from mmdesk.domain.scheme import Scheme, SchemeCode
from mmdesk.domain.standard import Standard

SCHEMES: Final[Mapping[SchemeCode, Scheme]] = {scheme.code: scheme for scheme in (Standard(), Dsm())}


def scheme_of(code: str) -> Scheme:
    """The scheme with this code. Raises ValueError for any other: a bug, codes are checked on entry."""
    return SCHEMES[SchemeCode(code)]
