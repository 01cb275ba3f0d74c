"""`heapq` and `bisect`: shortest paths, queues of events, tables in order."""

from __future__ import annotations

import bisect
import heapq
from heapq import heappop, heappush

import numpy as np

from tests.catalogue.entry import example

X = np.array([0.5, 1.2, 0.8])


@example(X)
def shortest_path(x):
    roads = [[(1, x[0]), (2, x[1])], [(2, x[2] * 0.1), (3, 3.0)], [(3, x[1] * 2)], []]
    distances = [np.inf] * 4
    distances[0] = 0.0
    queue = [(0.0, 0)]
    while queue:
        distance, town = heapq.heappop(queue)
        if distance > distances[town]:
            continue
        for other, length in roads[town]:
            if distance + length < distances[other]:
                distances[other] = distance + length
                heapq.heappush(queue, (distances[other], other))
    return distances[3] ** 2


@example(X)
def shortest_path_on_a_grid(x):
    cost = np.outer(x, [1.0, 2.0, 0.5]) + 0.1
    height, width = cost.shape
    best = {(0, 0): 0.0}
    queue = [(0.0, (0, 0))]
    while queue:
        distance, (i, j) = heapq.heappop(queue)
        if (i, j) == (height - 1, width - 1):
            return distance
        for down, right in ((1, 0), (0, 1), (-1, 0), (0, -1)):
            there = i + down, j + right
            if 0 <= there[0] < height and 0 <= there[1] < width:
                longer = distance + cost[there]
                if there not in best or longer < best[there]:
                    best[there] = longer
                    heapq.heappush(queue, (longer, there))


@example(X)
def customers_at_a_counter(x):
    events = []
    for who in range(3):
        heappush(events, (x[who] * 0.7, who))
    waited, free_at = 0.0, 0.0
    while events:
        time, who = heappop(events)
        begins = max(time, free_at)
        waited += begins - time
        free_at = begins + 0.9 * x[who]
    return waited


@example(X)
def all_steps_of_a_heap(x):
    heap = [*x, x[0] * x[1], x[1] * x[2], 0.1 * x[2]]
    heapq.heapify(heap)
    first = heapq.heapreplace(heap, x[0] ** 2)
    second = heapq.heappushpop(heap, x[1] * 3)
    third = heapq.heappushpop(heap, x[1] * 0.01)
    inside = sum((k + 1) * v for k, v in enumerate(heap))
    return first + 2 * second + 5 * third + inside


@example(X)
def extremes_of_a_heap(x):
    largest, smallest = heapq.nlargest(2, [*x, x[0] * x[1]]), heapq.nsmallest(1, x, key=lambda v: -v)
    return largest[0] * 2 + largest[1] ** 2 + smallest[0] ** 3


@example(X)
def knots_of_a_table(x):
    knots, values = [0.0, 0.4, 0.9, 1.5], [x[0], x[1], x[2], x[0] * x[1]]
    total = 0.0
    for q in [0.1, 0.5, 1.1]:
        k = bisect.bisect(knots, q) - 1
        weight = (q - knots[k]) / (knots[k + 1] - knots[k])
        total += (1 - weight) * values[k] + weight * values[k + 1]
    return total


@example(X)
def kept_in_order(x):
    order = []
    for v in x:
        bisect.insort(order, v * v)
    bisect.insort_left(order, x[1] * 0.7, key=lambda v: v)
    return sum((k + 1) * v for k, v in enumerate(order)) * bisect.bisect_left(order, 0.5, 1)
