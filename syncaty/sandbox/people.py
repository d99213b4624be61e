"""Invents shoppers and the small changes they make to their own details."""

import random
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from syncaty.sandbox.ids import Ids
from syncaty.sandbox.model import Customer
from syncaty.sandbox.names import CITIES, FAMILIES, MEN, WOMEN, Country

_CITY_WEIGHTS = [weight for _, _, weight in CITIES]


class People:
    """Makes customers out of one stream of chance, each with an id, phone and e-mail of its own."""

    def __init__(self, chance: random.Random, ids: Ids) -> None:
        self._chance = chance
        self._ids = ids

    def person(self, at: datetime) -> Customer:
        """Invent somebody who registers at `at`."""
        chance = self._chance
        woman = chance.random() < 0.58
        first = chance.choice(WOMEN if woman else MEN)
        family = chance.choice(FAMILIES)
        script = 0 if chance.random() < 0.75 else 1
        city, country, _ = chance.choices(CITIES, _CITY_WEIGHTS)[0]
        identity = self._ids.next()
        told_city = chance.random() < 0.92
        return Customer(
            id=identity,
            first_name=first[script],
            last_name=family[script],
            mobile=self._mobile(country),
            mobile_code=country.dial,
            email=f"{first[1]}.{family[1]}{self._ids.count}@example.com".lower()
            if chance.random() < 0.9
            else "",
            gender=("female" if woman else "male") if chance.random() < 0.85 else "",
            birthday=self._birthday() if chance.random() < 0.6 else None,
            city=city if told_city else "",
            country=country.name,
            country_code=country.code,
            currency=country.currency,
            language="en" if script else "ar",
            joined_at=at,
            updated_at=at,
        )

    def change(self, customer: Customer, at: datetime) -> Customer:
        """Give the customer after a change of their own: a new city, phone, e-mail or birthday."""
        pick = self._chance.random()
        if pick < 0.5:
            city, country, _ = self._chance.choices(CITIES, _CITY_WEIGHTS)[0]
            return replace(
                customer,
                city=city,
                country=country.name,
                country_code=country.code,
                updated_at=at,
            )
        if pick < 0.7:
            country = next(c for _, c, _ in CITIES if c.dial == customer.mobile_code)
            return replace(customer, mobile=self._mobile(country), updated_at=at)
        if pick < 0.85:
            return replace(customer, email=f"new.{customer.id}@example.com", updated_at=at)
        return replace(customer, birthday=self._birthday(), updated_at=at)

    def _mobile(self, country: Country) -> str:
        start = self._chance.choice(country.starts)
        missing = country.digits - len(start)
        return start + str(self._chance.randrange(10**missing)).zfill(missing)

    def _birthday(self) -> date:
        return date(1960, 1, 1) + timedelta(days=self._chance.randrange(16_000))
