"""Many races on one store, judged now and then, with figures of what came."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import sqlalchemy as sa

from catalog.model import Catalogue
from portal.store.connections import Database
from tests.races.attempts import LOST
from tests.races.deeds import ACTORS, ring
from tests.races.judge import judge


def campaign(database: Database, catalogue: Catalogue, seed: int, rounds: int, every: int = 500) -> dict[str, Any]:
    """Runs races and says what came; it ends early with the first violations."""
    place = ring(database, catalogue, seed)
    states: Counter[str] = Counter()
    with ThreadPoolExecutor(ACTORS) as pool:
        for round_ in range(1, rounds + 1):
            race = place.race(pool)
            states[place.state(race)] += 1
            place.clear(race)
            if round_ % every == 0 or round_ == rounds:
                verdict = judge(place)
                if verdict.violations:
                    break
    attempts = [one for race in place.races for one in race.attempts if one.act != LOST]
    return {
        "races": len(place.races),
        "attempts": len(attempts),
        "done": dict(sorted(Counter(one.act for one in attempts if one.answer == "done").items())),
        "refused": dict(sorted(Counter(one.answer for one in attempts if one.answer != "done").items())),
        "states_after_the_race": dict(sorted(states.items())),
        "contended_races": verdict.contended,
        "attempts_that_met_anothers_act": verdict.met,
        "times_several_went_on_at_once": place.together,
        "violations": verdict.violations[:20],
    }


def missed(database: Database, catalogue: Catalogue, seed: int, rounds: int = 300) -> str:
    """Who says that a rule is gone, and after how many races: the judge, or the database itself; "" for nobody."""
    try:
        came = campaign(database, catalogue, seed, rounds, every=5)
    except sa.exc.DBAPIError as held:
        return f"the database: {str(held.orig).splitlines()[0]}"
    return f"the judge after {came['races']} races: {came['violations'][0]}" if came["violations"] else ""
