"""The police forces of police.uk, as its files name them and as its pages write them."""

from __future__ import annotations

# As data.police.uk/api/forces names them, and the archive's file names with it.
FORCES = (
    "avon-and-somerset", "bedfordshire", "btp", "cambridgeshire", "cheshire", "city-of-london",
    "cleveland", "cumbria", "derbyshire", "devon-and-cornwall", "dorset", "durham", "dyfed-powys",
    "essex", "gloucestershire", "greater-manchester", "gwent", "hampshire", "hertfordshire",
    "humberside", "kent", "lancashire", "leicestershire", "lincolnshire", "merseyside",
    "metropolitan", "norfolk", "north-wales", "north-yorkshire", "northamptonshire",
    "northern-ireland", "northumbria", "nottinghamshire", "south-wales", "south-yorkshire",
    "staffordshire", "suffolk", "surrey", "sussex", "thames-valley", "warwickshire",
    "west-mercia", "west-midlands", "west-yorkshire", "wiltshire",
)  # fmt: skip

_WRITTEN = {
    "btp": ("British Transport Police", "BTP"),
    "greater-manchester": ("Greater Manchester Police", "GMP"),
    "metropolitan": ("Metropolitan Police", "Met Police"),
    "northern-ireland": ("Northern Ireland", "PSNI"),
}
"""Where that is not the name in the file with its hyphens as spaces; the first is ours."""


def force_name(force: str) -> str:
    """How a force of police.uk's files is called: avon-and-somerset, Avon and Somerset."""
    if force in _WRITTEN:
        return _WRITTEN[force][0]
    words = force.replace("-", " ").title().replace(" And ", " and ").replace(" Of ", " of ")
    return words.replace("Dyfed Powys", "Dyfed-Powys")


def written_names(force: str) -> tuple[str, ...]:
    """How a page may write a force, in small letters, with spaces for hyphens and "and" for "&"."""
    names = _WRITTEN.get(force, (force,))
    return tuple(name.lower().replace("-", " ") for name in names)
