"""The person as known now: the intake with what was found in the records."""

from collections.abc import Iterable

from medmassage.catalog import Catalog
from medmassage.model.intake import Intake
from medmassage.model.making import evolve
from medmassage.model.record import SessionRecord
from medmassage.rules import rulebook


class Asked:
    """Which question an id stands for, so that two names of one answer meet."""

    def __init__(self, catalog: Catalog) -> None:
        self._questions = catalog.questions
        self._book = rulebook(catalog)

    def by(self, id: str) -> str:
        """The question, for a rule that one question brings too; else the id itself."""
        if id in self._questions:
            return self._questions.current_id(id)
        bringing = self._book.brought_by.get(id, ())
        return bringing[0] if len(bringing) == 1 else id

    def answered_yes(self, ids: Iterable[str]) -> set[str]:
        """The questions that stand for some ids, with all that a yes to them implies."""
        found = {self.by(id) for id in ids}
        return found.union(*(self._book.implied.get(id, ()) for id in found))


def as_known_now(intake: Intake, done: Iterable[SessionRecord], catalog: Catalog) -> Intake:
    """
    The intake with what was found in the records, in their order.

    A later answer replaces an earlier one. A yes at a place adds to the yeses at other places,
    and tells the place of one that had none.
    """
    asked = Asked(catalog)
    for record in done:
        fresh = asked.answered_yes(one.question_id for one in record.new_findings)
        placed = {asked.by(one.question_id) for one in record.new_findings if one.regions}
        gone = {asked.by(id) for id in record.now_absent}
        kept = [
            one
            for one in intake.present
            if asked.by(one.question_id) not in (gone if one.regions else gone | placed)
        ]
        intake = evolve(
            intake,
            present=tuple(dict.fromkeys((*kept, *record.new_findings))),
            absent={
                *(id for id in intake.absent if asked.by(id) not in fresh),
                *record.now_absent,
            },
            unknown=[id for id in intake.unknown if asked.by(id) not in fresh | gone],
            assumed=[id for id in intake.assumed if asked.by(id) not in fresh | gone],
        )
    return intake
