"""What date texts mean: days of the Gregorian and the Jalali calendar, and the periods they lie in."""

from csat.dates.calendars import Calendar, NoSuchDayError, written
from csat.dates.column import SAID, DateReading, Dates, read_dates, writes_day
from csat.dates.day import Order
from csat.dates.periods import Period, PeriodError, period_of, read_period

__all__ = [
    "SAID",
    "Calendar",
    "DateReading",
    "Dates",
    "NoSuchDayError",
    "Order",
    "Period",
    "PeriodError",
    "period_of",
    "read_dates",
    "read_period",
    "writes_day",
    "written",
]
