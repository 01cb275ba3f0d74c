"""The topics of random programs by name, and the program of a seed."""

from __future__ import annotations

import random

from tests.fuzz import closures, complexes, comprehensions, containers, contexts, exceptions, iterators, objects
from tests.fuzz.generator import Generator, Topic

TOPICS: dict[str, Topic] = {
    topic.name: topic
    for topic in (
        containers.TOPIC,
        closures.TOPIC,
        objects.TOPIC,
        exceptions.TOPIC,
        comprehensions.TOPIC,
        contexts.WITH,
        contexts.MATCH,
        complexes.TOPIC,
        iterators.TOPIC,
    )
}
PLAIN = "plain"


def topics_of(seed: int, allowed: tuple[str, ...]) -> tuple[Topic, ...]:
    """One to three of the allowed topics; `plain` among them stands for programs without any."""
    draw = random.Random(f"topics {seed}")
    count = min(draw.choice((1, 1, 2, 2, 3)), len(allowed))
    chosen = draw.sample(allowed, count)
    return () if chosen[0] == PLAIN else tuple(TOPICS[name] for name in sorted(chosen) if name != PLAIN)


def program_text(seed: int, allowed: tuple[str, ...] = ()) -> str:
    """The program of a seed; without topics, the plain one."""
    return Generator(seed, topics=topics_of(seed, allowed) if allowed else ()).program()
