"""Character-level language model: an LSTM in plain NumPy.

After Hochreiter and Schmidhuber (1997). The network reads one character at a time and predicts the next one. Parameters
live in a dictionary; the four gates share one weight matrix.
"""

import itertools

import numpy as np


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def softmax(logits):
    """Probabilities from logits, shifted so that exp cannot overflow."""
    shifted = np.exp(logits - np.max(logits))
    return shifted / np.sum(shifted)


class Vocabulary:
    """Characters of a text, and their numbers."""

    def __init__(self, text):
        self.characters = sorted(set(text))
        self.index = {character: i for i, character in enumerate(self.characters)}

    def __len__(self):
        return len(self.characters)

    def encode(self, text):
        return [self.index[character] for character in text]

    def decode(self, numbers):
        return "".join(self.characters[number] for number in numbers)


def init_params(vocab_size, hidden_size, rng):
    """Small random weights; the forget gate starts open."""
    scale = 1.0 / np.sqrt(hidden_size)
    params = {
        "embedding": rng.normal(0.0, 0.5, (vocab_size, hidden_size)),
        "W": rng.normal(0.0, scale, (4 * hidden_size, 2 * hidden_size)),
        "b": np.zeros(4 * hidden_size),
        "W_out": rng.normal(0.0, scale, (vocab_size, hidden_size)),
        "b_out": np.zeros(vocab_size),
    }
    params["b"][hidden_size : 2 * hidden_size] = 1.0
    return params


class LSTM:
    """One layer of long short-term memory with a linear read-out.

    Parameters
    ----------
    params : dict of arrays
        See `init_params`.
    """

    def __init__(self, params):
        self.params = params
        self.hidden_size = params["b"].shape[0] // 4
        self.reset()

    def reset(self):
        """Forget what was read so far."""
        self.h = np.zeros(self.hidden_size)
        self.c = np.zeros(self.hidden_size)

    def step(self, token):
        """Read one character and return the logits of the next one."""
        n = self.hidden_size
        x = self.params["embedding"][token]
        z = self.params["W"] @ np.concatenate([x, self.h]) + self.params["b"]
        i = sigmoid(z[:n])
        f = sigmoid(z[n : 2 * n])
        o = sigmoid(z[2 * n : 3 * n])
        g = np.tanh(z[3 * n :])
        self.c = f * self.c + i * g
        self.h = o * np.tanh(self.c)
        return self.params["W_out"] @ self.h + self.params["b_out"]

    def forward(self, tokens):
        """Logits after each of the characters."""
        outputs = []
        for token in tokens:
            outputs.append(self.step(token))
        return outputs

    def __call__(self, tokens):
        return self.forward(tokens)

    def sample(self, token, length, rng):
        """Write some text that begins after a character."""
        written = []
        for _ in range(length):
            p = softmax(self.step(token))
            token = int(rng.choice(len(p), p=p))
            written.append(token)
        return written


def cross_entropy(logits, target):
    """Negative log probability of the target, in nats."""
    top = np.max(logits)
    return top + np.log(np.sum(np.exp(logits - top))) - logits[target]


def sequence_loss(params, tokens):
    """Mean cross-entropy of predicting each character of a sequence from those before it."""
    model = LSTM(params)
    total = 0.0
    for logits, target in zip(model(tokens[:-1]), tokens[1:]):
        total += cross_entropy(logits, target)
    return total / (len(tokens) - 1)


def batch_loss(params, batch, decay=1e-4):
    """Mean loss over the sequences of a batch, with weight decay on the matrices."""
    losses = [sequence_loss(params, tokens) for tokens in batch]
    penalty = 0.0
    for name, value in params.items():
        if name.startswith("W"):
            penalty += np.sum(value**2)
    return sum(losses) / len(losses) + decay * penalty


def stateful_loss(model, tokens):
    """The loss of a model object that keeps its state between calls."""
    losses = []
    for current, following in itertools.pairwise(tokens):
        losses.append(cross_entropy(model.step(current), following))
    return np.mean(losses)


def batches(tokens, length, size):
    """Cut a long sequence into batches of overlapping windows."""
    windows = [tokens[start : start + length + 1] for start in range(0, len(tokens) - length, length)]
    return [windows[start : start + size] for start in range(0, len(windows) - size + 1, size)]


def sgd(params, gradient, rate, clip=5.0):
    """One step of stochastic gradient descent; returns new parameters."""
    norm = np.sqrt(sum(np.sum(g**2) for g in gradient.values()))
    scale = rate * min(1.0, clip / (norm + 1e-12))
    return {name: value - scale * gradient[name] for name, value in params.items()}


def train(params, data, value_and_grad, rate=0.5, epochs=1):
    """Train with the gradients that `value_and_grad(batch_loss)` gives; yields the loss of each batch."""
    step = value_and_grad(batch_loss)
    losses = []
    for _ in range(epochs):
        for batch in data:
            loss, gradient = step(params, batch)
            params = sgd(params, gradient, rate)
            losses.append(loss)
    return params, losses
