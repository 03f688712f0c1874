"""The company's people on their phones, speaking one language; the scenarios press what they read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import aiohttp
from babel.messages.pofile import read_po

from bot.sandbox.phone import Message, Phone, SandboxClient
from handlers.views.reader import Reader
from tests.acceptance.product import ROOT, Product

ZONE = ZoneInfo("Asia/Tbilisi")
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63606060600000"
    "00050001a5f645400000000049454e44ae426082"
)
#: As said in the company's own data (the windows preset), by language.
STAGES = {
    "ka": {"first": "პირველი ზარი", "measurement": "აზომვა", "approval": "შეთანხმება", "payment": "გადახდა",
           "installation": "მონტაჟი", "done": "დასრულებული"},
    "ru": {"first": "Первый звонок", "measurement": "Замер", "approval": "Согласование", "payment": "Оплата",
           "installation": "Монтаж", "done": "Готово"},
    "en": {"first": "First call", "measurement": "Measurement", "approval": "Approval", "payment": "Payment",
           "installation": "Installation", "done": "Done"},
}  # fmt: skip
LANGUAGES = {"ka": "ქართული", "ru": "Русский", "en": "English"}


@dataclass
class Company:
    """Everybody's phone, and the words that they read."""

    product: Product
    client: SandboxClient
    t: Reader
    owner: Phone
    seller: Phone
    measurer: Phone
    installer: Phone
    buyer: Phone

    @property
    def everybody(self) -> tuple[Phone, ...]:
        return (self.owner, self.seller, self.measurer, self.installer, self.buyer)

    def stage(self, name: str) -> str:
        return STAGES[self.t.locale][name]

    def words(self, english: str, **values: object) -> str:
        """What a person of this language reads; `english` must be a message of the catalogues."""
        assert english in known_messages(), english
        return self.t.label(english, **values)

    async def press(self, phone: Phone, english: str, message: Message | None = None, **values: object) -> Message:
        """Press the newest button that bears these words; the screen that follows."""
        return await press(phone, self.words(english, **values), message)

    async def get(self, phone: Phone, english: str, **values: object) -> Message:
        """Wait for a message of the bot with these words."""
        return await phone.wait_for(self.words(english, **values))

    async def fill_form(self, **fields: object) -> int:
        """The request form of the company's site; the HTTP status."""
        key = await self.product.ask_one("SELECT form_key FROM company")
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.product.base_url}/forms/{key}", json={"consent": True} | fields) as answer,
        ):
            return answer.status

    async def start_again(self) -> None:
        """After the process was killed: the same company, the same phones."""
        await self.product.start()
        self.client.follow(self.product.base_url)
        await self.client.set_pace(chat=(10_000, 10_000), overall=(10_000, 10_000))

    def reset_taps(self) -> None:
        for phone in self.everybody:
            phone.taps = 0


@cache
def known_messages() -> frozenset[str]:
    with (ROOT / "locales" / "messages.pot").open("rb") as template:
        return frozenset(str(message.id) for message in read_po(template) if message.id)


async def press(phone: Phone, words: str, message: Message | None = None) -> Message:
    """Press the newest button that contains these words; what the chat shows last afterwards."""
    for shown in [message] if message else reversed(await phone.chat()):
        button = next((one for row in shown.buttons for one in row if words in one.text and one.data), None)
        if button is not None and button.data is not None:
            answer = await phone.press_data(shown.id, button.data)
            assert answer is None or not answer.alert, answer
            await phone.settled()
            return await phone.screen()
    raise AssertionError(f"{phone.name} has no button {words!r}; the chat:\n{await phone.describe()}")


async def send(phone: Phone, text: str) -> Message:
    await phone.send(text)
    await phone.settled()
    return await phone.screen()


def next_monday_morning(now: datetime) -> datetime:
    """10:30 of a Monday to come, so that the days that follow are working days."""
    today = now.astimezone(ZONE).date()
    monday = today + timedelta(days=7 - today.weekday())
    return datetime.combine(monday, time(10, 30), ZONE).astimezone(UTC)


async def add_phone(client: SandboxClient, name: str, number: int, locale: str) -> Phone:
    return await client.add_person(name=name, language=locale, phone=f"+9955991000{number:02}")


async def found_company(product: Product, client: SandboxClient, locale: str) -> Company:
    """The owner claims the company by the printed link and invites three colleagues."""
    await client.set_pace(chat=(10_000, 10_000), overall=(10_000, 10_000))
    await client.move_to(next_monday_morning(await client.now()))
    t = Reader(locale, ZONE, await client.now())
    names = ("Nino Kapanadze", "Giorgi Beridze", "Levan Maisuradze", "Zurab Kvaratskhelia", "Vera Gelashvili")
    phones = [await add_phone(client, name, 1 + number, locale) for number, name in enumerate(names)]
    company = Company(product, client, t, *phones)
    await claim(company, await product.find_owner_link())
    for phone, position in zip(phones[1:4], ("Seller", "Measurer", "Installer"), strict=True):
        await invite(company, phone, position)
    company.reset_taps()
    return company


async def claim(company: Company, link: str) -> None:
    owner, t = company.owner, company.t
    await owner.open_link(link)
    await owner.settled()
    await press(owner, LANGUAGES[t.locale])
    await send(owner, "Good Windows & <Co>")
    await press(owner, {"ka": "ფანჯრები", "ru": "Окна", "en": "Windows"}[t.locale])
    for _ in range(4):
        await company.press(owner, "Skip")


async def invite(company: Company, phone: Phone, position: str) -> None:
    await send(company.owner, "/team")
    await company.press(company.owner, "Invite")
    shown = await company.press(company.owner, position)
    link = next(word for word in shown.text.split() if "?start=i_" in word)
    await phone.open_link(link)
    await phone.settled()
    assert "Good Windows & <Co>" in (await phone.screen()).text
