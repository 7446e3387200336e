"""A key added to the study as CONTRIBUTING says: one field, and it is everywhere that keys are."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.read.study_files import SMALL

ROOT = Path(__file__).parents[2]
RECIPE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
FIELD = RECIPE.split("## To add a key of the study file")[1].split("```python\n")[1].split("```")[0]
PRINTED = (
    '    retracted: Annotated[str, Key("How it was taken back, in words.", printed=True)] = ""\n'
)
PROGRAM = """
import json, sys, tomllib
from pathlib import Path
from waterbed.analysis.words import free_text
from waterbed.propose.convert import convert
from waterbed.propose.draft import Draft
from waterbed.propose.keys_page import keys_page
from waterbed.propose.toml import toml_text
from waterbed.read.study.study_file import read_study, study_from

folder = Path(sys.argv[1])
small = (folder / "small.toml").read_text()
given = small + 'doubted = true\\nretracted = "In a letter."\\n'
(folder / "given.toml").write_text(given)
convert(folder / "given.toml", folder / "given.xlsx")
try:
    study_from(tomllib.loads(small + 'retracted = "Ask 020 7946 0123."\\n'))
    screened = ""
except Exception as error:
    screened = str(error)
print(json.dumps({
    "toml": toml_text(Draft(tomllib.loads(given))),
    "further": toml_text(Draft(tomllib.loads(small))),
    "page": keys_page(),
    "hashes": [read_study(folder / name).rule_sha256 for name in
               ("small.toml", "given.toml", "given.xlsx")],
    "printed_alone": study_from(tomllib.loads(small + 'retracted = "So."\\n')).rule_sha256,
    "hidden": [study_from(tomllib.loads(text.replace("published = true", ""))).rule_sha256
               for text in (small, given)],
    "free_text": free_text(read_study(folder / "given.xlsx")),
    "screened": screened,
}))
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What the program makes of a study with two new keys of a claim, in a copy of the package."""
    folder = tmp_path_factory.mktemp("recipe")
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    claims = folder / "src" / "waterbed" / "model" / "written" / "claims.py"
    text = claims.read_text(encoding="utf-8").rstrip("\n")
    claims.write_text(f"{text}\n{FIELD}{PRINTED}", encoding="utf-8")
    (folder / "small.toml").write_text(SMALL, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder)],
        env={"PYTHONPATH": str(folder / "src"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    book = openpyxl.load_workbook(BytesIO((folder / "given.xlsx").read_bytes()))
    return json.loads(done.stdout) | {"claims": book["claims"]}


def test_it_is_explained_in_toml_and_named_where_it_is_not_used(found: dict) -> None:
    assert "# Whether the speaker has taken it back.\ndoubted = true" in found["toml"]
    assert '# How it was taken back, in words.\nretracted = "In a letter."' in found["toml"]
    assert "doubted, retracted." in " ".join(found["further"].split())


def test_it_has_a_column_with_its_sentence_and_its_choice(found: dict) -> None:
    sheet = found["claims"]
    heads = {cell.value: cell for cell in sheet[2]}
    doubted = heads["doubted"]
    assert doubted.comment.text == "Whether the speaker has taken it back."
    assert sheet.cell(3, doubted.column).value == "yes"
    offered = [rule.formula1 for rule in sheet.data_validations.dataValidation
               if sheet.cell(3, doubted.column).coordinate in rule.sqref]  # fmt: skip
    assert offered == ['"yes,no"']


def test_it_is_on_the_page_of_keys_with_its_flags(found: dict) -> None:
    assert "| `doubted` | Whether the speaker has taken it back. | decides |" in found["page"]
    assert "| `retracted` | How it was taken back, in words. | printed |" in found["page"]


def test_it_is_in_the_hash_if_it_decides_in_either_form_published_or_not(found: dict) -> None:
    small, given, book = found["hashes"]
    assert given == book != small == found["printed_alone"]
    assert found["hidden"][0] != found["hidden"][1]


def test_printed_text_is_listed_and_screened(found: dict) -> None:
    assert ["claims 'down', retracted", "In a letter."] in found["free_text"]
    assert "claims 'down', retracted: this text would be published and holds" in found["screened"]
