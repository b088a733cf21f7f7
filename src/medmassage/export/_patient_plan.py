"""A plan, told to the person: what will happen, what to look out for, what to do."""

from collections.abc import Iterable, Iterator, Mapping

from medmassage.catalog import Catalog
from medmassage.export._body_figure import figure
from medmassage.export._body_plain import plain_picture
from medmassage.export._markup import Markup, bulleted, element, joined, paragraphs
from medmassage.export._notices import notice_texts
from medmassage.export._patient_limits import limits_part
from medmassage.export._patient_parts import (
    Part,
    alarm_parts,
    complaint_name,
    doctor_part,
    home_part,
    notices_part,
    sources_part,
)
from medmassage.export._plain_expectations import EXPECTATIONS
from medmassage.export._plain_wording import STATEMENTS, plainly
from medmassage.export._plain_words import (
    AIMS,
    KEEP,
    POSITIONS,
    PRESSURES,
    TECHNIQUES,
    place_words,
    region_words,
)
from medmassage.export._text import counted, listed, numbered, slight_pains
from medmassage.goals import is_kept
from medmassage.model.care import Expectation
from medmassage.model.course import Goal
from medmassage.model.plan import TreatmentPlan
from medmassage.model.session import Session, SessionStep
from medmassage.vocabulary import ExpectationKind, PlanStatus, Region, Side

_OWN = (
    ExpectationKind.TIME_COURSE,
    ExpectationKind.MASSAGE_EFFECT,
    ExpectationKind.RECURRENCE,
    ExpectationKind.COMPLICATION,
)
"""What is told of a complaint, one of each; the rest is for the therapist."""

_SCALE = (
    "Your therapist may ask how much it bothers you, from 0 (not at all) to 10 (the worst). It "
    "should stay at 5 or less."
)


def plan_parts(plan: TreatmentPlan, catalog: Catalog, also: Iterable[str] = ()) -> Iterator[Part]:
    """A plan, section by section; `also` are notices beside its own."""
    yield from _before(plan)
    yield from _at_a_glance(plan)
    yield from _what_happens(plan)
    yield from _kinds(plan)
    yield from _where(plan)
    yield from limits_part(plan, catalog)
    yield _tell(plan)
    yield from _afterward(plan)
    yield from alarm_parts(plan.aftercare, plan.policy.emergency_number)
    yield from doctor_part(plan.advice)
    yield from home_part(plan.advice)
    expectations = _told(plan, catalog)
    yield from _expect(plan, expectations, catalog)
    yield _rights(plan)
    yield notices_part((*notice_texts(plan), *also))
    said = (*plan.aftercare, *plan.advice, *expectations, *plan.consent)
    yield from sources_part(said, plan.provenance.sources)


def _before(plan: TreatmentPlan) -> Iterator[Part]:
    """What has to be cleared up first."""
    screening = plan.screening
    texts = []
    if plan.status is PlanStatus.PROVISIONAL:
        texts.append("Some health questions are open. Your therapist will ask them first.")
        texts.append("There is no massage before you have answered them.")
    elif screening.assumed:
        texts.append(
            "Your therapist will go through your health answers with you before the first massage."
        )
    if any(not one.place_is_known for one in plan.sessions):
        texts.append("We do not know the exact place yet. What is planned may change with it.")
    if screening.unexplained or screening.conflicts:
        texts.append("Your therapist will ask once more about some of your answers.")
    if texts:
        yield Part("Before we start", (paragraphs([" ".join(texts)]),), "care")


# --- what will happen -----------------------------------------------------------------------------


def _at_a_glance(plan: TreatmentPlan) -> Iterator[Part]:
    """The numbers."""
    sessions = plan.sessions
    if not sessions:
        return
    weeks = [one.week for one in sessions]
    often = max(weeks.count(week) for week in weeks)
    looked_at = [one.number for one in sessions if one.reassessment]
    facts = [
        ("Visits", f"{len(sessions)}"),
        ("How often", {1: "once a week", 2: "twice a week"}.get(often, f"{often} times a week")),
        ("For how long", counted(weeks[-1], "week")),
        ("Each visit", f"{sessions[-1].minutes} minutes"),
        *([("First check", f"at visit {looked_at[0]}")] if looked_at else []),
    ]
    rows = joined(
        (element("div", element("dt", name), element("dd", told)) for name, told in facts), "\n"
    )
    yield Part("At a glance", (element("dl", "\n", rows, "\n", class_="facts"),))


