"""results.json: the study, its interventions and its claims."""

from __future__ import annotations

from waterbed.model.months import label
from waterbed.model.released import ShownRun
from waterbed.model.released_study import ShownClaim, ShownIntervention
from waterbed.report.record.values import Row, months_row


def study_row(results: ShownRun) -> Row:
    study, rule = results.study, results.study.rule
    return {
        "title": study.title,
        "question": study.question,
        "asked_by": study.asked_by,
        "file": study.file,
        "study_sha256": study.sha256,
        "rule_sha256": study.rule_sha256,
        "data_seen": rule.data_seen,
        "data_seen_date": rule.data_seen_date,
        "lock": results.lock,
        "lock_date": results.lock_date,
        "seed": study.seed,
        "placebos_asked": results.placebos_asked,
        "rule": {
            "level": rule.level,
            "headline": rule.headline,
            "smallest_effect": rule.smallest_effect,
            "margin": rule.margin,
            "margin_count": rule.margin_count,
            "reporting_change": list(rule.reporting_change) if rule.reporting_change else None,
            "windows": [
                {
                    "name": one.name,
                    "intervention": one.intervention,
                    "base": months_row(one.base),
                    "post": months_row(one.post),
                }
                for one in rule.windows
            ],
        },
        "interventions": [intervention_row(one) for one in study.interventions],
        **(
            {
                "programmes": [
                    {"id": one.id, "name": one.name, "waves": list(one.waves)}
                    for one in study.programmes
                ]
            }
            if study.programmes
            else {}
        ),
        "events": [
            {"name": one.name, "months": months_row(one.months), "source": one.source}
            for one in study.events
        ],
        "claims": [claim_row(one) for one in study.claims],
    }


def intervention_row(one: ShownIntervention) -> Row:
    return {
        "id": one.id,
        "name": one.name,
        "kind": one.kind,
        "start": label(one.start),
        "transition": None if one.transition is None else label(one.transition),
        "end": None if one.end is None else label(one.end),
        "start_source": one.start_source,
        "alternative_starts": [
            {"start": label(other.start), "source": other.source}
            for other in one.alternative_starts
        ],
        "chosen_for": one.chosen_for.rule,
    }


def claim_row(one: ShownClaim) -> Row:
    return {
        "id": one.id,
        "who": one.who,
        "side": one.side,
        "words": one.words,
        "source": one.source,
        "date": one.date,
        "subject": one.subject,
        "kind": one.kind,
        "intervention": one.intervention,
        "outcome": one.outcome,
        "zone": one.zone,
        "window": one.window,
        "stated": one.stated,
        "rounding": one.rounding,
        "negated": one.negated,
        "place": one.place,
        "tested_by": one.tested_by,
    }
