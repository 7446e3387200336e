"""What the pages of a study have read of its files, kept until one of them changes."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from waterbed.analysis.drafted import AsDrafted, as_drafted
from waterbed.analysis.placing import Ground, ground
from waterbed.analysis.run import reach_of
from waterbed.model.study import Study

_MOST = 4
_grounds: OrderedDict[str, Ground] = OrderedDict()
_drafts: OrderedDict[tuple[Path, str], AsDrafted | None] = OrderedDict()


def ground_of(study: Study) -> Ground:
    """Areas and counts of a study; read again where a file or what is read of it changed."""
    files = [count.file for count in study.counts]
    files += [
        path for path in (study.areas.file, study.areas.neighbours, study.areas.outlines) if path
    ]
    stamps = [(str(file), stat.st_mtime_ns, stat.st_size)
              for file in files if file.exists() and (stat := file.stat())]  # fmt: skip
    key = repr((stamps, study.areas, study.counts, study.outcomes, reach_of(study)))
    if key not in _grounds:
        _grounds[key] = ground(study)
        while len(_grounds) > _MOST:
            _grounds.popitem(last=False)
    return _grounds[key]


def drafted_from(file: Path, text: str) -> AsDrafted | None:
    """`as_drafted`, kept by the text itself."""
    if (file, text) not in _drafts:
        remember(file, text, as_drafted(file, text))
    return _drafts[file, text]


def remembered(file: Path, text: str) -> AsDrafted | None:
    """The same where it is known already, and None where it is not."""
    return _drafts.get((file, text))


def remember(file: Path, text: str, known: AsDrafted | None) -> None:
    _drafts[file, text] = known
    while len(_drafts) > _MOST:
        _drafts.popitem(last=False)
