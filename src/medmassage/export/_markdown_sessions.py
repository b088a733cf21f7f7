"""The visits of a plan: what is asked and agreed first, and the work step by step."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from medmassage.export._markdown_text import bullets, escape, small, table
from medmassage.export._text import Numbered, listed, place_name, region_name, same_work
from medmassage.model.course import Phase
from medmassage.model.plan import TreatmentPlan
from medmassage.model.session import Session, SessionStep
from medmassage.vocabulary import PhaseKind, Region, Side


def session_lines(plan: TreatmentPlan, numbered: Numbered) -> Iterator[str]:
    """First visit, consent, each visit, then the steps."""
    phases = {one.kind: one for one in plan.phases}
    first = phases.get(PhaseKind.INITIAL_CONSULTATION)
    every = phases.get(PhaseKind.TREATMENT)
    if first is not None:
        yield f"**First visit** {numbered.mark(first.source_ids)}"
        yield from ("", *bullets(map(escape, first.tasks)))
    if every is not None and every.tasks:
        yield ""
        yield f"**Each visit:** {_run_in(every)} {numbered.mark(every.source_ids)}"
    runs = tuple(_runs(plan.sessions))
    yield from _notes(plan.sessions, runs)
    merged = _merged(runs)
    if merged is not None:
        yield ""
        yield from merged
        return
    for run in runs:
        yield from ("", f"**{_which(run)}**", "")
        steps = run[0].steps
        minutes = [("min", [str(one.minutes) for one in steps])]
        yield from _steps(steps, minutes)


def _run_in(phase: Phase) -> str:
    return " ".join(escape(task) for task in phase.tasks)


# --- runs of visits that are the same -------------------------------------------------------------


def _runs(sessions: Iterable[Session]) -> Iterator[list[Session]]:
    """Visits, with those that repeat each other together."""
    run: list[Session] = []
    for session in sessions:
        if run and not same_work(run[0], session):
            yield run
            run = []
        run.append(session)
    if run:
        yield run


def _which(run: Sequence[Session]) -> str:
    first, last = run[0], run[-1]
    if first is last:
        return f"Session {first.number} (week {first.week})"
    weeks = f"weeks {first.week} to {last.week}" if first.week < last.week else f"week {last.week}"
    return f"Sessions {first.number} to {last.number} ({weeks})"


def _time(session: Session) -> str:
    hands_on = session.minutes - session.talk_before - session.talk_after
    return (
        f"{session.minutes} min = {session.talk_before} talk + {hands_on} hands-on + "
        f"{session.talk_after} after"
    )


def _notes(sessions: Sequence[Session], runs: Iterable[Sequence[Session]]) -> Iterator[str]:
    """How the time is divided, what gave way, what is not known, when the stage moves on."""
    yield ""
    yield " ".join(f"**{_which(run)}:** {_time(run[0])}." for run in runs)
    for run in runs:
        if run[0].gave_way:
            told = " ".join(map(escape, run[0].gave_way))
            yield from ("", f"*What gave way, {small(_which(run))}.* {told}")
    if any(not one.place_is_known for one in sessions):
        yield ""
        yield "*The place was not given: its usual main region stands in for it until it is known.*"
    for before, after in pairwise(sessions):
        if before.stage is not after.stage and after.stage is not None:
            yield ""
            yield f"From session {after.number} (week {after.week}) it counts as {after.stage}."


# --- the steps ------------------------------------------------------------------------------------


def _merged(runs: Sequence[Sequence[Session]]) -> Iterator[str] | None:
    """One table with a column of minutes for each run, where all do the same or less of it."""
    fullest = max((run[0].steps for run in runs), key=len, default=())
    if not fullest or len(runs) > 3:
        return None
    columns = []
    for run in runs:
        column = _column(run[0].steps, fullest)
        if column is None:
            return None
        columns.append(column)
    heads = [
        f"min, {run[0].number}" if len(run) == 1 else f"min, {run[0].number}-{run[-1].number}"
        for run in runs
    ]
    return _steps(fullest, list(zip(heads, columns, strict=True)))


def _steps(steps: Sequence[SessionStep], minutes: Sequence[tuple[str, list[str]]]) -> Iterator[str]:
    """The steps in a table; what is the same for all of them stands above it."""
    left_out = _left_out_everywhere(steps)
    columns = {
        "side": [_SIDES[one.side] for one in steps],
        "pressure up to": [one.pressure.value for one in steps],
        "lying": [one.position.value for one in steps],
    }
    same = {
        name: cells[0] for name, cells in columns.items() if len(set(cells)) == 1 and len(cells) > 1
    }
    common = [_said(name, cell) for name, cell in same.items()]
    if left_out:
        common.append(f"not the {_either(left_out)}")
    if common:
        yield from (f"All steps: {', '.join(common)}.", "")
    told = {name: cells for name, cells in columns.items() if name not in same}
    heads = ("", "technique", "where", *(head for head, _ in minutes), *told, "aim")
    times = zip(*(column for _, column in minutes), strict=True)
    rest = zip(*told.values(), strict=True) if told else ((),) * len(steps)
    yield from table(
        heads,
        (
            (str(n), step.technique_name, _where(step, left_out), *time, *others, step.intent)
            for n, (step, time, others) in enumerate(zip(steps, times, rest, strict=True), start=1)
        ),
    )


def _left_out_everywhere(steps: Sequence[SessionStep]) -> tuple[Region, ...]:
    """What is left out of every step that it lies in; empty where the steps differ."""
    found = dict.fromkeys(region for step in steps for region in step.except_regions)
    for step in steps:
        inside = {part for region in step.regions for part in region.contents}
        if inside & set(found) != set(step.except_regions):
            return ()
    return tuple(found)


def _either(regions: Iterable[Region]) -> str:
    return listed(map(region_name, regions), "or")


_SIDES = {
    Side.LEFT: "left",
    Side.RIGHT: "right",
    Side.BOTH: "both",
    Side.MIDLINE: "middle",
}


def _said(name: str, cell: str) -> str:
    if name == "side":
        return {"both": "both sides", "middle": "along the middle"}.get(cell, f"{cell} side")
    return f"{name} {cell}" if name == "pressure up to" else cell


def _column(steps: Sequence[SessionStep], fullest: Sequence[SessionStep]) -> list[str] | None:
    """The minutes of each of the fullest visit's steps; None where another step is among them."""
    waiting, found = list(steps), []
    for one in fullest:
        same = bool(waiting) and _work(waiting[0]) == _work(one)
        found.append(str(waiting.pop(0).minutes) if same else "")
    return None if waiting else found


def _work(step: SessionStep) -> tuple[object, ...]:
    """What is done, whatever the minutes."""
    return (
        *(step.technique_id, step.part, step.regions, step.except_regions, step.side),
        *(step.pressure, step.position, step.intent),
    )


def _where(step: SessionStep, told: Sequence[Region]) -> str:
    """The place of a step; what is left out of it stands there unless it was told for all."""
    where = place_name(step.regions)
    if step.except_regions and not told:
        where += f", not the {_either(step.except_regions)}"
    return where
