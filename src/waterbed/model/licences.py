"""Licences and attributions of publishers, as they ask to be named."""

OGL = "Open Government Licence v3.0"
POLICE_UK = f"Source: data.police.uk, licensed under the {OGL}."
