"""The second-price auction: the highest bid wins and pays the second-highest.

"How do I write the final price as a function of the bids?" As the program that finds it: keep the two highest
bids so far. It is a function made of branches; on the path that ran it is the identity of one bid, so the gradient
is 1 for the runner-up and 0 for everybody else, the winner too. That is the point of the mechanism: a bidder's own
bid decides whether they win, never what they pay.

The second part makes that visible. When the highest rival bid is uncertain, a bidder climbs the gradient of their
expected gain. With the second price they end at their true value; when the winner pays the own bid, at half of it.
"""

import numpy as np

from srcxform import differentiable, grad


@differentiable
def final_price(bids):
    highest = second = 0.0
    for bid in bids:
        if bid > highest:
            second = highest
            highest = bid
        elif bid > second:
            second = bid
    return second


def final_price_by_sorting(bids):
    return np.sort(bids)[-2]


def gain_at_second_price(bid, value, rivals, width):
    """Expected gain; a rival bid is beaten with a probability that rises smoothly around it."""
    winning = 1 / (1 + np.exp((rivals - bid) / width))
    return np.mean(winning * (value - rivals))


def gain_at_first_price(bid, value, rivals, width):
    winning = 1 / (1 + np.exp((rivals - bid) / width))
    return np.mean(winning * (value - bid))


def best_bid(gain, value, rivals):
    """Gradient ascent from a bid of nearly nothing."""
    slope = grad(gain, wrt="bid")
    bid = 0.1
    for _ in range(400):
        bid += 0.2 * slope(bid, value, rivals, 0.02)
    return bid


bids = np.array([3.0, 8.0, 5.0, 7.0])
gradient = grad(final_price)(bids)
print("bids:              ", bids)
print("final price:       ", final_price(bids))
print("d(price)/d(bids):  ", gradient)
assert final_price(bids) == final_price_by_sorting(bids) == 7.0
assert np.array_equal(gradient, [0.0, 0.0, 0.0, 1.0])
assert np.array_equal(grad(final_price_by_sorting)(bids), gradient)

rivals = (np.arange(500) + 0.5) / 500  # uniform between 0 and 1
second = best_bid(gain_at_second_price, 0.6, rivals)
first = best_bid(gain_at_first_price, 0.6, rivals)
print(f"best bid for a thing worth 0.60, paying the second price: {second:.2f}")
print(f"best bid for a thing worth 0.60, paying the own bid:      {first:.2f}")
assert abs(second - 0.6) < 0.005
assert abs(first - 0.3) < 0.005
