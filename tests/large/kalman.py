"""Linear Kalman filter and Rauch-Tung-Striebel smoother for tracking a target in the plane.

The state of the filter is a dictionary, so that a step reads like the textbook: `state["x"]` is the mean,
`state["P"]` the covariance. Measurements that are missing are NaN, and outliers are gated.
"""

import numpy as np

GATE = 60.0


def constant_velocity_model(q, r, dt=0.5):
    """Constant-velocity motion with acceleration noise `q` and position measurements with variance `r`.

    Returns
    -------
    dict
        Transition matrix `F`, process noise `Q`, measurement matrix `H`, measurement noise `R`.
    """
    F = np.eye(4)
    F[0, 2] = dt
    F[1, 3] = dt
    block = q * np.array([[dt**4 / 4, dt**3 / 2], [dt**3 / 2, dt**2]])
    Q = np.zeros((4, 4))
    for axis in range(2):
        Q[axis, axis] = block[0, 0]
        Q[axis, axis + 2] = block[0, 1]
        Q[axis + 2, axis] = block[1, 0]
        Q[axis + 2, axis + 2] = block[1, 1]
    return {"F": F, "Q": Q, "H": np.eye(2, 4), "R": r * np.eye(2)}


def initial_state(position, velocity=(0.0, 0.0), spread=1.0):
    """A filter state centered at a position."""
    x = np.concatenate([np.asarray(position), np.asarray(velocity)])
    return {"x": x, "P": spread * np.eye(4), "loglik": 0.0, "used": 0}


def predict(state, model):
    """Time update: a new state one step later."""
    F = model["F"]
    return {
        **state,
        "x": F @ state["x"],
        "P": F @ state["P"] @ F.T + model["Q"],
    }


def innovation(state, model, z):
    """Residual of a measurement and its covariance."""
    H = model["H"]
    y = z - H @ state["x"]
    S = H @ state["P"] @ H.T + model["R"]
    return y, S


def gaussian_loglik(y, S):
    """Log density of a residual under its covariance, and its Mahalanobis distance."""
    sign, logdet = np.linalg.slogdet(S)
    assert sign > 0, "the innovation covariance must be positive definite"
    d2 = y @ np.linalg.solve(S, y)
    return -0.5 * (d2 + logdet + len(y) * np.log(2 * np.pi)), d2


def update(state, model, z):
    """Measurement update, in Joseph form; changes the state in place."""
    H, R = model["H"], model["R"]
    y, S = innovation(state, model, z)
    loglik, d2 = gaussian_loglik(y, S)
    if d2 > GATE:
        state["rejected"] = state.get("rejected", 0) + 1
        return state
    K = np.linalg.solve(S, H @ state["P"]).T
    A = np.eye(len(state["x"])) - K @ H
    state["x"] = state["x"] + K @ y
    state["P"] = A @ state["P"] @ A.T + K @ R @ K.T
    state["loglik"] += loglik
    state["used"] += 1
    return state


def kalman_filter(model, measurements, state):
    """Run the filter over all measurements.

    Returns
    -------
    history : list of dict
        For each step the predicted and the filtered mean and covariance.
    state : dict
        The state after the last step.
    """
    history = []
    for z in measurements:
        state = predict(state, model)
        record = {"x_pred": state["x"], "P_pred": state["P"]}
        if not np.any(np.isnan(z)):
            state = update(state, model, z)
        record["x"] = state["x"]
        record["P"] = state["P"]
        history.append(record)
    return history, state


def rts_smoother(model, history):
    """Smoothed means, by a pass back over the filter's history."""
    F = model["F"]
    means = [history[-1]["x"]]
    x, P = history[-1]["x"], history[-1]["P"]
    for k in range(len(history) - 2, -1, -1):
        now, later = history[k], history[k + 1]
        C = np.linalg.solve(later["P_pred"], F @ now["P"]).T
        x = now["x"] + C @ (x - later["x_pred"])
        P = now["P"] + C @ (P - later["P_pred"]) @ C.T
        means.insert(0, x)
    return np.array(means)


def simulate(steps=12, seed=3):
    """A noisy track with one missing measurement and one outlier."""
    rng = np.random.default_rng(seed)
    t = 0.5 * np.arange(1, steps + 1)
    track = np.stack([t + 0.3 * np.sin(t), 0.5 * t**1.2], axis=1)
    measurements = track + 0.2 * rng.standard_normal(track.shape)
    measurements[4] = np.nan
    measurements[8] += 40.0
    return measurements


def negative_log_likelihood(log_q, log_r, measurements):
    """What is minimised to find the noise parameters, given their logarithms."""
    model = constant_velocity_model(np.exp(log_q), np.exp(log_r))
    state = initial_state([0.0, 0.0], (1.0, 0.5))
    _, state = kalman_filter(model, measurements, state)
    return -state["loglik"] / state["used"]


def model_likelihood(model, start, measurements):
    """Log-likelihood as a function of a whole model and a starting state."""
    _, state = kalman_filter(model, measurements, start)
    return state["loglik"]


def smoothed_track(log_q, log_r, measurements):
    """Smoothed positions and the log-likelihood."""
    model = constant_velocity_model(np.exp(log_q), np.exp(log_r))
    history, state = kalman_filter(model, measurements, initial_state(measurements[0], spread=2.0))
    return {"track": rts_smoother(model, history)[:, :2], "loglik": state["loglik"]}
