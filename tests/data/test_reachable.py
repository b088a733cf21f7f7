"""
No orphans: each record about the body, its complaints and its care is reached from another one.

References that lead nowhere are faults of loading; here it is the other way round.
"""

from medmassage.catalog import default_catalog
from medmassage.knowledge import ROOT_TECHNIQUE
from medmassage.matching import match_techniques
from medmassage.model.intake import Complaint, Intake
from medmassage.screening import no_to_rest
from medmassage.vocabulary import Stage

CATALOG = default_catalog()
CONDITIONS = tuple(CATALOG.conditions.values())
TECHNIQUES = tuple(CATALOG.techniques.values())
IMPAIRMENTS = tuple(CATALOG.impairments.values())

ANY_COMPLAINT = {"groc"}
"""Measures of change as a whole: they fit any complaint, so no record names them."""


def test_every_impairment_is_acted_on():
    """Some technique acts on each impairment."""
    acted_on = {id for one in TECHNIQUES for id in one.impairment_ids}

    assert acted_on == set(CATALOG.impairments)


def test_what_is_usual_for_a_condition_is_acted_on_by_a_technique_of_ours():
    """Each impairment that is usual for a condition is one that a matched technique acts on."""
    acted_on = {id for one in TECHNIQUES if one.id != ROOT_TECHNIQUE for id in one.impairment_ids}

    assert set() == {id for one in CONDITIONS for id in one.impairment_ids} - acted_on


def test_techniques_and_targets_say_the_same():
    """What a technique acts on has records that say on what basis, and these name nothing else."""
    acts_on = {(one.id, id) for one in TECHNIQUES for id in one.impairment_ids}
    targets = {(one.technique_id, one.impairment_id) for one in CATALOG.technique_targets.values()}

    assert acts_on == targets


def test_every_measure_fits_something():
    """Each measure is named by a condition or an impairment, or fits any complaint."""
    named = {
        *(id for one in (*CONDITIONS, *IMPAIRMENTS) for id in one.outcome_measure_ids),
        *(each.outcome_measure_id for one in CONDITIONS for each in one.recommended_measures),
    }

    assert ANY_COMPLAINT == set(CATALOG.outcome_measures) - named


def test_every_recommended_measure_fits_its_condition():
    """A measure that is recommended for a condition is among those that fit it."""
    strays = [
        (one.id, each.outcome_measure_id)
        for one in CONDITIONS
        for each in one.recommended_measures
        if each.outcome_measure_id not in one.outcome_measure_ids
    ]

    assert [] == strays


def test_every_body_system_has_benefits_and_conditions():
    """Each body system has a claimed benefit and a condition, so each benefit is reached."""
    systems = set(CATALOG.body_systems)

    assert systems == {one.body_system_id for one in CATALOG.benefits.values()}
    assert systems == {id for one in CONDITIONS for id in one.body_system_ids}


def test_findings_on_a_benefit_are_named_by_it():
    """A finding that speaks to a benefit is among the findings behind the benefit."""
    strays = [
        (one.id, id)
        for one in CATALOG.evidence.values()
        for id in one.benefit_ids
        if one.id not in CATALOG.benefits[id].evidence_ids
    ]

    assert [] == strays


def test_every_finding_is_about_something():
    """A finding is on a condition, a benefit or other people that it describes."""
    assert [] == [
        one.id
        for one in CATALOG.evidence.values()
        if not (one.condition_ids or one.benefit_ids or one.population)
    ]


def test_every_condition_has_a_technique_and_every_technique_a_condition():
    """Healthy people with a chronic complaint are matched; between them with every technique."""
    accepted = {}
    for condition in CONDITIONS:
        intake = no_to_rest(
            Intake(complaints=[Complaint(condition.id, stage=Stage.CHRONIC, side="left")])
        )
        accepted[condition.id] = {one.technique_id for one in match_techniques(intake).accepted}

    assert {"other"} == {id for id, found in accepted.items() if not found}
    assert set().union(*accepted.values()) == set(CATALOG.techniques) - {ROOT_TECHNIQUE}
