"""The body map: a picture that says of each place what the answer says, and keeps its notices."""

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

import strategies
from medmassage.catalog import default_catalog
from medmassage.disclaimers import verify_disclaimers
from medmassage.errors import DataError
from medmassage.export import _body_paint as paint, _body_shapes
from medmassage.export._body_places import LEGEND, Status, places
from medmassage.export._body_shapes import views
from medmassage.export._curves import path, read_curves, sections
from medmassage.export._text import region_name
from medmassage.export.body_map import svg
from medmassage.model.intake import Complaint, Finding, Intake
from medmassage.model.plan import TreatmentPlan, Withheld
from medmassage.model.screening import Restriction, Screening
from medmassage.planning import outline_plan
from medmassage.screening import no_to_rest, screen
from medmassage.vocabulary import PressureCap, Region, Side

CATALOG = default_catalog()
PEOPLE = strategies.intakes(CATALOG)
SIDES = (Side.LEFT, Side.RIGHT)
PLACES = [(region, side) for region in Region if not region.is_group for side in SIDES]
SVG = "{http://www.w3.org/2000/svg}"

# What can be seen from where.
ON_BOTH = """
    head neck shoulder armpit upper-arm elbow forearm wrist hand flank hip thigh knee lower-leg
    ankle foot
"""
IN_FRONT = f"{ON_BOTH} face jaw front-of-neck chest abdomen groin front-of-elbow".split()
BEHIND = f"{ON_BOTH} back-of-neck upper-back mid-back lower-back gluteal back-of-knee calf".split()

# What an SVG of ours is made of.
ALLOWED = "svg title desc metadata style defs pattern rect path circle g text"


def parsed(text: str) -> ET.Element:
    """A picture as a tree."""
    return ET.fromstring(text)  # noqa: S314 - our own text


def drawn(answer, **wishes) -> dict[str, ET.Element]:
    """The shapes of a map by id, without the prefix."""
    root = parsed(svg(answer, **wishes))
    return {
        one.attrib["id"].partition("-")[2]: one
        for one in root.iter(f"{SVG}path")
        if "data-status" in one.attrib
    }


def statuses(answer) -> dict[tuple[Region, Side], str]:
    """What is drawn at each place; a place that both views show is drawn alike."""
    found: dict[tuple[Region, Side], str] = {}
    for id, shape in drawn(answer).items():
        _, side, region = id.split("-", 2)
        place = (Region(region), Side(side))
        status = shape.attrib["data-status"]

        assert status == found.setdefault(place, status)
    return found


def said(answer, id: str) -> str:
    """The title of a shape."""
    return drawn(answer)[id].findtext(f"{SVG}title") or ""


def words(answer, **wishes) -> list[str]:
    """Every printed line of a map."""
    return [one.text or "" for one in parsed(svg(answer, **wishes)).iter(f"{SVG}text")]


def plan_for(*complaints, **answers) -> TreatmentPlan:
    """A plan with nothing left to ask."""
    answer = outline_plan(no_to_rest(Intake(complaints=complaints, **answers)))

    assert isinstance(answer, TreatmentPlan)
    return answer


BACK = Complaint("lower-back-pain", stage="chronic", side="left")
WOUND = Finding("open-wound-or-ulcer", regions=["lower-leg"], side="right")
READY = plan_for(BACK, present=[WOUND])
PROVISIONAL = outline_plan(Intake(complaints=["tendonitis"], present=["open-wound-or-ulcer"]))
REFUSED = outline_plan(
    Intake(complaints=["neck-pain"], present=["fever-or-systemic-infection"]),
)


# --- the person ---------------------------------------------------------------------------------