def _what_happens(plan: TreatmentPlan) -> Iterator[Part]:
    """The first visit, the others, the checks."""
    sessions = plan.sessions
    if not sessions:
        return
    first, last = sessions[0], sessions[-1]
    texts = [
        (
            "At the first visit, you talk first. Your therapist asks about your health and your "
            f"pain, and looks at how you move. This takes about {first.talk_before} minutes."
        ),
        (
            "Your therapist tells you which parts of you are worked on, and what stays covered. "
            "Then you decide if you agree."
        ),
    ]
    if len(sessions) > 1:
        texts.append(
            "Each later visit begins with a short talk. Say what is new, and how you felt after "
            f"the last visit. Then the massage takes about {_hands_on(last)} minutes."
        )
    looked_at = [one.number for one in sessions if one.reassessment]
    if looked_at:
        texts.append(
            f"At {numbered('visit', looked_at)}, you both check if the massage helps. If it does "
            "not help, the plan is changed, or you go back to your doctor."
        )
    if any(one.id == "consent-sensitive-areas" for one in plan.consent):
        texts.append(
            "Some areas are private, such as the buttocks, groin, chest and inner thigh. For "
            "these your therapist asks for your written consent each time."
        )
    yield Part("What will happen", (paragraphs(texts),))


def _hands_on(session: Session) -> int:
    return sum(step.minutes for step in session.steps)


def _kinds(plan: TreatmentPlan) -> Iterator[Part]:
    """Each technique of the sessions: what it is, where, how strong, how the person lies."""
    found: dict[str, list[SessionStep]] = {}
    for session in plan.sessions:
        for step in session.steps:
            found.setdefault(step.technique_id, []).append(step)
    if found:
        yield Part("What kind of massage", tuple(map(_kind, found.values())))


def _kind(steps: list[SessionStep]) -> Markup:
    first = steps[0]
    about = TECHNIQUES.get(first.technique_id, "Your therapist can tell you what it is like.")
    rows = (
        ("Where", _places(steps)),
        ("How strong", PRESSURES[max(one.pressure for one in steps)]),
        ("How you lie", listed((POSITIONS[one.position] for one in steps), "or")),
    )
    told = joined(
        (element("div", element("dt", name), element("dd", words)) for name, words in rows), "\n"
    )
    return element(
        "div",
        "\n",
        element("h3", first.technique_name),
        element("p", about),
        "\n",
        element("dl", "\n", told, "\n"),
        "\n",
        class_="kind",
    )


def _places(steps: Iterable[SessionStep]) -> str:
    """Where a technique is used, those of one side together; what is left out comes last."""
    by_side: dict[Side, dict[Region, None]] = {}
    out: dict[Region, None] = {}
    for step in steps:
        by_side.setdefault(step.side, {}).update(dict.fromkeys(step.regions))
        out.update(dict.fromkeys(step.except_regions))
    where = "; ".join(place_words(regions, side) for side, regions in by_side.items())
    return f"{where}; not on the {listed(map(region_words, out), 'or')}" if out else where


def _where(plan: TreatmentPlan) -> Iterator[Part]:
    """The body map."""
    if plan.sessions:
        yield Part("Where on your body", (figure(plain_picture(plan)),))


# --- what to say and to look out for --------------------------------------------------------------


def _tell(plan: TreatmentPlan) -> Part:
    """What the person should say, before and during a visit."""
    before = (
        "you feel ill or have a fever",
        "you have a new illness, injury or skin problem",
        "you take a new medicine",
        "you are or may be pregnant",
        "you react badly to an oil, lotion or scent",
    )
    during = (
        "it hurts, burns or tingles",
        "you want more pressure or less",
        "you want to stop",
    )
    rated = any(one.id == "discomfort-ceiling" for one in plan.statements)
    return Part(
        "Tell your therapist",
        (
            element("p", "Before each visit, say so if:"),
            bulleted(before),
            element("p", "During the massage, say so at once if:"),
            bulleted(during),
            *([element("p", _SCALE)] if rated else []),
        ),
    )


