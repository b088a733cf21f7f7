"""The small command line: `python -m medmassage --help`."""

import argparse
import json
import sys
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import get_args

from medmassage.catalog import Catalog, default_catalog, load_catalog
from medmassage.catalog.canonical import canonical_faults, export_folder, tidy_folder
from medmassage.catalog.search import SEARCHED
from medmassage.errors import (
    CatalogError,
    MedMassageError,
    UnknownIdError,
    nearest,
)
from medmassage.export import fhir, html, markdown
from medmassage.export.html import Register
from medmassage.matching import match_techniques
from medmassage.model.course import PlanPolicy
from medmassage.model.fields import Model
from medmassage.model.intake import Complaint, Finding, Intake
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.record import SessionRecord
from medmassage.planning import outline_plan
from medmassage.progress import review_progress
from medmassage.screening import no_to_rest, questions_for, screen
from medmassage.serialization import dumps, loads
from medmassage.vocabulary import Side, Stage


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run one command.

    Args:
        arguments: The words after the program's name. None: those of the process.

    Returns:
        0 when it worked; 1 when the input was wrong or a check found faults, told on stderr.

    Raises:
        SystemExit: The options were wrong (2), or help was asked for (0).
    """
    options = _parser().parse_args(arguments)
    if "format" in options:
        _check_output(options)
    try:
        print(options.run(options), end="")
    except MedMassageError as error:
        print(f"medmassage: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"medmassage: {error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="medmassage",
        description="Sourced knowledge of medical massage: screening, matching, plan outlines. "
        "For licensed professionals; it never diagnoses.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, run, about in (
        ("plan", _plan, "outline a treatment plan, or say why there is none"),
        ("screen", _screen, "compare an intake with every safety rule"),
        ("match", _match, "say which techniques fit, and why or why not"),
        ("questions", _questions, "list what is still to be asked"),
    ):
        command = commands.add_parser(name, help=about, description=about.capitalize() + ".")
        _add_intake(command)
        _add_output(command, ("fhir",) if name == "plan" else ())
        command.set_defaults(run=run)
        if name in ("plan", "match"):
            command.add_argument(
                "--technique", action="append", default=[], metavar="ID", help="one on offer"
            )
        if name == "plan":
            command.add_argument("--minutes", type=int, help="length of a visit, 15 to 90")
            command.add_argument("--sessions", type=int, help="sessions in the course")
            command.add_argument("--per-week", type=int, help="sessions in a week, 1 to 3")
            command.add_argument("--weeks", type=int, help="length of the course")
            command.add_argument(
                "--subject", metavar="REF", help="with --format fhir: the patient, as Patient/x"
            )
            command.add_argument(
                "--fhir-version", choices=get_args(fhir.Version), help="default: R4"
            )
    review = commands.add_parser("review", help="look at a plan and its records, and advise")
    review.add_argument("--plan", type=Path, required=True, help="a JSON file with a plan")
    review.add_argument(
        "--record", type=Path, action="append", default=[], help="a JSON file with a record"
    )
    _add_output(review)
    review.set_defaults(run=_review)
    show = commands.add_parser("show", help="show one record by its id")
    show.add_argument("id")
    _add_output(show)
    show.set_defaults(run=_show)
    search = commands.add_parser(
        "search", help="find records by lay or clinical words, codes, typos"
    )
    search.add_argument("text", nargs="+")
    search.add_argument("--kind", choices=SEARCHED)
    search.add_argument("--limit", type=int, default=10)
    search.add_argument("--data", type=Path, help="a data folder of your own")
    search.set_defaults(run=_search)
    check = commands.add_parser("check", help="check a data folder and report every fault")
    check.add_argument("folder", type=Path)
    check.add_argument("--fix", action="store_true", help="write the files in their canonical form")
    check.set_defaults(run=_check)
    export = commands.add_parser("export-data", help="write the shipped data to a new folder")
    export.add_argument("folder", type=Path)
    export.set_defaults(run=_export)
    return parser


def _add_intake(command: argparse.ArgumentParser) -> None:
    command.add_argument("complaint", nargs="*", help="condition ids, most important first")
    command.add_argument("--intake", type=Path, help="a JSON file with an intake, instead")
    command.add_argument("--stage", choices=Stage.values())
    command.add_argument("--pain", type=int, help="0 to 10")
    command.add_argument("--region", action="append", default=[], help="main region first")
    command.add_argument(
        "--impairment", action="append", default=[], metavar="ID", help="what was found"
    )
    command.add_argument("--side", choices=Side.values())
    command.add_argument("--present", action="append", default=[], metavar="ID[@REGION[:SIDE]]")
    command.add_argument("--absent", action="append", default=[], metavar="ID")
    command.add_argument("--unknown", action="append", default=[], metavar="ID")
    command.add_argument("--allergy", action="append", default=[], metavar="ID")
    command.add_argument("--age", type=int, help="years")
    command.add_argument(
        "--no-to-rest", action="store_true", help='answer "no" to what is open; the plan says so'
    )
    command.add_argument("--on", type=date.fromisoformat, help="date for dated clearances")


def _add_output(command: argparse.ArgumentParser, more: Sequence[str] = ()) -> None:
    formats = ("markdown", "json", "html", *more)
    command.add_argument("--format", choices=formats, default="markdown")
    command.add_argument(
        "--register",
        choices=get_args(Register),
        help="for whom the HTML is written; default: professional",
    )
    command.add_argument("--data", type=Path, help="a data folder of your own")
    command.set_defaults(refuse=command.error)


def _check_output(options: argparse.Namespace) -> None:
    """Refuse what would be ignored or is missing, before any work is done."""
    if options.register is not None and options.format != "html":
        options.refuse(f"--register needs --format html; the format is {options.format}")
    if "subject" not in options:
        return
    if options.format == "fhir" and options.subject is None:
        options.refuse("--format fhir needs --subject, the patient it is about, as Patient/x")
    for name in ("subject", "fhir_version"):
        if getattr(options, name) is not None and options.format != "fhir":
            option = f"--{name.replace('_', '-')}"
            options.refuse(f"{option} needs --format fhir; the format is {options.format}")


def _catalog(options: argparse.Namespace) -> Catalog:
    return load_catalog(options.data) if options.data else default_catalog()


def _intake(options: argparse.Namespace) -> Intake:
    if options.intake:
        intake = loads(Intake, options.intake.read_bytes())
    else:
        intake = Intake(
            complaints=[
                Complaint(
                    id,
                    stage=options.stage,
                    pain=options.pain,
                    regions=options.region,
                    side=options.side,
                    impairment_ids=options.impairment,
                )
                for id in options.complaint
            ],
            present=[_finding(text) for text in options.present],
            absent=options.absent,
            unknown=options.unknown,
            allergies=options.allergy,
            age_years=options.age,
        )
    if options.no_to_rest:
        return no_to_rest(intake, options.on, catalog=_catalog(options))
    return intake


def _finding(text: str) -> Finding:
    id, _, place = text.partition("@")
    region, _, side = place.partition(":")
    return Finding(id, regions=[region] if region else [], side=side or None)


def _page(obj: Model | Collection[Model], options: argparse.Namespace) -> str:
    register: Register = options.register or "professional"
    return html.render(obj, register, catalog=_catalog(options))


def _written(obj: Model, options: argparse.Namespace) -> str:
    if options.format == "html":
        return _page(obj, options)
    return dumps(obj, indent=2) + "\n" if options.format == "json" else markdown.render(obj)


def _plan(options: argparse.Namespace) -> str:
    policy = PlanPolicy(
        session_minutes=options.minutes,
        sessions=options.sessions,
        sessions_per_week=options.per_week,
        weeks=options.weeks,
        technique_ids=options.technique,
    )
    answer = outline_plan(_intake(options), policy, options.on, catalog=_catalog(options))
    return _bundle(answer, options) if options.format == "fhir" else _written(answer, options)


def _bundle(answer: TreatmentPlan | Withheld, options: argparse.Namespace) -> str:
    catalog = _catalog(options)
    version: fhir.Version = options.fhir_version or "R4"
    written = fhir.bundle(answer, subject=options.subject, version=version, catalog=catalog)
    return json.dumps(written, indent=2, ensure_ascii=False) + "\n"


def _screen(options: argparse.Namespace) -> str:
    return _written(screen(_intake(options), options.on, catalog=_catalog(options)), options)


def _match(options: argparse.Namespace) -> str:
    found = match_techniques(
        _intake(options), options.on, technique_ids=options.technique, catalog=_catalog(options)
    )
    return _written(found, options)


def _review(options: argparse.Namespace) -> str:
    plan = loads(TreatmentPlan, options.plan.read_bytes())
    records = [loads(SessionRecord, path.read_bytes()) for path in options.record]
    return _written(review_progress(plan, records, catalog=_catalog(options)), options)


def _questions(options: argparse.Namespace) -> str:
    lines = []
    for one in questions_for(_intake(options), options.on, catalog=_catalog(options)):
        more = f" ({one.question.help})" if one.question.help else ""
        lines.append(f"{one.question.id} [{one.asks}]: {one.question.text}{more}\n")
    return "".join(lines)


def _show(options: argparse.Namespace) -> str:
    catalog = _catalog(options)
    found = [index[options.id] for _, index in catalog.kinds() if options.id in index]
    if not found:
        known = {id for _, index in catalog.kinds() for id in index}
        raise UnknownIdError("record", options.id, nearest(options.id, known))
    if options.format == "html":
        return _page(found, options)
    return "\n".join(_written(record, options) for record in found)


def _search(options: argparse.Namespace) -> str:
    hits = _catalog(options).search(" ".join(options.text), options.kind, options.limit)
    return "".join(f"{hit.score:.2f}  {hit.kind}  {hit.id}  ({hit.why})\n" for hit in hits)


def _check(options: argparse.Namespace) -> str:
    load_catalog(options.folder)  # nothing is written to a folder that is not sound
    changed = tidy_folder(options.folder) if options.fix else ()
    done = f"rewrote {', '.join(changed)}\n" if changed else ""
    catalog = load_catalog(options.folder)
    if faults := canonical_faults(options.folder):
        raise CatalogError(str(options.folder), faults)
    counts = ", ".join(f"{len(index)} {kind}" for kind, index in catalog.kinds() if index)
    return f"{done}{options.folder}: sound; {counts}\n"


def _export(options: argparse.Namespace) -> str:
    names = export_folder(default_catalog(), options.folder)
    return f"wrote {len(names)} files to {options.folder}\n"


if __name__ == "__main__":
    sys.exit(main())
