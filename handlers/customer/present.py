"""Loads and shows the customer's screens: all her orders, or the one she asks about."""

from __future__ import annotations

from crm_core.orders.queries import get_order, list_orders
from crm_core.orders.rows import OrderFate
from handlers.ui.desk import Desk
from handlers.ui.order_keyboards import build_order_rows, build_orders_rows
from handlers.ui.questions import look_at
from handlers.ui.screen import Screen
from handlers.views.orders import render_order, render_orders


async def present_home(desk: Desk) -> Screen:
    """The only order under way at once; a list when there are several, or none."""
    async with desk.reading() as work:
        orders = await list_orders(work.session, desk.actor)
    under_way = [order for order in orders if order.fate is OrderFate.OPEN]
    if len(under_way) == 1 or len(orders) == 1:
        return await present_order(desk, (under_way or orders)[0].deal_id)
    return Screen(render_orders(orders, desk.t), build_orders_rows(orders, desk.t))


async def present_order(desk: Desk, deal_id: int) -> Screen:
    async with desk.reading() as work:
        order = await get_order(work.session, desk.actor, deal_id, work.now)
    await look_at(desk.state, deal_id, desk.now)
    return Screen(render_order(order, desk.t), build_order_rows(order, desk.t))