def _afterward(plan: TreatmentPlan) -> Iterator[Part]:
    """What a person may feel after a visit that is no alarm sign."""
    texts = [
        plainly(one.id, one.text, STATEMENTS)
        for one in plan.aftercare
        if not one.id.startswith("alarm")
    ]
    if texts:
        yield Part("What you may feel after a visit", (paragraphs(texts),))


# --- what to expect -------------------------------------------------------------------------------


def _told(plan: TreatmentPlan, catalog: Catalog) -> list[Expectation]:
    """One expectation of each kind for each complaint, then what holds for everyone."""
    untreated = {one.complaint_index for one in plan.not_treated}
    found: dict[str, Expectation] = {}
    for index, complaint in enumerate(plan.intake.complaints):
        if index in untreated:
            continue
        id = complaint.condition_id
        known = id in catalog.conditions
        family = set(catalog.knowledge.broader_conditions(id)) if known else {id}
        for kind in _OWN:
            own = (
                one
                for one in plan.expectations
                if one.kind is kind and not family.isdisjoint(one.condition_ids)
            )
            found.update((one.id, one) for one in [*own][:1])
    found.update((one.id, one) for one in plan.expectations if not one.condition_ids)
    return [*found.values()]


def _expect(
    plan: TreatmentPlan, expectations: Iterable[Expectation], catalog: Catalog
) -> Iterator[Part]:
    """What may come of it, and what is aimed at."""
    texts = [plainly(one.id, one.text, EXPECTATIONS) for one in expectations]
    planned = {step.technique_id for session in plan.sessions for step in session.steps}
    if any(one.only_with_other_care for one in plan.techniques if one.technique_id in planned):
        texts.append(
            "Massage goes along with exercise or other active care. It does not replace it."
        )
    content = [bulleted(texts)] if texts else []
    ids = dict.fromkeys(one.condition_id for one in plan.goals)
    names = {id: f"{complaint_name(id, catalog)}: " for id in ids} if len(ids) > 1 else {}
    aims = bulleted(
        (
            *(_aim(one, names) for one in plan.goals if one.measure_id in AIMS),
            *_slight(plan, catalog),
        )
    )
    if aims:
        intro = element("p", "You aim for this. It is an aim, not a promise.")
        content += [intro, aims]
    if content:
        yield Part("What to expect", tuple(content))


def _slight(plan: TreatmentPlan, catalog: Catalog) -> Iterator[str]:
    """Pain that is too low for a goal."""
    several = len(plan.intake.complaints) > 1
    for index, pain in slight_pains(plan):
        name = complaint_name(plan.intake.complaints[index].condition_id, catalog)
        label = plan.intake.labels[index]
        place = f"{label[:1].upper()}{label[1:]}" if label else name
        yield f"{f'{place}: ' if several else ''}Your pain is {pain} of 10 now. {KEEP}"


def _aim(goal: Goal, names: Mapping[str, str]) -> str:
    place = f"{goal.label[:1].upper()}{goal.label[1:]}: " if goal.label else ""
    words = f"{names.get(goal.condition_id, '') or place}{AIMS[goal.measure_id]}"
    if goal.baseline is None:
        return f"{words} You measure it at the first visit."
    if goal.target is None:
        return f"{words} It is {goal.baseline:g} now.{f' {KEEP}' if is_kept(goal) else ''}"
    way = " or less" if goal.target < goal.baseline else " or more"
    return (
        f"{words} It is {goal.baseline:g} now. You aim for {goal.target:g}"
        f"{way if goal.target else ''} by week {goal.due_week}."
    )


def _rights(plan: TreatmentPlan) -> Part:
    """That the person may ask, refuse and stop."""
    texts = [
        "You can ask anything at any time.",
        "You can say no to any part.",
        "You can stop at any moment. You do not have to say why.",
    ]
    if plan.intake.age_years is not None and plan.intake.age_years < 18:
        texts.append("A parent or guardian agrees for a child.")
    return Part("You decide", (bulleted(texts),))
