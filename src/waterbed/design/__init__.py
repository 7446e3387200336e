"""Before anything is done: how many places, which months, by lots or in steps, what could be seen.

    from waterbed.design import design

The question stands in `asked`, the ways of giving a thing out by lot in `ways`, the test that is
made of them in `lots`, what it could see in `planting`, the table in `table`, and what is written
in `files`.
"""

from waterbed.model.lazy import lazily

_HOMES = {
    "Asked": "waterbed.design.asked",
    "design": "waterbed.design.table",
    "judge": "waterbed.design.judged",
    "read_design": "waterbed.design.judged",
    "write": "waterbed.design.files",
}
__all__ = ["Asked", "design", "judge", "read_design", "write"]

__getattr__ = lazily(__name__, _HOMES)
