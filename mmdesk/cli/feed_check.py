"""mmdesk feed check: does a feed keep Megamarket's rules, and does it fit the CRM."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mmdesk.catalogue.problems import Problem
from mmdesk.cli.app import App, pass_app, sentences
from mmdesk.cli.feed import feed_group
from mmdesk.cli.output import Exit, Json, print_json, say
from mmdesk.errors import Text

if TYPE_CHECKING:
    from mmdesk.services.feed_check import CrmDifference, FeedCheck


@feed_group.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--connection", "name", help="Compare the offers with this connection's RetailCRM as well.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@pass_app
@sentences
def check(app: App, file: Path, name: str | None, as_json: bool) -> None:
    """Check a feed, plain or gzip, ours or a foreign one, against Megamarket's rules."""
    from mmdesk.services import feed_check  # the validator: this module is imported for every `feed` command

    if name is None:
        result = feed_check.check_rules(file)
    else:
        result = feed_check.check_with_crm(app.parts.storage, name, file)
    if as_json:
        print_json(_document(result))
    else:
        _tell(result)
    if not result.ok:
        sys.exit(Exit.REFUSED)


def _document(result: FeedCheck) -> Json:
    verdict = result.verdict
    return {
        "ok": result.ok,
        "offers": verdict.offers,
        "errors": verdict.errors,
        "warnings": verdict.warnings,
        "counts": verdict.counts,
        "problems": [_problem(each) for each in verdict.problems],
        "crm": None if result.crm is None else _difference(result.crm),
        "sha256": verdict.sha256,
        "size": verdict.size,
    }


def _problem(problem: Problem) -> Json:
    return {
        "offer_id": problem.offer_id,
        "code": problem.code,
        "severity": "error" if problem.is_error else "warning",
        "field": problem.field,
        "value": problem.value,
        "message": say(problem.message),
    }


def _difference(crm: CrmDifference) -> Json:
    return {
        "only_in_feed": crm.only_in_feed,
        "only_in_crm": crm.only_in_crm,
        "feed_samples": list(crm.feed_samples),
        "crm_samples": [{"offer_id": each.offer_id, "name": each.name} for each in crm.crm_samples],
    }


def _tell(result: FeedCheck) -> None:
    verdict = result.verdict
    for problem in verdict.problems:
        click.echo(_line(problem))
    listed = len(verdict.problems)
    if verdict.errors + verdict.warnings > listed:
        click.echo(say(_MORE.format(n=verdict.errors + verdict.warnings - listed)))
    if result.crm is not None:
        _tell_of_crm(result.crm)
    counts = {"offers": verdict.offers, "errors": verdict.errors, "warnings": verdict.warnings}
    click.echo(say(_SUMMARY.format(**counts, verdict=_FIT if result.ok else _UNFIT)))


def _line(problem: Problem) -> str:
    """`offer: field «value»: what is wrong. cure`; the value only where the sentence does not tell it."""
    message = say(problem.message)
    value = f"«{problem.value}»" if problem.value and problem.value not in message else ""
    place = " ".join(part for part in (problem.field, value) if part)
    return ": ".join(part for part in (problem.offer_id, place, message) if part)


def _tell_of_crm(crm: CrmDifference) -> None:
    for offer_id in crm.feed_samples:
        click.echo(_line(Problem(offer_id, "not_in_crm", "id")))
    for offer in crm.crm_samples:
        click.echo(_line(Problem(offer.offer_id, "not_in_feed", "id", offer.name)))
    click.echo(say(_BESIDE.format(feed=crm.only_in_feed, crm=crm.only_in_crm)))


_MORE = Text("…и ещё {n} замечаний, см. counts в --json", "…and {n} more, see counts in --json")
_BESIDE = Text(
    "только в фиде: {feed}, только в RetailCRM: {crm}", "only in the feed: {feed}, only in RetailCRM: {crm}"
)
_SUMMARY = Text(
    "{verdict}: товаров {offers}, ошибок {errors}, предупреждений {warnings}",
    "{verdict}: {offers} offers, {errors} errors, {warnings} warnings",
)
_FIT = Text("Фид подходит", "The feed will do")
_UNFIT = Text("Фид не подходит", "The feed will not do")
