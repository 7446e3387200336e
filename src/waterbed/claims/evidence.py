"""What the judge may look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from waterbed.model.activity import Done
from waterbed.model.attitudes import Attitude
from waterbed.model.estimate import Detectable, Estimate, Parameter
from waterbed.model.findings import Findings
from waterbed.model.population import PopulationRange
from waterbed.model.results import ReadingTable
from waterbed.model.study import Claim


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the judge may look at.

    methods : by intervention or programme, the method that carries its verdicts
    second : by outcome, the one that another source counts of the same incidents
    readings : of each recorded claim; populations : by id
    activity : what was done, by id; surveys : what people answered, by id
    recorded_dates : whether counts are by month of recording
    """

    findings: Findings
    methods: Mapping[str, str] = field(default_factory=dict)
    second: Mapping[str, str] = field(default_factory=dict)
    readings: Mapping[str, ReadingTable] = field(default_factory=dict)
    populations: Mapping[str, PopulationRange] = field(default_factory=dict)
    activity: Mapping[str, Done] = field(default_factory=dict)
    surveys: Mapping[str, Attitude] = field(default_factory=dict)
    recorded_dates: bool = False

    def deciding(self, key: Parameter) -> Estimate | None:
        """The estimate of a parameter that carries verdicts, or None."""
        return self.findings.of(key, self.methods.get(key.intervention, ""))

    def detectable(self, claim: Claim) -> Detectable | None:
        """What the study could have seen of a claim, or None."""
        all_of_run = self.findings.detectable
        return next((row for row in all_of_run if row.claim == claim.id), None)
