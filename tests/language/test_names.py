"""Who is meant in a text, in three languages and two alphabets besides their own; and what is nobody's name."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.kernel.search_key import make_search_key
from crm_core.language.context import Colleague, build_usual_context
from crm_core.language.found import Mention, MentionKind, PhoneFound
from crm_core.language.names import find_mentions, list_spellings
from crm_core.language.references import mention_phones
from crm_core.language.tokens import Span, cut
from tests.core.office import NOON, ZONE

LIKELIEST = 3
PLAIN = build_usual_context("en", NOON, ZONE)
OFFICE = replace(
    PLAIN,
    me=7,
    colleagues=(Colleague(1, "Levan Kapanadze", "measurer"), Colleague(2, "ქეთი"), Colleague(7, "Дмитрий")),
)


def find(text: str, taken: tuple[str, ...] = ()) -> list[Mention]:
    spans = [Span(text.index(part), text.index(part) + len(part)) for part in taken]
    return list(find_mentions(cut(text), text, PLAIN, spans))


def read_names(text: str) -> list[Mention]:
    return [mention for mention in find(text) if mention.kind is MentionKind.NAME]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # Georgian
        ("გიორგის დავურეკე", "გიორგი"), ("გიორგისთან შეხვედრა ხვალ", "გიორგი"), ("გიორგიმ დარეკა", "გიორგი"),
        ("გიორგისთვის 4 ფანჯარა", "გიორგი"), ("ვერას დავურეკე", "ვერა"), ("ვერამ უარი თქვა", "ვერა"),
        ("ნინოსთან ვიყავი", "ნინო"),
        ("ლევანს დავურეკე", "ლევან"), ("ლევანმა დარეკა", "ლევანი"), ("თამარის ნომერი", "თამარ"),
        ("ნათიასგან ზარი", "ნათია"),
        ("ბერიძის გარიგება", "ბერიძე"), ("კიკნაველიძეს დავურეკე", "კიკნაველიძე"),
        ("დავურეკე წერეთლის კლიენტს მანანას", "მანანა"),
        ("ვერა ბერიძეს დავურეკე", "ვერა ბერიძე"), ("გიორგი მაისურაძისთვის", "გიორგი მაისურაძე"),
        ("გიოს გადავურეკო", "გიორგი"),
        ("თამუნამ გადარეკვა მთხოვა", "თამარ"), ("ვახოს დავურეკე", "ვახტანგ"), ("სანდროსთან ვისაუბრე", "ალექსანდრე"),
        ("კლიენტი ხვიჩა არ მპასუხობს", "ხვიჩა"), ("გიორგი-ს დავურეკე", "გიორგი"), ("ნინოსაც დავურეკე", "ნინო"),
        # Georgian in Latin letters
        ("veras davureke", "Vera"), ("giorgistan velaparake", "Giorgi"), ("giorgim dareka", "Giorgi"),
        ("ninostvis 3 panjara", "Nino"),
        ("xval ninos davureko", "Nino"), ("gio dareka", "Giorgi"), ("davureke manana beridzes", "Manana Beridze"),
        # Russian
        ("Позвонил Георгию, думает", "Георгий"), ("говорил с Георгием", "Георгий"), ("у Веры 4 окна", "Вера"),
        ("Вере перезвонить завтра", "Вера"),
        ("с Ниной созвонились", "Нина"), ("Наташе отправил кп", "Наталья"), ("Звонил Иванову, отказался", "Иванов"),
        ("Звонил Петровой, отказалась", "Петрова"), ("позвонил вере ивановой", "Вера Иванова"),
        ("клиент петренко думает", "Петренко"),
        ("с Андреем встретился", "Андрей"), ("Игорю скинул фото", "Игорь"), ("от Марии сообщение", "Мария"),
        ("у Ильи замер", "Илья"),
        ("Саша перезвонит", "Александр"), ("Мише набрал", "Михаил"), ("Лёше написал", "Алексей"),
        ("Кате отправил счёт", "Екатерина"),
        ("Машу набрал, не берёт", "Мария"), ("Мария Ивановна просила перезвонить", "Мария Ивановна"),
        ("беридзе не берёт трубку", "Беридзе"),
        ("Кикнавелидзе согласна", "Кикнавелидзе"), ("Резо сказал дорого", "რევაზ"), ("звонила Тамуна", "თამარ"),
        # Russian in Latin letters
        ("Vere pozvonil, zavtra v 10", "Vera"), ("pozvonil giorgiyu", "Giorgi"), ("govoril s ninoj", "Nina"),
        ("peredal veru", "Vera"),
        # English
        ("called Vera", "Vera"), ("called vera", "Vera"), ("met Vera's husband", "Vera"),
        ("spoke with Nick", "Nicholas"), ("Vera called back", "Vera"),
        ("mr Jones paid", "Jones"), ("called jones, 4 windows", "Jones"), ("Mark called", "Mark"),
        ("talked to Katherine Smith", "Katherine Smith"),
        ("customer Xyzabc refused", "Xyzabc"), ("told McDowell about it", "McDowell"),
        # bare
        ("beridze", "Beridze"), ("Kiknavelidze", "Kiknavelidze"), ("გიორგი", "Georgii"),
        ("giorgi kipiani", "Giorgi Kipiani"), ("ХАТУНА", "Khatuna"),
    ],
)  # fmt: skip
def test_a_name_is_found_in_any_case_and_script(text: str, name: str) -> None:
    mentions = read_names(text)
    assert len(mentions) == 1, mentions
    assert make_search_key(name) in mentions[0].spellings[: 6 if " " not in name else LIKELIEST]
    assert mentions[0].text == mentions[0].span.cut(text)


@pytest.mark.parametrize(
    "text",
    [
        "Thursday", "call back tomorrow", "May 5 at 10", "will call tomorrow", "I will mark it done", "ok",
        "thanks!", "4 windows, Saburtalo, 6000",
        "windows saburtalo", "sent the offer on Monday", "measurement on Friday in Batumi", "No answer",
        "Paid 3000", "none of the nine lines",
        "the date is late", "what is overdue today?", "How much is left?", "HE IS NOT READY YET",
        "Balcony Glazing For The Kitchen", "",
        "позвонил и сказал что дорого", "спасибо", "4 окна, Сабуртало, 6000", "в мае перезвонить",
        "он согласен или нет", "замер во вторник",
        "отправил КП", "перезвонить насчёт окон", "мир вашему дому", "лиды за неделю", "не берёт трубку",
        "ванная 5 метров", "смонтировали",
        "ხვალ დავურეკო", "უარი თქვა", "4 ფანჯარა საბურთალოზე", "ხუთშაბათს 11-ზე აზომვა", "კლიენტს დავურეკე",
        "მადლობა", "ფასი ძვირია", "არ მპასუხობს",
        "დღის ბოლოს დავურეკო", "ოფისში შევხვდით", "xval 10 saatze gadavureko", "ar mipasuxa", "zavtra v 10 zamer",
        "okna i dver", "gadavurekav paraskevs",
    ],
)  # fmt: skip
def test_ordinary_words_are_nobody(text: str) -> None:
    assert read_names(text) == []


def test_two_people_are_two_mentions_in_order() -> None:
    for text in ("called Vera and Natia", "позвонил Вере и Натии", "ვერას და ნათიას დავურეკე"):
        found = read_names(text)
        assert [mention.spellings[0] for mention in found] == ["vera", "natia"]
        assert found[0].span < found[1].span


def test_what_is_taken_is_no_name() -> None:
    assert find("Rustaveli 20, Vera", ("Rustaveli 20, Vera",)) == []
    assert [mention.text for mention in find("Vera, Chavchavadze 12", ("Chavchavadze 12",))] == ["Vera"]


@pytest.mark.parametrize(
    ("text", "said", "key"),
    [
        ("შპს ალფა დარეკა", "შპს ალფა", "alpa"), ("შპს ალფას დავურეკე", "შპს ალფას", "alpa"),
        ("ООО «Альфа» оплатили", "ООО «Альфа»", "alpa"),
        ("ООО Альфа Строй думает", "ООО Альфа Строй", "alpa stroi"), ("Alfa LLC called", "Alfa LLC", "alpa"),
        ("called Alfa-s", "Alfa-s", "alpa"),
        ("звонил в компанию Ромашка", "Ромашка", "romashka"), ("კომპანია „ვარდი“ დათანხმდა", "„ვარდი“", "vardi"),
    ],
)  # fmt: skip
def test_organisations_are_looked_for_without_their_legal_form(text: str, said: str, key: str) -> None:
    (mention,) = read_names(text)
    assert mention.text.strip("„“") == said.strip("„“")
    assert key in mention.spellings[:LIKELIEST]


@pytest.mark.parametrize(
    ("text", "kind", "digits"),
    [
        ("#1003", MentionKind.DEAL_NUMBER, "1003"), ("№1003", MentionKind.DEAL_NUMBER, "1003"),
        ("№ 7 paid", MentionKind.DEAL_NUMBER, "7"),
        ("deal 1003 paid", MentionKind.DEAL_NUMBER, "1003"), ("сделка 1003", MentionKind.DEAL_NUMBER, "1003"),
        ("заказ номер 12", MentionKind.DEAL_NUMBER, "12"),
        ("по сделке №1003", MentionKind.DEAL_NUMBER, "1003"), ("გარიგება 1003", MentionKind.DEAL_NUMBER, "1003"),
        ("1003 გარიგება", None, ""),
        ("order 4 windows", None, ""), ("order 140x120", None, ""), ("заказ 6000₾", None, ""),
        ("deal 1003.50", None, ""),
        ("…4567 called", MentionKind.PHONE_TAIL, "4567"), ("клиент ...4567", MentionKind.PHONE_TAIL, "4567"),
        ("ending in 4567", MentionKind.PHONE_TAIL, "4567"),
        ("оканчивается на 4567", MentionKind.PHONE_TAIL, "4567"),
        ("4567-ით მთავრდება", MentionKind.PHONE_TAIL, "4567"), ("*4567", MentionKind.PHONE_TAIL, "4567"),
    ],
)  # fmt: skip
def test_deals_and_telephones_are_meant_by_their_digits(text: str, kind: MentionKind | None, digits: str) -> None:
    found = [mention for mention in find(text) if mention.kind is not MentionKind.NAME]
    assert [(mention.kind, mention.spellings) for mention in found] == ([] if kind is None else [(kind, (digits,))])


def test_a_sum_is_no_deal() -> None:
    assert [mention.kind for mention in find("deal 6000 lari", ("6000 lari",))] == []


@pytest.mark.parametrize(
    "text",
    [
        "call her",
        "позвони ей",
        "с ним говорил",
        "მას დავურეკე",
        "ამ კლიენტს დავურეკე",
        "this one is ready",
        "mastan velaparake",
        "по этой сделке",
        "met him",
    ],
)
def test_whoever_is_in_view_is_meant_by_a_pronoun(text: str) -> None:
    assert [mention.kind for mention in find(text)] == [MentionKind.PRONOUN]


@pytest.mark.parametrize("text", ["come on friday", "on time", "მე-3 დღე", "as soon as it is done"])
def test_words_like_pronouns_mean_nobody(text: str) -> None:
    assert find_mentions(cut(text), text, OFFICE) == ()


@pytest.mark.parametrize(
    ("text", "colleague"),
    [
        ("let Levan measure tomorrow", 1), ("пусть Леван заедет завтра", 1), ("передать Левану", 1),
        ("უთხარი ლევანს ხვალ წავიდეს", 1), ("ლევანი წავა", 1),
        ("Levan's visits today", 1), ("tell levan kapanadze", 1), ("what has Keti today", 2),
        ("кети пусть перезвонит", 2), ("დაავალე ქეთის", 2),
        ("remind me tomorrow", 7), ("напомни мне завтра", 7), ("levans utxari", 1),
    ],
)  # fmt: skip
def test_colleagues_are_known_by_their_names(text: str, colleague: int) -> None:
    assert [mention.colleague_id for mention in find_mentions(cut(text), text, OFFICE)] == [colleague]


@pytest.mark.parametrize(
    "text",
    ["called Levan", "Леван отказался", "клиенту Левану", "ლევანს დავურეკე", "Levan Beridze tomorrow", "Дима оплатил"],
)
def test_customers_may_be_called_as_colleagues_are(text: str) -> None:
    (mention,) = find_mentions(cut(text), text, OFFICE)
    assert (mention.kind, mention.colleague_id) == (MentionKind.NAME, None)


def test_a_name_of_two_colleagues_means_neither_for_sure() -> None:
    context = replace(PLAIN, colleagues=(Colleague(1, "Levan Kapanadze"), Colleague(2, "ლევანი")))
    text = "let Levan measure"
    assert [mention.kind for mention in find_mentions(cut(text), text, context)] == [MentionKind.NAME]


def test_the_phones_that_were_found_become_mentions() -> None:
    text = "599 12 34 56 or …4567"
    phones = (PhoneFound("+995599123456", Span(0, 12)), PhoneFound("4567", Span(16, 21), is_tail=True))
    assert [(one.kind, one.text, one.spellings) for one in mention_phones(phones, text)] == [
        (MentionKind.PHONE, "599 12 34 56", ("995599123456",)),
        (MentionKind.PHONE_TAIL, "…4567", ("4567",)),
    ]


GEORGIAN = [
    "ნანა", "მაკა", "თეა", "ქეთევან", "მარიამ", "ზურაბ", "ვახტანგ", "ირაკლი", "ბესო", "შოთა",
    "ლაშა", "ელენე", "სალომე", "ეკატერინე", "ნოდარ", "თენგიზ", "დათო", "ჟუჟუნა", "ხათუნა", "ციალა",
]  # fmt: skip


@pytest.mark.parametrize("name", GEORGIAN)
def test_every_georgian_case_leads_to_the_nominative(name: str) -> None:
    stem = name.removesuffix("ი")
    is_open = name[-1] in "აეოუი"
    endings = ("ს", "მ", "სთან", "სთვის", "სგან", "ს") if is_open else ("ს", "მა", "თან", "ისთვის", "ისგან", "ის")
    for ending in endings:
        word = (name if is_open else stem) + ending
        assert make_search_key(name) in list_spellings(word, "ka")[:LIKELIEST], word


RUSSIAN = {
    "Анна": "Анны Анне Анну Анной", "Иван": "Ивана Ивану Иваном Иване", "Дмитрий": "Дмитрия Дмитрию Дмитрием",
    "Юлия": "Юлии Юлию Юлией",
    "Алексей": "Алексея Алексею Алексеем", "Игорь": "Игоря Игорю Игорем", "Оля": "Оли Оле Олю Олей",
    "Ольга": "Ольги Ольге Ольгу Ольгой",
    "Сидоров": "Сидорова Сидорову Сидоровым Сидорове", "Сидорова": "Сидоровой Сидорову",
    "Достоевский": "Достоевского Достоевскому Достоевским",
    "Достоевская": "Достоевской Достоевскую", "Наталья": "Натальи Наталье Наталью Натальей",
    "Павел": "Павла Павлу Павлом", "Никита": "Никиты Никите Никитой",
}  # fmt: skip


@pytest.mark.parametrize("name", RUSSIAN)
def test_every_russian_case_leads_to_the_nominative(name: str) -> None:
    for word in RUSSIAN[name].split():
        assert make_search_key(name) in list_spellings(word, "ru"), word


def test_two_words_are_put_into_the_nominative_together() -> None:
    assert list_spellings(("Вере", "Ивановой"), "ru")[0] == "vera ivanova"
    assert list_spellings("გიორგი ბერიძისთვის", "ka")[0] == "giorgi beridze"
    assert list_spellings("", "en") == list_spellings("🙂 12", "ka") == ()


@given(st.text(max_size=80))
def test_any_text_has_mentions_in_order_and_apart(text: str) -> None:
    found = find_mentions(cut(text), text, OFFICE)
    assert all(one.span.end <= other.span.start for one, other in pairwise(found))
    assert all(mention.text == mention.span.cut(text) for mention in found)
    assert all(
        key == make_search_key(key) and len(mention.spellings) <= 6 for mention in found for key in mention.spellings
    )
