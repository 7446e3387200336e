"""The archive of data.police.uk: which months and areas of it are data."""
