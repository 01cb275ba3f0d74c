"""`heapq` and `bisect` on lists: the binary heap of Williams (1964), with the order of items that Python's has."""

from __future__ import annotations

import bisect
import heapq
from typing import Any

from srcxform.rules.registry import definition


def _rise(heap: Any, first: Any, place: Any) -> None:
    """Move an item up until its parent is not greater, at most to the place `first`."""
    item = heap[place]
    while place > first and item < heap[(place - 1) // 2]:
        heap[place] = heap[(place - 1) // 2]
        place = (place - 1) // 2
    heap[place] = item


def _settle(heap: Any, first: Any) -> None:
    """Move an item down along the smaller children to a leaf, and up again: mostly it belongs near the leaves."""
    item, place, child = heap[first], first, 2 * first + 1
    while child < len(heap):
        if child + 1 < len(heap) and not heap[child] < heap[child + 1]:
            child += 1
        heap[place] = heap[child]
        place, child = child, 2 * child + 1
    heap[place] = item
    _rise(heap, first, place)


@definition(heapq.heappush)
def heappush(heap: Any, item: Any) -> None:
    """Append, and let it rise."""
    heap.append(item)
    _rise(heap, 0, len(heap) - 1)


@definition(heapq.heappop)
def heappop(heap: Any) -> Any:
    """The smallest; the last takes its place."""
    last = heap.pop()
    if len(heap) == 0:
        return last
    smallest = heap[0]
    heap[0] = last
    _settle(heap, 0)
    return smallest


@definition(heapq.heapreplace)
def heapreplace(heap: Any, item: Any) -> Any:
    """The smallest, before the item comes in."""
    smallest = heap[0]
    heap[0] = item
    _settle(heap, 0)
    return smallest


@definition(heapq.heappushpop)
def heappushpop(heap: Any, item: Any) -> Any:
    """The smallest, of the item too."""
    if len(heap) > 0 and heap[0] < item:
        smallest = heap[0]
        heap[0] = item
        _settle(heap, 0)
        return smallest
    return item


@definition(heapq.heapify)
def heapify(heap: Any) -> None:
    """Each item that has children settles, from the last to the first (Floyd, 1964)."""
    for place in reversed(range(len(heap) // 2)):
        _settle(heap, place)


@definition(heapq.nsmallest)
def nsmallest(n: Any, iterable: Any, key: Any = None) -> Any:
    """The first of the sorted items."""
    return sorted(iterable, key=key)[: max(n, 0)]


@definition(heapq.nlargest)
def nlargest(n: Any, iterable: Any, key: Any = None) -> Any:
    """The last of the sorted items, from the greatest on; equals stay in their order."""
    return sorted(iterable, key=key, reverse=True)[: max(n, 0)]


@definition(bisect.bisect_right)
def bisect_right(a: Any, x: Any, lo: Any = 0, hi: Any = None, *, key: Any = None) -> Any:
    """The place behind all items that are not greater."""
    return _searched(a, lambda item: x < item, lo, hi, key)


@definition(bisect.bisect_left)
def bisect_left(a: Any, x: Any, lo: Any = 0, hi: Any = None, *, key: Any = None) -> Any:
    """The place before all items that are not smaller."""
    return _searched(a, lambda item: not item < x, lo, hi, key)


def _searched(a: Any, is_behind: Any, lo: Any, hi: Any, key: Any) -> Any:
    """The first place whose item lies behind, of items that are sorted."""
    if lo < 0:
        raise ValueError("lo must be non-negative")
    first, end = lo, len(a) if hi is None else hi
    while first < end:
        middle = (first + end) // 2
        if is_behind(a[middle] if key is None else key(a[middle])):
            end = middle
        else:
            first = middle + 1
    return first


@definition(bisect.insort_right)
def insort_right(a: Any, x: Any, lo: Any = 0, hi: Any = None, *, key: Any = None) -> None:
    """Put an item behind all that are not greater."""
    a.insert(bisect_right(a, x if key is None else key(x), lo, hi, key=key), x)


@definition(bisect.insort_left)
def insort_left(a: Any, x: Any, lo: Any = 0, hi: Any = None, *, key: Any = None) -> None:
    """Put an item before all that are not smaller."""
    a.insert(bisect_left(a, x if key is None else key(x), lo, hi, key=key), x)
