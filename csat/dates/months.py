"""Names of months and days of the week, as exports and people write them, in the languages of the answer labels.

All keys are comparison keys (:func:`csat.io.text.key`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from csat.dates.calendars import Calendar
from csat.io.text import key

# Twelve names a line, January or Farvardin first; a slash parts spellings of one month.
_GREGORIAN = (
    "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sep/sept october/oct "
    "november/nov december/dec",
    "januar/jänner februar/feber märz/maerz/mär/mrz april mai juni juli august september oktober/okt november "
    "dezember/dez",
    "janvier/janv février/févr/fév/fevrier mars avril/avr mai juin juillet/juil août/aout septembre octobre novembre "
    "décembre/déc/decembre",
    "enero/ene febrero marzo abril/abr mayo junio julio agosto/ago septiembre/setiembre/set octubre noviembre "
    "diciembre/dic",
    "ocak/oca şubat/şub mart nisan/nis mayıs haziran/haz temmuz/tem ağustos/ağu eylül/eyl ekim/eki kasım/kas "
    "aralık/ara",
    "ژانویه فوریه مارس آوریل/اوریل مه/می ژوئن/ژوین ژوئیه/ژوییه/جولای اوت/آگوست/اگوست سپتامبر اکتبر نوامبر دسامبر",
    "جنوری فبروری مارچ اپریل می جون جولای اگست سپتمبر اکتوبر نومبر دسمبر",
    "يناير فبراير مارس أبريل/ابريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر",
    "كانون_الثاني شباط آذار/اذار نيسان أيار/ايار حزيران تموز آب/اب أيلول/ايلول تشرين_الأول تشرين_الثاني كانون_الأول",
)
_JALALI = (
    "فروردین اردیبهشت خرداد تیر مرداد/امرداد شهریور مهر آبان/ابان آذر/اذر دی بهمن اسفند",
    "حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت",
    "farvardin ordibehesht khordad tir mordad/amordad shahrivar mehr aban azar dey/dei bahman esfand",
    "hamal sawr/saur jawza/jauza saratan asad sunbula/sonbola mizan aqrab qaws/qaus jadi/jady dalw/dalv hut/hoot",
)
_LUNAR = (
    "محرم صفر ربیع_الاول/ربیع‌الاول ربیع_الثانی/ربیع_الآخر جمادی_الاول/جمادی_الاولی جمادی_الثانی/جمادی_الآخره رجب "
    "شعبان رمضان شوال ذی_القعده/ذیقعده/ذو_القعده ذی_الحجه/ذیحجه/ذو_الحجه",
    "muharram safar - - - - rajab shaban/sha'ban ramadan/ramazan shawwal - -",
)
_WEEKDAYS = (
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun "
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so "
    "lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim "
    "lunes martes miércoles miercoles jueves viernes sábado sabado domingo mié mie jue vie sáb sab dom "
    "pazartesi salı çarşamba perşembe cuma cumartesi pazar pzt sal çar per cum cmt paz "
    "شنبه یکشنبه دوشنبه سهشنبه چهارشنبه پنجشنبه جمعه آدینه "
    "الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد"
)


@cache
def months() -> Mapping[str, tuple[Calendar, int]]:
    """Calendar and number of each month by its key."""
    named: dict[str, tuple[Calendar, int]] = {name: ("gregorian", number) for name, number in _table(_GREGORIAN)}
    return named | {name: ("jalali", number) for name, number in _table(_JALALI)}


@cache
def lunar_months() -> frozenset[str]:
    """Keys of the months of the Islamic lunar calendar, which is not read: known so that a message can say so."""
    return frozenset(name for name, _ in _table(_LUNAR))


@cache
def weekdays() -> frozenset[str]:
    """Keys of the days of the week."""
    return frozenset(key(name) for name in _WEEKDAYS.split())


def _table(lines: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    for line in lines:
        for number, names in enumerate(line.split(), 1):
            yield from ((key(name.replace("_", " ")), number) for name in names.split("/") if name != "-")
