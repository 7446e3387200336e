"""What comes out: sentences, charts, tables, the page and the folder that holds them."""

from waterbed.report.folder import write_outputs
from waterbed.report.page import report_html
from waterbed.report.record.results import results_json

__all__ = ["report_html", "results_json", "write_outputs"]
