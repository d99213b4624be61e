"""Lets life go on in the stand-in's shops: shoppers come, orders move, goods change."""

import random

from syncaty.sandbox.pace import Poisson
from syncaty.sandbox.server.world import World


async def live(world: World, per_second: float) -> None:
    """Let things happen in every shop that an app is connected to, at random instants."""
    pace = Poisson(per_second, random.Random())
    while True:
        await pace.turn()
        with world.lock:
            for merchant, store in world.stores.items():
                if world.grants.connected(merchant):
                    store.step()