class TestPerson:
    """The drawing, whatever is said of it."""

    @pytest.mark.parametrize("view, seen", [(0, IN_FRONT), (1, BEHIND)])
    def test_every_region_is_drawn_where_it_is_seen(self, view, seen):
        """On both sides, and once."""
        shapes = [(one.region.value, one.side) for one in views()[view].shapes]

        assert sorted((region, side) for region in seen for side in SIDES) == sorted(shapes)

    def test_no_region_is_left_out(self):
        """Every region that is no group has a shape on both sides."""
        assert set(PLACES) == {(one.region, one.side) for view in views() for one in view.shapes}

    @pytest.mark.parametrize("view, turn", [(0, 1), (1, -1)])
    def test_left_and_right(self, view, turn):
        """The person's left is on the viewer's right in front, on the viewer's left behind."""
        for shape in views()[view].shapes:
            across = [x for x, _ in corners(shape.d)]
            wanted = turn if shape.side is Side.LEFT else -turn

            assert min(wanted * x for x in across) >= 0
            assert max(wanted * x for x in across) > 0

    def test_sides_mirror_each_other(self):
        """The same numbers on both sides, except for the sign of x."""
        for view in views():
            by_side = {
                side: {one.region: corners(one.d) for one in view.shapes if one.side is side}
                for side in SIDES
            }

            assert by_side[Side.LEFT] == {
                region: [(-x, y) for x, y in points]
                for region, points in by_side[Side.RIGHT].items()
            }

    @pytest.mark.parametrize("view", [0, 1])
    def test_regions_fill_the_outline_and_keep_inside(self, view):
        """Each place inside the outline lies in a region, and no place outside does."""
        one = views()[view]
        half = one.outline.index("M", 1)
        outline = flat(one.outline[:half] + "Z")
        right = Side.LEFT if one.left_is_right else Side.RIGHT
        regions = [flat(shape.d) for shape in one.shapes if shape.side is right]
        for x in range(1, 200, 6):
            for y in range(14, 800, 6):
                inside = is_inside(outline, x, y)
                hits = sum(is_inside(region, x, y) for region in regions)

                assert inside == (hits > 0) or is_near(outline, x, y), (x, y, inside, hits)

    @pytest.mark.parametrize(
        "curves, regions",
        [
            (_body_shapes._FRONT, _body_shapes._FRONT_REGIONS),
            (_body_shapes._BACK, _body_shapes._BACK_REGIONS),
        ],
        ids=["front", "back"],
    )
    def test_lines_have_no_gaps(self, curves, regions):
        """Each section begins where the one before ends; a line closes at the middle or nowhere."""
        read = read_curves(curves)
        for region, text in regions.items():
            pieces = sections(read, text)
            closing = pieces[-1].end, pieces[0].start

            assert all(one.end == two.start for one, two in pairwise(pieces)), region
            assert closing[0] == closing[1] or [0, 0] == [one.x for one in closing], region


