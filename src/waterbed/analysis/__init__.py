"""What a study asks of its data, from plan to findings and verdicts.

`run` goes from a study to its results: `plan` says what is to be compared, `compare` and
`window_findings` compare it, and `verdicts` puts each claim to the judge, `claims.judge`, which
decides.  `understand` and `foresight` say before a run what the same judge could answer.  `lock`
publishes the rule beforehand; `ledger` holds what leaves of unpublished tables.
"""
