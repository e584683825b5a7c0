"""What date texts mean: days of the Gregorian and the Jalali calendar, and the periods they lie in."""

from csat.dates.calendars import Calendar, NoSuchDayError
from csat.dates.column import Dates, Reading, read_dates
from csat.dates.day import Order
from csat.dates.periods import Period, PeriodError, Unit, period_of, read_period

__all__ = [
    "Calendar",
    "Dates",
    "NoSuchDayError",
    "Order",
    "Period",
    "PeriodError",
    "Reading",
    "Unit",
    "period_of",
    "read_dates",
    "read_period",
]
