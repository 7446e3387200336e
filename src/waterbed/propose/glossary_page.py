"""docs/glossary.md, made from the words of the report.

python -m waterbed.propose.glossary_page > docs/glossary.md
"""

from __future__ import annotations

from waterbed.report.words.glossary import terms

HEAD = """# The words of a report

Each in at most three sentences, as the report and `waterbed explain` say it, with other
names of the same thing.
"""


def glossary_page() -> str:
    """The whole page."""
    lines = [HEAD]
    for term in terms():
        also = f" *Also: {'; '.join(term.also)}.*" if term.also else ""
        lines += [f"## {term.name}", "", f"{term.text}{also}", ""]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    print(glossary_page(), end="")
