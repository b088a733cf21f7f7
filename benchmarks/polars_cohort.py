"""
The decision and the mask of allowed techniques, by hand in Polars.

The same answers as `medmassage.cohort` gives, for people with one complaint of whom no place and no
side is known; Polars says nothing of other people here. Ids are looked up once; questions are bits
of four words, and what a rule blocks stands beside each pair of a question and a condition, for
each of the usual places of the condition. What can be worked out before people come is worked out
before, from the same tables as the engine's.
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

import numpy as np
import polars as pl

from medmassage.cohort._tables import DECISIONS, STAGES, Tables
from medmassage.vocabulary import Decision, Stage

COLUMNS = ("complaints", "stages", "present", "absent", "unknown", "allergies", "age_years")
"""The columns that are read."""
WORDS = 4
"""Words of 64 bits for the questions."""
LANES = 8
"""Usual places of a condition, 16 bits each."""
_ACUTE = STAGES.index(Stage.ACUTE)


class PolarsCohort:
    """Decision and allowed techniques of the people in a data frame."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.closure = [_mask({one, *tables.implied[one]}) for one in range(self._questions)]
        self.yes = self._answers()
        self.conditions = self._conditions()
        self.blocks = self._blocks()
        self.codes = pl.DataFrame(
            {
                "id": tables.question_ids,
                "question": np.arange(self._questions, dtype=np.uint16),
                **_words("bit", [1 << one for one in range(self._questions)]),
            }
        )

    @property
    def _questions(self) -> int:
        return len(self.tables.question_ids)

    # --- before people come -------------------------------------------------------------------

    def _answers(self) -> pl.DataFrame:
        """For each question all that a yes to it answers with yes."""
        return pl.DataFrame(
            {"id": self.tables.question_ids, **_words("yes", self.closure)},
        )

    def _conditions(self) -> pl.DataFrame:
        """For each condition and stage what its naming answers and asks, and what fits it."""
        tables, rows = self.tables, []
        for at, id in enumerate(tables.condition_ids):
            for stage_at, stage in enumerate(STAGES):
                acute = tables.when_acute[at] if stage_at == _ACUTE else []
                answered = {*tables.answers_yes[at].tolist(), *map(int, acute)}
                placeless = answered if not tables.usual_spots[at] else set()
                first = tables.when_acute[at].tolist() if stage is None else ()
                rows.append(
                    {
                        "complaint": id,
                        "stage": None if stage is None else stage.value,
                        "condition": at,
                        "asks_where": bool(tables.asks_where[at]),
                        "answered": _mask(answered),
                        "said": reduce(or_, (self.closure[one] for one in answered), 0),
                        "bare": reduce(or_, (self.closure[one] for one in placeless), 0),
                        "concern": _mask(
                            {*tables.everyone.tolist(), *tables.concerns[at].tolist()}
                        ),
                        "first": _mask(first),
                        "lanes": self._lanes(at, stage_at, answered),
                        "avoided": self._avoided(answered),
                    }
                )
        plain = [
            one
            for one in rows[0]
            if one not in ("answered", "said", "bare", "concern", "first", "lanes")
        ]
        columns: dict[str, Any] = {name: [one[name] for one in rows] for name in plain}
        for name in ("answered", "said", "bare", "concern", "first"):
            columns |= _words(name, [one[name] for one in rows])
        columns |= _words("open", [one["lanes"] for one in rows], LANES * 16 // 64)
        return pl.DataFrame(columns).with_columns(
            pl.col("condition").cast(pl.UInt16), pl.col("avoided").cast(pl.UInt8)
        )

    def _places(self, condition: int) -> list[int]:
        places = int(self.tables.usual[condition])
        return [one for one in range(64) if places >> one & 1]

    def _lanes(self, condition: int, stage: int, answered: Iterable[int]) -> int:
        """The techniques open at each usual place, before anybody says more."""
        tables, found = self.tables, 0
        for lane, place in enumerate(self._places(condition)):
            closed = int(tables.always[place])
            for question in answered:
                closed |= self._closed(question, place)
                closed |= self._reported(question, condition, place)
            free = int(tables.used[place]) & ~closed & int(tables.fitting[condition, stage])
            found |= free << (16 * lane)
        return found

    def _closed(self, question: int, place: int) -> int:
        """What the rules that a yes fires block at a place, wherever the finding is."""
        tables = self.tables
        fired = (rule for one in _bits(self.closure[question]) for rule in tables.triggers[one])
        return reduce(or_, (int(tables.fixed[rule, place]) for rule in fired), 0)

    def _reported(self, question: int, condition: int, place: int) -> int:
        """What a complaint that answers a question with yes blocks at its own usual places."""
        reported, spots = self.tables.reported, int(self.tables.usual_spots[condition])
        _, limits = reported.by_question.at(np.array([question]))
        found = 0
        for limit in limits:
            covered = reduce(or_, (int(reported.covers[limit, spot]) for spot in _bits(spots)), 0)
            if covered >> place & 1:
                found |= int(reported.blocked[limit])
        return found

    def _avoided(self, questions: Iterable[int]) -> int:
        tables = self.tables
        return reduce(
            or_,
            (
                int(tables.avoided[rule])
                for question in questions
                for one in _bits(self.closure[question])
                for rule in tables.triggers[one]
            ),
            int(tables.always_avoided),
        )

    def _blocks(self) -> pl.DataFrame:
        """For each question and condition what a yes blocks at the usual places."""
        tables = self.tables
        pairs = [
            (question, at)
            for question in range(self._questions)
            for at in range(len(tables.condition_ids))
        ]
        masks = [
            sum(
                self._closed(question, place) << (16 * lane)
                for lane, place in enumerate(self._places(at))
            )
            for question, at in pairs
        ]
        return pl.DataFrame(
            {
                "question": np.array([one for one, _ in pairs], dtype=np.uint16),
                "condition": np.array([one for _, one in pairs], dtype=np.uint16),
                "avoid": np.array([self._avoided([one]) for one, _ in pairs], dtype=np.uint8),
                **_words("block", masks, LANES * 16 // 64),
            }
        )

    # --- people -------------------------------------------------------------------------------

    def __call__(self, people: pl.DataFrame) -> pl.DataFrame:
        """The columns `decision` and `allowed_mask` of some people."""
        table = self._waiting(self._answered(people.with_row_index("row")))
        table = table.with_columns(self._open(), self._decided())
        rank = pl.when(pl.col("waiting") & (pl.col("rank") < Decision.INCOMPLETE.rank))
        table = table.with_columns(
            rank.then(Decision.INCOMPLETE.rank).otherwise(pl.col("rank")).alias("rank")
        )
        return table.select(
            pl.col("rank")
            .replace_strict(dict(enumerate(one.value for one in DECISIONS)))
            .alias("decision"),
            self._allowed().alias("allowed_mask"),
        )

    def _answered(self, people: pl.DataFrame) -> pl.DataFrame:
        """Everything that was said, as words."""
        table = people.select(
            "row",
            pl.col("complaints").list.get(0).alias("complaint"),
            pl.col("stages").list.get(0).alias("stage"),
            (pl.col("allergies").list.len() > 0).alias("allergic"),
            pl.col("age_years").alias("age"),
        ).join(
            self.conditions,
            on=["complaint", "stage"],
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        present = people.select("row", pl.col("present").alias("id")).explode("id").drop_nulls()
        present = present.join(self.yes, on="id").join(self.codes, on="id")
        present = present.join(table.select("row", "condition"), on="row")
        present = present.join(self.blocks, on=["question", "condition"])
        names = [f"{name}{word}" for name in ("yes", "bit") for word in range(WORDS)]
        names += [f"block{word}" for word in range(LANES * 16 // 64)] + ["avoid"]
        found = present.group_by("row").agg(pl.col(names).bitwise_or())
        table = table.join(found, on="row", how="left", maintain_order="left")
        table = table.with_columns(pl.col(names).fill_null(0))
        for name in ("absent", "unknown"):
            said = people.select("row", pl.col(name).alias("id")).explode("id").drop_nulls()
            bits = [
                pl.col(f"bit{word}").bitwise_or().alias(f"{name}{word}") for word in range(WORDS)
            ]
            said = said.join(self.codes, on="id").group_by("row").agg(bits)
            table = table.join(said, on="row", how="left", maintain_order="left")
        return table.with_columns(pl.col("^(absent|unknown).$").fill_null(0)).with_columns(
            *self._all_yes()
        )

    def _all_yes(self) -> Iterable[pl.Expr]:
        """Add the yes of the complaint, of the age and of allergies, with all that they imply."""
        tables = self.tables
        allergies = reduce(or_, (self.closure[one] for one in tables.allergies), 0)
        other = [(pl.col("allergic"), allergies)]
        no: list[tuple[pl.Expr, int]] = []
        for one in tables.aged:
            yes = _within(one.yes) if one.yes else pl.lit(value=False)
            other.append((yes, self.closure[one.question]))
            if one.no:
                no.append((_within(one.no) & ~yes.fill_null(value=False), 1 << one.question))
        for word in range(WORDS):
            more = _chosen(other, word)
            yield (pl.col(f"yes{word}") | pl.col(f"said{word}") | more).alias(f"yes{word}")
            yield (pl.col(f"yes{word}") | pl.col(f"bare{word}") | more).alias(f"placeless{word}")
            yield (pl.col(f"absent{word}") | _chosen(no, word)).alias(f"absent{word}")

    def _waiting(self, table: pl.DataFrame) -> pl.DataFrame:
        """Add the questions that a complaint brings up and nobody answered."""
        table = table.with_columns(
            (pl.col(f"absent{word}") & ~pl.col(f"yes{word}")).alias(f"no{word}")
            for word in range(WORDS)
        )
        below = [
            (_has("no", one), _mask(under))
            for one, under in enumerate(self.tables.below)
            if len(under)
        ]
        table = table.with_columns(
            (pl.col(f"no{word}") | _chosen(below, word)).alias(f"no{word}") for word in range(WORDS)
        )
        return table.with_columns(
            (
                pl.col(f"concern{word}")
                & ~pl.col(f"yes{word}")
                & (~pl.col(f"no{word}") | pl.col(f"unknown{word}"))
            ).alias(f"waiting{word}")
            for word in range(WORDS)
        )

    def _open(self) -> pl.Expr:
        """Whether anything is open that needs an answer or a place."""
        tables = self.tables
        waiting = [pl.col(f"waiting{word}") for word in range(WORDS)]
        unknown = [pl.col(f"unknown{word}") & ~pl.col(f"yes{word}") != 0 for word in range(WORDS)]
        first = [waiting[word] & pl.col(f"first{word}") != 0 for word in range(WORDS)]
        gates: dict[tuple[int, ...], int] = {}
        for one, above in enumerate(tables.above):
            gates[above] = gates.get(above, 0) | 1 << one
        ready = [_any(waiting, mask) & self._ready(above) for above, mask in gates.items()]
        needing = _mask(
            one
            for one, rules in enumerate(tables.triggers)
            if len(rules) and tables.needs_place[rules].any()
        )
        own = [
            pl.col(f"placeless{word}") & (pl.col(f"bit{word}") | ~pl.col(f"answered{word}"))
            for word in range(WORDS)
        ]
        found = [*unknown, *first, *ready, _any(own, needing), pl.col("asks_where")]
        return reduce(or_, found).alias("waiting")

    def _ready(self, above: tuple[int, ...]) -> pl.Expr:
        """Whether the broader question was answered yes or unknown, or is not there."""
        ready = pl.lit(value=True)
        for one in reversed(above):
            yes, unknown = _has("yes", one), _has("unknown", one)
            ready = pl.when(yes | _has("concern", one)).then(yes | unknown).otherwise(ready)
        return ready

    def _decided(self) -> pl.Expr:
        """The rank of the decision that the yes answers bring."""
        tables = self.tables
        words = [pl.col(f"yes{word}") for word in range(WORDS)]
        bringing: dict[int, list[pl.Expr]] = {}
        for rank, rules in tables.deciding:
            questions = _mask(
                one for one, some in enumerate(tables.triggers) if set(some) & set(rules)
            )
            bringing.setdefault(rank, []).append(_any(words, questions))
        for one in tables.broad:
            unexplained = _has("yes", one.question) & ~_any(words, _mask(one.narrow.tolist()))
            if one.about_allergies:
                unexplained &= ~pl.col("allergic")
            bringing.setdefault(one.decision, []).append(unexplained)
        decided: Any = pl.lit(0)
        for rank in sorted(bringing):
            decided = pl.when(reduce(or_, bringing[rank])).then(rank).otherwise(decided)
        return decided.alias("rank")

    def _allowed(self) -> pl.Expr:
        """The techniques open at any of the usual places."""
        lanes = [
            (pl.col(f"open{word}") & ~pl.col(f"block{word}")) // (1 << 16 * lane) & 0xFFFF
            for word in range(LANES * 16 // 64)
            for lane in range(4)
        ]
        free = reduce(or_, lanes)
        avoided = pl.col("avoided") | pl.col("avoid")
        for place, own in enumerate(self.tables.positions):
            if own:
                gone = (pl.lit(own, pl.UInt8) & ~avoided) == 0
                free &= pl.when(gone).then(0xFFFF ^ 1 << place).otherwise(0xFFFF)
        stopped = pl.col("rank") > Decision.INCOMPLETE.rank
        return pl.when(stopped).then(0).otherwise(free).cast(pl.Int64)


def _mask(places: Iterable[int]) -> int:
    return reduce(or_, (1 << int(one) for one in places), 0)


def _bits(mask: int) -> list[int]:
    return [one for one in range(mask.bit_length()) if mask >> one & 1]


def _words(name: str, masks: list[int], count: int = WORDS) -> dict[str, Any]:
    """Masks as columns of 64 bits."""
    return {
        f"{name}{word}": np.array([one >> 64 * word & (1 << 64) - 1 for one in masks], np.uint64)
        for word in range(count)
    }


def _word(mask: int, word: int) -> pl.Expr:
    return pl.lit(mask >> 64 * word & (1 << 64) - 1, dtype=pl.UInt64)


def _has(name: str, question: int) -> pl.Expr:
    return pl.col(f"{name}{question // 64}") & _word(1 << question, question // 64) != 0


def _any(words: list[pl.Expr], mask: int) -> pl.Expr:
    """Whether one of some questions is in words."""
    touched = [word for word in range(WORDS) if mask >> 64 * word & (1 << 64) - 1]
    found = [words[word] & _word(mask, word) != 0 for word in touched]
    return reduce(or_, found) if found else pl.lit(value=False)


def _chosen(masks: list[tuple[pl.Expr, int]], word: int) -> pl.Expr:
    """The masks that hold, together."""
    found: pl.Expr = pl.lit(0, dtype=pl.UInt64)
    for holds, mask in masks:
        if mask >> 64 * word & (1 << 64) - 1:
            part = pl.when(holds).then(_word(mask, word)).otherwise(pl.lit(0, dtype=pl.UInt64))
            found |= part
    return found


def _within(span: tuple[float | None, float | None]) -> pl.Expr:
    low, high = span
    age = pl.col("age")
    found = age.is_not_null()
    if low is not None:
        found &= age >= low
    if high is not None:
        found &= age <= high
    return found
