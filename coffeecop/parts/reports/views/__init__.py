"""What staff and residents open of reports."""

from coffeecop.parts.reports.views.residents import bp as of_residents
from coffeecop.parts.reports.views.staff import bp