def corners(d: str) -> list[tuple[float, float]]:
    """Every point that a path names, handles too."""
    numbers = [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", d)]
    return [(x + 0.0, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]


def flat(d: str) -> list[tuple[float, float]]:
    """A closed path as a polygon."""
    start, *rest = corners(d)
    found = [start]
    for place in range(0, len(rest), 3):
        a, (b, c, e) = found[-1], rest[place : place + 3]
        for step in range(1, 7):
            t = step / 6
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
            x, y = (
                sum(w * p[axis] for w, p in zip(weights, (a, b, c, e), strict=True))
                for axis in (0, 1)
            )
            found.append((x, y))
    return found


def is_inside(polygon: list[tuple[float, float]], x: float, y: float) -> bool:
    """Whether a polygon goes around a point."""
    inside = False
    for (x1, y1), (x2, y2) in pairwise([*polygon, polygon[0]]):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def is_near(polygon: list[tuple[float, float]], x: float, y: float) -> bool:
    """Whether a point lies on the line, or so near that rounding decides."""
    around = [(x + a, y + b) for a in (-1, 0, 1) for b in (-1, 0, 1)]
    return len({is_inside(polygon, *one) for one in around}) > 1


class TestCurves:
    """Lines through points."""

    def test_a_curve_passes_through_its_points(self):
        """Whatever its handles are."""
        [curve] = read_curves("one a:0,0 3,4 b:10,4\n").values()

        assert [(0, 0), (3, 4)] == [one.start for one in curve.pieces]
        assert (10, 4) == curve.pieces[-1].end

    def test_a_closed_curve_has_no_corner(self):
        """It leaves its first point in the direction in which it comes back."""
        [ring] = read_curves("ring 0,0 4,1 5,5 1,4 0,0").values()
        arriving, leaving = ring.pieces[-1], ring.pieces[0]
        back = (arriving.end.x - arriving.second.x, arriving.end.y - arriving.second.y)
        forth = (leaving.first.x - leaving.start.x, leaving.first.y - leaving.start.y)

        assert abs(back[0] * forth[1] - back[1] * forth[0]) < 1e-9
        assert back[0] * forth[0] + back[1] * forth[1] > 0

    def test_a_section_runs_both_ways(self):
        """Neighbors that follow a border in opposite directions draw the same line."""
        curves = read_curves("edge a:0,0 2,3 b:5,4 c:9,1")
        forth, back = sections(curves, "edge:a>b"), sections(curves, "edge:b>a")

        assert forth == tuple(one.back() for one in reversed(back))

    def test_a_name_is_one_point_in_all_curves(self):
        """A curve may begin at a point of another; a line that is indented goes on."""
        curves = read_curves("one a:0,0 b:5,5\ntwo b\n  9,9\n")

        assert "M5 5C7 7 8 8 9 9" == path(curves["two"].pieces)

    def test_numbers_are_short(self):
        """One decimal, no negative zero."""
        [curve] = read_curves("one 0,0 0.04,1 0,2").values()
        drawn_back = path(curve.pieces, mirrored=True)

        assert drawn_back.startswith("M0 0C")
        assert re.search(r"-0(?!\.)|\.\d\d|\.0", drawn_back) is None


# --- what it says -------------------------------------------------------------------------------


def closed(screening: Screening, region: Region, side: Side) -> bool:
    """Whether a rule closes a place."""
    return any(
        one.pressure_cap is PressureCap.NO_PRESSURE and one.covers(region, side)
        for one in screening.restrictions
    )


def limited(screening: Screening, region: Region, side: Side, *, general: bool) -> bool:
    """Whether a rule for everyone, or one of this person, limits the work at a place."""
    everyone = {one.rule_id for one in screening.general}
    return any(
        (one.rule_id in everyone) is general
        and (one.pressure_cap is not None or one.technique_ids)
        and one.covers(region, side)
        for one in screening.restrictions
    )


def touched(answer) -> set[tuple[Region, Side]]:
    """The places that sessions touch."""
    sessions = answer.sessions if isinstance(answer, TreatmentPlan) else ()
    halves = {Side.LEFT: [Side.LEFT], Side.RIGHT: [Side.RIGHT]}
    return {
        (region, side)
        for session in sessions
        for step in session.steps
        for region in step.touches()
        for side in halves.get(step.side, SIDES)
        if not region.is_group
    }


class TestLaws:
    """What holds for the map of anybody."""

    @given(PEOPLE)
    def test_avoid_exactly_where_closed(self, person):
        """A place is drawn avoid where a rule closes it or the screening stops treatment."""
        answer = outline_plan(person)
        found = statuses(answer)
        stopped = answer.screening.stops_treatment

        for place in PLACES:
            assert (found[place] == "avoid") is (stopped or closed(answer.screening, *place))

    @given(PEOPLE)
    def test_planned_exactly_where_touched(self, person):
        """A place is drawn planned where a session touches it, with caution under own limits."""
        answer = outline_plan(person)
        found = statuses(answer)
        planned = {place for place, one in found.items() if one.startswith("planned")}

        assert touched(answer) == planned
        for place in planned:
            if limited(answer.screening, *place, general=False):
                assert "planned-with-caution" == found[place]

    @given(PEOPLE)
    def test_the_rest(self, person):
        """Elsewhere own limits show as caution, general ones as care; nothing shows as clear."""
        answer = outline_plan(person)
        found = statuses(answer)

        for place in set(PLACES) - touched(answer):
            if found[place] == "avoid":
                continue
            own = limited(answer.screening, *place, general=False)
            general = limited(answer.screening, *place, general=True)
            expected = "caution" if own else "general-care" if general else "not-assessed"

            assert expected == found[place]

    @given(PEOPLE, st.booleans())
    def test_no_notice_is_lost(self, person, show):
        """Every map of a plan or a refusal carries every notice, printed or not."""
        answer = outline_plan(person)

        assert () == verify_disclaimers(svg(answer, show_notices=show), answer)

    @given(PEOPLE)
    def test_the_same_answer_the_same_text(self, person):
        """Bytes depend on the answer alone."""
        assert svg(outline_plan(person)) == svg(outline_plan(person))

    @given(PEOPLE)
    def test_a_screening_is_drawn_like_its_plan_without_the_work(self, person):
        """What is not planned is drawn alike."""
        answer = outline_plan(person)
        bare = statuses(answer.screening)

        assert not any(one.startswith("planned") for one in bare.values())
        work = touched(answer)
        for place, status in statuses(answer).items():
            if place not in work:
                assert status == bare[place]

    @given(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
        st.sampled_from(["<script>alert(1)</script>", "]]>", '"&amp;', "\x00\x0b", ""]),
    )
    def test_any_text_stays_text(self, odd, hostile):
        """Names from a catalog, and a clinic's words, never become markup or break the file."""
        name = f"x{odd}{hostile}"
        rule = evolve(READY.screening.fired[0], name=name)
        answer = evolve(
            READY,
            complaint_names=[name],
            screening=evolve(READY.screening, fired=[rule, *READY.screening.fired[1:]]),
        )
        text = svg(answer)
        known = {one.tag for one in parsed(svg(READY)).iter()}

        text.encode()
        assert known == {one.tag for one in parsed(text).iter()}


class TestWords:
    """What titles, notes and the legend say."""

    def test_planned(self):
        """The most pressure of all sessions, and the techniques."""
        title = said(READY, "back-left-lower-back")

        assert re.match(r"Left lower back, back: planned, up to \w+ pressure \(.*massage", title)

    def test_pressure_is_the_most_planned(self):
        """Of all steps at a place, on that side."""
        for region, side in sorted(touched(READY)):
            most = max(
                step.pressure
                for session in READY.sessions
                for step in session.steps
                if region in step.touches() and step.side in (side, Side.BOTH, Side.MIDLINE)
            )
            titles = [
                shape.findtext(f"{SVG}title") or ""
                for id, shape in drawn(READY).items()
                if id.endswith(f"-{side}-{region}") and id.count("-") == region.count("-") + 2
            ]

            assert titles
            assert all(f"up to {most} pressure" in one for one in titles)

    def test_avoid_names_the_rule(self):
        """A closed place says what closes it."""
        title = said(READY, "front-right-lower-leg")

        assert title.startswith("Right lower leg, front: avoid, no hands-on work (Open wound")

    def test_general_care(self):
        """What holds for everyone is told apart from what holds for this person."""
        assert "Left groin, front: care as with everyone, at most moderate pressure" in said(
            READY, "front-left-groin"
        )

    def test_not_assessed(self):
        """It is not called clear."""
        assert "Left hand, front: not assessed, no work planned" == said(READY, "front-left-hand")

    def test_own_limits(self):
        """Everywhere, and where work is planned."""
        plan = plan_for(BACK, present=["anticoagulant-therapy"])

        assert "planned-with-caution" == statuses(plan)[Region.LOWER_BACK, Side.LEFT]
        assert "; at most light pressure, " in said(plan, "back-left-lower-back")
        assert "caution, at most light pressure, " in said(plan, "front-left-hand")
        assert any(one.startswith("Everywhere: at most light pressure") for one in words(plan))

    def test_the_strictest_of_all_limits(self):
        """A limit of this person does not widen one that holds for everyone."""
        mine = Restriction(rule_id="x", regions=["shoulder"], pressure_cap="moderate")
        found = evolve(READY.screening, restrictions=[*READY.screening.restrictions, mine])
        title = said(found, "front-left-armpit")

        assert title.startswith("Left armpit, front: caution, at most light pressure, ")
        assert "(x; care as with everyone), no work planned" in title
        assert "caution, at most moderate pressure (x), no" in said(found, "front-left-shoulder")

    def test_one_technique_blocked(self):
        """A limit without a cap counts what it rules out; one on positions alone paints nothing."""
        blocked = Restriction(rule_id="x", regions=["hand"], technique_ids=["swedish-massage"])
        turned = Restriction(rule_id="y", regions=["thigh"], positions_avoid=["prone"])
        found = evolve(READY.screening, restrictions=[blocked, turned])

        assert "caution, 1 technique ruled out (x), no" in said(found, "back-left-hand")
        assert "not-assessed" == statuses(found)[Region.THIGH, Side.LEFT]
        assert "Positions to avoid: prone." in words(found)

    def test_provisional(self):
        """Open questions and a place that nobody gave are told above it and at the place."""
        lines = words(PROVISIONAL)
        title = said(PROVISIONAL, "front-left-elbow")

        assert "Body map of a provisional plan outline: Tendonitis" == lines[0]
        assert "Questions are open: no hands-on session before they are answered." in lines
        assert any(one.startswith("Place not known yet: no hands-on work") for one in lines)
        assert "planned with caution, up to" in title
        assert "may hold here, place not known yet: no hands-on work" in title
        assert "the place of the complaint is not known yet" in title
        assert "not before the open questions are answered" in title

    def test_a_place_not_known_in_one_session(self):
        """It is not known, whatever other sessions say."""
        *before, last = PROVISIONAL.phases[1].sessions
        phases = [
            evolve(one, sessions=[*before, evolve(last, place_is_known=True)])
            if one is PROVISIONAL.phases[1]
            else one
            for one in PROVISIONAL.phases
        ]
        plan = evolve(PROVISIONAL, phases=phases)

        assert "is not known yet" in said(plan, "front-left-elbow")

    def test_a_side_still_to_be_asked(self):
        """It does not stop the session, so the note does not say so."""
        plan = plan_for(Complaint("frozen-shoulder", stage="chronic"))

        assert "Still to be asked of a complaint: side." in words(plan)

    def test_stopped(self):
        """Where treatment stops, every place is closed and the first note says what to do."""
        lines = words(REFUSED)

        assert "Body map, no plan (postpone): Neck pain" == lines[0]
        assert "No hands-on session: not today." == lines[1]
        assert {"avoid"} == set(statuses(REFUSED).values())

    def test_stopped_without_closing(self):
        """A place that no rule closes says which decision stops the session."""
        found = evolve(screen(Intake(complaints=["neck-pain"])), decision="refer")

        assert "Left hand, front: avoid, no hands-on session (refer)" == said(
            found, "front-left-hand"
        )
        assert "Body map of a screening: refer" == words(found)[0]

    def test_refused_for_a_closed_place(self):
        """Every complaint closed: no plan, and the rest of the body is not drawn as closed."""
        wound = Finding("open-wound-or-ulcer", regions=["lower-back"])
        answer = outline_plan(no_to_rest(Intake(complaints=[BACK], present=[wound])))

        assert isinstance(answer, Withheld)
        assert f"No plan: {answer.action.meaning}." == words(answer)[1]
        assert "avoid" == statuses(answer)[Region.LOWER_BACK, Side.LEFT]
        assert "not-assessed" == statuses(answer)[Region.HAND, Side.LEFT]

    def test_assumed_answers_are_told(self):
        """A number, in the right grammar."""
        one = evolve(READY.screening, assumed=["pregnancy"])

        assert any("answers were set to no in bulk" in line for line in words(READY))
        assert "1 answer was set to no in bulk: confirm before hands-on work." in words(one)

    def test_description_tells_all(self):
        """Whoever does not see the picture is told every place, once."""
        told = parsed(svg(READY)).findtext(f"{SVG}desc") or ""
        for place in places(READY):
            said_once = f"{place.words[0].upper()}{place.words[1:]}: "
            where = told.partition(said_once)[2].partition(".")[0]

            assert 1 == told.count(said_once)
            assert region_name(place.region) in where

    def test_legend(self):
        """Every status is explained in words, whether it occurs or not."""
        for answer in (READY, PROVISIONAL, REFUSED, REFUSED.screening):
            assert set(LEGEND.values()) <= set(words(answer))

    def test_notices_printed_or_not(self):
        """They are printed unless the page does it; a screening has none."""
        first = READY.disclaimers[1].text

        assert first in words(READY)
        assert first not in words(READY, show_notices=False)
        assert first in (parsed(svg(READY, show_notices=False)).findtext(f"{SVG}metadata") or "")
        assert None is parsed(svg(READY.screening)).find(f"{SVG}metadata")


# --- the file -----------------------------------------------------------------------------------


class TestFile:
    """A picture that stands alone, or inside a page."""

    @pytest.mark.parametrize("answer", [READY, PROVISIONAL, REFUSED, READY.screening])
    def test_nothing_from_outside(self, answer):
        """No scripts, no links, nothing to fetch, nothing that moves."""
        root = parsed(svg(answer))
        allowed = {*ALLOWED.split()}

        assert allowed >= {one.tag.removeprefix(SVG) for one in root.iter()}
        for one in root.iter():
            for name, value in one.attrib.items():
                assert not name.startswith("on")
                assert "href" not in name
                assert re.search(r"url\((?!#)", value) is None
        assert re.search(r"url|import|@font", root.findtext(f"{SVG}style") or "") is None

    def test_ids(self):
        """Each is there once, begins with the prefix, and every reference leads to one."""
        text = svg(READY, prefix="left_map-2")
        ids = re.findall(r'\bid="([^"]*)"', text)
        used = {*re.findall(r"url\(#([^)]*)\)", text)}
        [labels] = re.findall(r'aria-labelledby="([^"]*)"', text)

        assert sorted(set(ids)) == sorted(ids)
        assert all(one == "left_map-2" or one.startswith("left_map-2-") for one in ids)
        assert {*used, *labels.split()} <= set(ids)
        assert len(Status) == len(used)

    def test_two_maps_on_one_page(self):
        """Their ids differ, and neither styles the other."""
        one, two = svg(READY, prefix="before"), svg(READY, prefix="after")
        ids = [set(re.findall(r'\bid="([^"]*)"', text)) for text in (one, two)]

        assert set() == ids[0] & ids[1]
        for line in (parsed(one).findtext(f"{SVG}style") or "").splitlines():
            if "{" in line and "@" not in line:
                assert line.strip().startswith("#before ")

    def test_stable_ids(self):
        """View, side, region."""
        assert "front-left-shoulder" in drawn(READY)
        assert '<path id="body-front-left-shoulder" ' in svg(READY)

    def test_an_image_with_a_name(self):
        """For screen readers: an image, its title and its description; it scales."""
        root = parsed(svg(READY))

        assert "img" == root.attrib["role"]
        assert "body-title body-description" == root.attrib["aria-labelledby"]
        assert {"width", "height"}.isdisjoint(root.attrib)
        assert "0 0 820" == root.attrib["viewBox"].rpartition(" ")[0]

    def test_a_long_title_is_broken_into_lines(self):
        """Three complaints do not run over the edge; no word of the title is lost."""
        answer = plan_for(
            BACK, Complaint("neck-pain", stage="chronic"), Complaint("frozen-shoulder", side="left")
        )
        title = parsed(svg(answer)).findtext(f"{SVG}title") or ""
        bold = [
            one for one in parsed(svg(answer)).findall(f"{SVG}text") if one.get("font-size") == "17"
        ]

        assert len(title) > 74
        assert title == " ".join(one.text or "" for one in bold)
        assert all(len(one.text or "") <= 74 for one in bold)
        assert len(bold) == len({one.get("y") for one in bold})

    def test_hatchings_differ(self):
        """Each status has a pattern of its own, so it can be read in gray."""
        tiles = {
            one.attrib["id"]: tuple(
                sorted((name, value) for name, value in ink.attrib.items() if name in "drcxcy")
                for ink in one
                if ink.tag != f"{SVG}rect"
            )
            for one in parsed(svg(READY)).iter(f"{SVG}pattern")
        }
        drawn_tiles = [repr(one) for one in tiles.values()]

        assert len(Status) == len(set(drawn_tiles))

    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_contrast(self, theme):
        """3 to 1 or more between a hatching and its ground, 7 to 1 for text."""
        for status, ink in paint.INK.items():
            ground = getattr(paint.GROUND[status], theme)

            assert 3 <= contrast(getattr(ink, theme), ground), status
        paper = getattr(paint.PAPER, theme)
        strong = (Status.AVOID, Status.PLANNED, Status.PLANNED_WITH_CAUTION)
        for status in strong:
            assert 3 <= contrast(getattr(paint.GROUND[status], theme), paper)
        assert 3 <= contrast(getattr(paint.OUTLINE, theme), paper)
        assert 3 <= contrast(getattr(paint.BORDER, theme), getattr(paint.BODY, theme))
        assert 7 <= contrast(getattr(paint.TEXT, theme), paper)

    def test_in_gray(self):
        """Avoid and planned differ from each other and from the bare body without any color."""
        shades = [
            luminance(paint.GROUND[one].light)
            for one in (Status.AVOID, Status.PLANNED, Status.NOT_ASSESSED)
        ]

        assert shades[0] + 0.05 < shades[1] < shades[2] - 0.5

    @pytest.mark.parametrize("prefix", ["", "2", "a b", "a<", "é", "-a", "a.b", 3, None])
    def test_prefix_refused(self, prefix):
        """What cannot begin an id is refused, with what was seen."""
        with pytest.raises(DataError, match=r"prefix: expected a letter"):
            svg(READY, prefix=prefix)

    @pytest.mark.parametrize("answer", [None, "plan", READY.intake])
    def test_answer_refused(self, answer):
        """Another class is refused, without its contents."""
        with pytest.raises(DataError, match="expected a TreatmentPlan, a Withheld or a Screen"):
            svg(answer)

    def test_all_that_is_wrong_at_once(self):
        """Both arguments are looked at."""
        with pytest.raises(DataError) as caught:
            svg(READY.intake, prefix="")

        assert ["answer", "prefix"] == [one.where for one in caught.value.faults]


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    """Contrast ratio as WCAG 2 defines it."""
    dark, light = sorted((luminance(one), luminance(two)))
    return (light + 0.05) / (dark + 0.05)
