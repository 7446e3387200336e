"""What can be fetched: the publishers' pages, addresses, file names and licences, as data.

No address is made up.  Each was taken from the publisher's documentation, or from public programs
that use it, at the date in `CONFIRMED`; the tests have no network, so none was tried by them.  A
source without an address is one of which only the page is known: it is downloaded by browser.
"""

from __future__ import annotations

from dataclasses import dataclass

CONFIRMED = "November 2026, from the publishers' documentation and public programs; not tried here"

_CROWN = "Contains OS data © Crown copyright and database right."
_ONS = (
    "Source: Office for National Statistics licensed under the Open Government Licence v3.0. "
    + _CROWN
)
_MPS = (
    "Contains public sector information licensed under the Open Government Licence v3.0. "
    "Source: Metropolitan Police Service, London Datastore."
)

ARCHIVE_PAGE = "https://data.police.uk/data/archive/"
CUSTOM_PAGE = "https://data.police.uk/data/"
ARCHIVE = "https://data.police.uk/data/archive/{month}.zip"
DATES = "https://data.police.uk/api/crimes-street-dates"
CHANGES = "https://data.police.uk/changelog/"
ARCHIVE_MONTHS = 36  # months in an archive, its own the last; those up to early 2017 hold more

_SERVICES = "https://services1.arcgis.com/ESMARspQHYMw9BZ9/arcgis/rest/services"
_PORTAL = "https://geoportal.statistics.gov.uk/"


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer or table of the ONS Open Geography Portal, asked page by page.

    file : the name it is given here; search : what to search the portal for, by browser
    where : the clause that keeps one authority, {name} its name; id : column of its codes
    """

    key: str
    what: str
    file: str
    service: str
    where: str
    id: str
    search: str
    geometry: bool = True

    @property
    def address(self) -> str:
        return f"{_SERVICES}/{self.service}/FeatureServer/0/query"

    @property
    def page(self) -> str:
        return _PORTAL

    @property
    def attribution(self) -> str:
        return _ONS


LSOA_2011 = Layer(
    "lsoa-2011",
    "LSOA 2011, boundaries generalised to 20 m and clipped to the coast",
    "lsoa-2011.geojson",
    "LSOA_Dec_2011_Boundaries_Generalised_Clipped_BGC_EW_V3",
    "LSOA11NM LIKE '{name} %'",
    "LSOA11CD",
    "Lower layer Super Output Areas (December 2011) Boundaries EW BGC",
)
LSOA_2021 = Layer(
    "lsoa-2021",
    "LSOA 2021, boundaries generalised to 20 m and clipped to the coast",
    "lsoa-2021.geojson",
    "Lower_layer_Super_Output_Areas_December_2021_Boundaries_EW_BGC_V5",
    "LSOA21NM LIKE '{name} %'",
    "LSOA21CD",
    "Lower layer Super Output Areas (December 2021) Boundaries EW BGC (V5)",
)
WARDS = Layer(
    "wards",
    "wards of December 2024, boundaries generalised to 20 m and clipped to the coast",
    "wards-2024.geojson",
    "Wards_December_2024_Boundaries_UK_BGC",
    "LAD24NM = '{name}'",
    "WD24CD",
    "Wards (December 2024) Boundaries UK BGC",
)
LSOA_TO_LSOA = Layer(
    "lsoa-2011-2021",
    "which LSOA of 2011 became which of 2021: unchanged (U), split (S), merged (M), other (X)",
    "lsoa-2011-to-2021.csv",
    "LSOA11_LSOA21_LAD22_EW_LU_v5",
    "LAD22NM = '{name}'",
    "LSOA11CD",
    "LSOA (2011) to LSOA (2021) to Local Authority District (2022) Exact Fit Lookup for EW (V3)",
    geometry=False,
)
LSOA_TO_WARD = Layer(
    "lsoa-2021-ward",
    "ward and local authority of 2025 of each LSOA of 2021, by best fit",
    "lsoa-2021-to-ward-2025.csv",
    "LSOA21_WD25_LAD25_EW_LU_v2",
    "LAD25NM = '{name}'",
    "LSOA21CD",
    "LSOA (2021) to Ward (2025) to LAD (2025) Best Fit Lookup in EW (V2)",
    geometry=False,
)
LAYERS = (LSOA_2011, LSOA_2021, WARDS, LSOA_TO_LSOA, LSOA_TO_WARD)

BOROUGHS = (
    "Barking and Dagenham", "Barnet", "Bexley", "Brent", "Bromley", "Camden", "City of London",
    "Croydon", "Ealing", "Enfield", "Greenwich", "Hackney", "Hammersmith and Fulham", "Haringey",
    "Harrow", "Havering", "Hillingdon", "Hounslow", "Islington", "Kensington and Chelsea",
    "Kingston upon Thames", "Lambeth", "Lewisham", "Merton", "Newham", "Redbridge",
    "Richmond upon Thames", "Southwark", "Sutton", "Tower Hamlets", "Waltham Forest",
    "Wandsworth", "Westminster",
)  # fmt: skip


COMPLAINTS_FORCE = "metropolitan"
COMPLAINTS_MONTHS = ("2012-04", "2019-08")
COMPLAINTS_BOROUGHS = tuple(borough for borough in BOROUGHS if borough != "City of London")
"""Of examples/redbridge/complaints.toml: the City has a police force of its own."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A file of a London Datastore dataset, whose address changes with every issue.

    catalogue : the dataset's machine-readable index, which gives the present address
    title : how the file's title begins there
    """

    key: str
    what: str
    file: str
    page: str
    catalogue: str
    title: str
    attribution: str


MPS_WARDS = Resource(
    "mps-wards",
    "recorded crime by ward, offence and month, historical",
    "MPS Ward Level Crime (Historical).csv",
    "https://data.london.gov.uk/dataset/mps-recorded-crime-geographic-breakdown-exy3m",
    "https://data.london.gov.uk/api/dataset/exy3m",
    "MPS Ward Level Crime (Historical)",
    _MPS,
)
