"""Customers with a deal, made by the product's own actions, where a conversation is not about making them."""

from __future__ import annotations

from crm_core.customers.actions import NewCustomer, create_customer
from crm_core.deals.actions import NewDeal, create_deal
from tests.fakes.house import SELLER, House


async def add_deal(
    house: House,
    name: str,
    phone: str,
    *,
    address: str | None = "Kazbegi 3",
    wish: str | None = None,
    who: int = SELLER,
) -> int:
    """The deal's id; its number is said on every card."""
    async with house.store.work(await house.actor(who)) as work:
        customer = await create_customer(work, NewCustomer(name, phone=phone, address=address))
        deal = await create_deal(work, NewDeal(customer.id, wish=wish))
    return deal.id
