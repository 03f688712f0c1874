"""The words people use for days and times in Georgian, Russian and English.

Tables map a whole lower-case word to its meaning. Inflected forms are listed as they are typed; the endings of numbers
(17-ზე, 26th) are read in `crm_core.language.due`.
"""

from __future__ import annotations

from datetime import time, timedelta

#: Days from today.
DAYS: dict[str, int] = {
    **dict.fromkeys(("today", "сегодня", "დღეს"), 0),
    **dict.fromkeys(("tomorrow", "tmrw", "tmr", "завтра", "ხვალ"), 1),
    **dict.fromkeys(("послезавтра", "ზეგ"), 2),
}

_WEEKDAY_FORMS = (
    "mon monday пн пон понедельник понедельника ორშ ორშაბათი ორშაბათს",
    "tue tues tuesday вт вторник вторника სამშ სამშაბათი სამშაბათს",
    "wed wednesday ср среда среду среды ოთხ ოთხშ ოთხშაბათი ოთხშაბათს",
    "thu thur thurs thursday чт четв четверг четверга ხუთ ხუთშ ხუთშაბათი ხუთშაბათს",
    "fri friday пт пятница пятницу пятницы პარ პარასკევი პარასკევს",
    "sat saturday сб суббота субботу субботы შაბ შაბათი შაბათს",
    "sun sunday вс воскресенье воскресенья კვ კვირა კვირას",
)
WEEKDAYS: dict[str, int] = {word: day for day, forms in enumerate(_WEEKDAY_FORMS) for word in forms.split()}

_MONTH_FORMS = (
    "jan january янв января январь იან იანვარი იანვარს იანვრის",
    "feb february фев февр февраля февраль თებ თებერვალი თებერვალს თებერვლის",
    "mar march мар марта март მარ მარტი მარტს მარტის",
    "apr april апр апреля апрель აპრ აპრილი აპრილს აპრილის",
    "may мая май მაი მაისი მაისს მაისის",
    "jun june июн июня июнь ივნ ივნისი ივნისს ივნისის",
    "jul july июл июля июль ივლ ივლისი ივლისს ივლისის",
    "aug august авг августа август აგვ აგვისტო აგვისტოს",
    "sep sept september сен сент сентября сентябрь სექ სექტემბერი სექტემბერს სექტემბრის",
    "oct october окт октября октябрь ოქტ ოქტომბერი ოქტომბერს ოქტომბრის",
    "nov november ноя нояб ноября ноябрь ნოე ნოემბერი ნოემბერს ნოემბრის",
    "dec december дек декабря декабрь დეკ დეკემბერი დეკემბერს დეკემბრის",
)
MONTHS: dict[str, int] = {word: month for month, forms in enumerate(_MONTH_FORMS, 1) for word in forms.split()}

MINUTES = (
    "m",
    "min",
    "mins",
    "minute",
    "minutes",
    "м",
    "мин",
    "минут",
    "минуту",
    "минуты",
    "წთ",
    "წუთ",
    "წუთი",
    "წუთში",
)
HOURS = ("h", "hr", "hrs", "hour", "hours", "ч", "час", "часа", "часов", "სთ", "საათ", "საათი", "საათში")
DAY_UNITS = ("d", "day", "days", "д", "дн", "день", "дня", "дней", "დღე", "დღეში")
WEEKS = ("w", "week", "weeks", "нед", "неделя", "неделю", "недели", "недель", "კვირაში")
UNITS: dict[str, timedelta] = {
    **dict.fromkeys(MINUTES, timedelta(minutes=1)),
    **dict.fromkeys(HOURS, timedelta(hours=1)),
    **dict.fromkeys(DAY_UNITS, timedelta(days=1)),
    **dict.fromkeys(WEEKS, timedelta(weeks=1)),
}

#: "in", "after": what follows is a length of time from now.
AFTER = ("in", "after", "через", "+")

#: Half an hour, and the unit whose number one is left unsaid.
HALF_HOUR = ("полчаса", "ნახევარ")

#: After a number: it is an hour. Before a number: so is it.
OF_CLOCK = ("o'clock", "oclock", "час", "часа", "часов", "საათზე", "საათი", "h", "ч")
AT = ("at", "@", "в", "к", "by", "на", "around", "около")

#: Parts of the day: the hour when none is said, and whether a said hour is in the second half of the day.
PARTS: dict[str, tuple[time | None, bool | None]] = {
    **dict.fromkeys(("morning", "утром", "утра", "დილით", "დილის", "დილას"), (None, False)),
    **dict.fromkeys(("am", "a.m."), (None, False)),
    **dict.fromkeys(("pm", "p.m."), (None, True)),
    **dict.fromkeys(("noon", "полдень", "შუადღეს", "შუადღისას"), (time(12), True)),
    **dict.fromkeys(("afternoon", "днём", "днем", "дня", "დღისით"), (time(14), True)),
    **dict.fromkeys(("evening", "вечером", "вечера", "საღამოს"), (time(18), True)),
}

NUMBERS: dict[str, int] = {
    word: number
    for number, forms in enumerate(
        (
            "a an one один одну одна ერთი ერთ ერთზე",
            "two два две ორი ორ ორზე",
            "three три სამი სამ სამზე",
            "four четыре ოთხი ოთხ ოთხზე",
            "five пять ხუთი ხუთ ხუთზე",
            "six шесть ექვსი ექვს ექვსზე",
            "seven семь შვიდი შვიდ შვიდზე",
            "eight восемь რვა რვაზე",
            "nine девять ცხრა ცხრაზე",
            "ten десять ათი ათ ათზე",
            "eleven одиннадцать თერთმეტი თერთმეტ თერთმეტზე",
            "twelve двенадцать თორმეტი თორმეტ თორმეტზე",
        ),
        1,
    )
    for word in forms.split()
}

NEXT = ("next", "следующий", "следующую", "следующее", "შემდეგ", "მომავალ")

#: Words that carry nothing here.
SILENT = ("on", "the", "во", "of", "and", "и", "this", "этот", "эту", "ამ", "of", "числа", "რიცხვში", "within")
