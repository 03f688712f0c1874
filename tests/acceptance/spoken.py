"""What a seller says in each language, and the people he speaks about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spoken:
    """`called` are ways to write one message; each with the words of it that stay as the call's text."""

    vera: str
    called: tuple[tuple[str, str], ...]
    friday: str
    seven: str
    no_answer: str
    #: Two people of one name, and what is said about them.
    tamars: tuple[str, str]
    called_tamar: str
    #: Nobody's name yet.
    called_laura: str
    laura: str
    #: What others write, and what stands under a photo.
    asks: str
    newcomer: str
    caption: str
    #: What is heard.
    heard: str


SPOKEN = {
    "ka": Spoken(
        vera="ვერა გელაშვილი",
        called=(
            ("დავურეკე ვერას, 4 ფანჯარა დაახლოებით 6000, აზომვა ხუთშაბათს 11 საათზე", "4 ფანჯარა"),
            ("davureke veras, 4 fanjara daaxloebit 6000, azomva xutshabats 11 saatze", "4 fanjara"),
        ),
        friday="არა, პარასკევს",
        seven="6 კი არა, 7 ათასი",
        no_answer="არ მპასუხობს",
        tamars=("თამარ ლომიძე", "თამარ წერეთელი"),
        called_tamar="დავურეკე თამარს, 3 კარი დაახლოებით 2500",
        called_laura="დავურეკე ლაურას, 2 ფანჯარა დაახლოებით 1800",
        laura="ლაურა",
        asks="გამარჯობა, ოთხშაბათს 3 საათამდე სახლში ვარ",
        newcomer="ქეთევან დოლიძე",
        caption="ვერა, 140x120",
        heard="დავურეკე ვერას, აზომვა პარასკევს 14 საათზე",
    ),
    "ru": Spoken(
        vera="Вера Гелашвили",
        called=(
            ("звонил Вере, 4 окна примерно на 6000, замер в четверг в 11", "4 окна"),
            ("zvonil vere, 4 okna primerno na 6000, zamer v chetverg v 11", "4 okna"),
        ),
        friday="нет, в пятницу",
        seven="не 6, а 7 тысяч",
        no_answer="не берёт трубку",
        tamars=("Тамара Ломидзе", "Тамара Церетели"),
        called_tamar="звонил Тамаре, 3 двери примерно на 2500",
        called_laura="звонил Лауре, 2 окна примерно на 1800",
        laura="Лаура",
        asks="Здравствуйте, в среду буду дома до 15:00",
        newcomer="Кетеван Долидзе",
        caption="Вера, 140x120",
        heard="Звонил Вере, замер в пятницу в 14:00.",
    ),
    "en": Spoken(
        vera="Vera Gelashvili",
        called=(
            ("called Vera, 4 windows about 6000, measurement Thursday 11:00", "4 windows"),
            ("rang vera 4 windows about 6k measurement thu 11", "4 windows"),
        ),
        friday="no, Friday",
        seven="not 6 but 7 thousand",
        no_answer="no answer",
        tamars=("Tamar Lomidze", "Tamar Tsereteli"),
        called_tamar="called Tamar, 3 doors about 2500",
        called_laura="called Laura, 2 windows about 1800",
        laura="Laura",
        asks="Hello, on Wednesday I am at home until 15:00",
        newcomer="Ketevan Dolidze",
        caption="Vera, 140x120",
        heard="Called Vera, measurement on Friday at 14:00.",
    ),
}
