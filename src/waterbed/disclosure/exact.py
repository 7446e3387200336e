"""From a raw object to the released one of its kind, with every field that the latter lists.

For what is published already, for the internal profile, and for the terminal of whoever gave the
numbers.  A raw type without a released counterpart does not leave.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from typing import Any, Generic, TypeVar, cast

from waterbed.disclosure.facts import Anything, is_listed, leaving_facts, rejected
from waterbed.model import (
    alongside,
    costs,
    covariates,
    elsewhere,
    estimate,
    liststudy,
    programme,
    results,
    study,
    verdict,
    window,
)
from waterbed.model import released as out
from waterbed.model import released_elsewhere as out_elsewhere
from waterbed.model import released_lists as out_lists
from waterbed.model import released_places as out_places
from waterbed.model import released_study as out_study
from waterbed.model.months import Months
from waterbed.model.region import Region

T = TypeVar("T")

PLAIN = (type(None), bool, int, float, str, Months, Region)

COUNTERPARTS: dict[type, type] = {
    estimate.Figure: out.ShownFigure,
    estimate.Remark: out.ShownRemark,
    estimate.Parameter: out.ShownParameter,
    estimate.Estimate: out.ShownEstimate,
    estimate.Check: out.ShownCheck,
    estimate.Detectable: out.ShownDetectable,
    estimate.Larger: out.ShownLarger,
    estimate.Reading: out.ShownReading,
    results.ReadingTable: out.ShownReadings,
    results.Series: out.ShownSeries,
    results.PlaceboStrip: out.ShownStrip,
    results.Quarter: out.ShownQuarter,
    results.ByQuarter: out.ShownByQuarter,
    results.Surrounding: out.ShownSurrounding,
    results.OutcomeTotal: out.ShownTotal,
    results.RoleCount: out_places.ShownRole,
    results.MapArea: out_places.ShownMapArea,
    results.InputRecord: out.ShownInput,
    liststudy.ListStudy: out.ShownLists,
    liststudy.HeldOut: out_lists.ShownHeldOut,
    liststudy.WithoutList: out_lists.ShownLeftOut,
    elsewhere.Rise: out_elsewhere.ShownRise,
    elsewhere.Search: out_elsewhere.ShownSearch,
    elsewhere.Ring: out_elsewhere.ShownRing,
    elsewhere.Profile: out_elsewhere.ShownProfile,
    elsewhere.Switched: out_elsewhere.ShownSwitched,
    elsewhere.Part: out_elsewhere.ShownPart,
    elsewhere.Usual: out_elsewhere.ShownUsual,
    elsewhere.Breakdown: out_elsewhere.ShownBreakdown,
    elsewhere.Elsewhere: out_elsewhere.ShownElsewhere,
    study.Outcome: out_study.ShownOutcome,
    window.AlternativeStart: out_study.ShownStart,
    study.ChosenFor: out_study.ShownChoice,
    study.Intervention: out_study.ShownIntervention,
    study.Study: out_study.ShownStudy,
    verdict.Verdict: out.ShownVerdict,
    programme.Programme: out_study.ShownProgramme,
    window.Window: out_study.ShownWindow,
    study.Event: out_study.ShownEvent,
    window.WindowFrom: out_study.ShownWindowFrom,
    study.Rule: out_study.ShownRule,
    study.Claim: out_study.ShownClaim,
    covariates.Covariate: out_study.ShownCovariate,
    costs.Spent: out_study.ShownSpent,
    costs.UnitCost: out_study.ShownUnitCost,
    alongside.Opinion: out_study.ShownOpinion,
    alongside.Known: out_study.ShownKnown,
    alongside.WouldTest: out_study.ShownWouldTest,
}


def exact(kind: type[T], raw: object, **given: object) -> T:
    """The released object of a kind, its fields taken from the raw one by name but for those given.

    TypeError where the raw object is of another kind, or holds one that has no counterpart.
    """
    if COUNTERPARTS.get(type(raw)) is not kind or not is_listed(raw):
        raise TypeError(f"{type(raw).__name__} does not leave as {kind.__name__}")
    if isinstance(raw, estimate.Remark):
        given = {"facts": tuple((n, leaving(fact)) for n, fact in leaving_facts(raw, Anything()))}
    if isinstance(raw, results.InputRecord):
        given = {"reasons": rejected(raw.reasons), **given}
    taken: dict[str, Any] = {}
    for field in fields(cast(Any, kind)):
        if field.name in given:
            taken[field.name] = given[field.name]
        elif field.name == "status":
            taken["status"] = "exact"
        else:
            taken[field.name] = leaving(getattr(raw, field.name))
    return kind(**taken)


def only(kind: type[T], raw: object, names: str, **given: object) -> T:
    """The released object with the named fields of the raw one and those that are given.

    Any other field is withheld: it has its default, or None.
    """
    taken = {name: leaving(getattr(raw, name)) for name in names.split()} | given
    for field in fields(cast(Any, kind)):
        if field.default is MISSING:
            taken.setdefault(field.name, None)
    return kind(**taken)


def leaving(value: Any) -> Any:
    """A field's value as it leaves; a wave of a sum leaves without its checks."""
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, tuple):
        return tuple(leaving(part) for part in value if is_listed(part))
    if not is_dataclass(value):
        raise TypeError(f"{type(value).__name__} does not leave")
    kind = COUNTERPARTS.get(type(value))
    if kind is None:
        raise TypeError(f"{type(value).__name__} does not leave")
    return exact(kind, value, **({"checks": ()} if kind is out.ShownEstimate else {}))


class Shown(Generic[T]):
    """What is shown of raw objects: what holds one of those holds what is shown of it, if it is."""

    def __init__(self, raw: Sequence[object] = (), shown: Sequence[T] = ()) -> None:
        self.every = tuple(shown)
        self._by = {id(part): other for part, other in zip(raw, shown, strict=True)}

    def of(self, raw: Sequence[object]) -> tuple[T, ...]:
        return tuple(self._by[id(part)] for part in raw if id(part) in self._by)


@dataclass(frozen=True, slots=True)
class Joint:
    """What verdicts point at, as released."""

    claims: Mapping[str, out_study.ShownClaim]
    estimates: Shown[out.ShownEstimate]
    checks: Shown[out.ShownCheck]
    detectable: Shown[out.ShownDetectable]

    def of(
        self, judged: verdict.Verdict
    ) -> tuple[dict[str, object], tuple[tuple[out.ShownEstimate, str], ...]]:
        """Fields of a verdict, and the other ways of computing it with their answers."""
        joined = {
            "claim": self.claims[judged.claim.id],
            "estimates": self.estimates.of(judged.estimates),
            "checks": self.checks.of(judged.checks),
            "detectable": next(iter(self.detectable.of([judged.detectable])), None),
        }
        ways = self.estimates.of([estimate for estimate, _ in judged.specifications])
        answers = (answer for _, answer in judged.specifications)
        return joined, tuple(zip(ways, answers, strict=True))


def as_given(
    estimates: Sequence[estimate.Estimate], checks: Sequence[estimate.Check]
) -> tuple[tuple[out.ShownEstimate, ...], tuple[out.ShownCheck, ...]]:
    """Estimates and checks made of numbers that the user typed, for the user alone."""
    shown = Shown(checks, [exact(out.ShownCheck, check) for check in checks])
    return tuple(
        exact(out.ShownEstimate, raw, checks=shown.of(raw.checks)) for raw in estimates
    ), shown.every
