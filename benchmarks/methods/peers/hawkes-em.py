# EM of a Hawkes process of two types in numpy: the peer of benchmarks/methods/lines/processes.ts.
# Usage: python3 hawkes-em.py FOLDER EVENTS ITERATIONS REACH_TIME REACH_DISTANCE
import json
import sys
import time

import numpy as np

folder, _, iterations, reach_time, reach = sys.argv[1:6]
iterations, reach_time, reach = int(iterations), float(reach_time), float(reach)
values = np.fromfile(folder + "/events.f64").reshape(4, -1)
t, x, y, kind = values[0], values[1], values[2], values[3].astype(np.int64)
n, span, area = len(t), 1000.0, 1e4

started = time.perf_counter()
# the pairs, target by target, are cut out of the sorted times; strips along x keep candidates few
order = np.argsort(t, kind="stable")
t, x, y, kind = t[order], x[order], y[order], kind[order]
strip = np.floor(x / reach).astype(np.int64)
cause, effect = [], []
for s in range(strip.max() + 1):
    targets = np.flatnonzero(strip == s)
    near = np.flatnonzero(np.abs(strip - s) <= 1)
    first = np.searchsorted(t[near], t[targets] - reach_time)
    last = np.searchsorted(t[near], t[targets])
    count = last - first
    place = np.repeat(first - np.cumsum(count) + count, count) + np.arange(count.sum())
    i, j = near[place], np.repeat(targets, count)
    keep = (x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2 <= reach * reach
    cause.append(i[keep])
    effect.append(j[keep])
cause, effect = np.concatenate(cause), np.concatenate(effect)
delay = t[effect] - t[cause]
square = (x[effect] - x[cause]) ** 2 + (y[effect] - y[cause]) ** 2
pair_kind = kind[cause] * 2 + kind[effect]

# the iteration as its formulas are written, vectorised
counts = np.bincount(kind, minlength=2)
mu = 0.5 * counts / span
branching = np.full((2, 2), 0.2)
omega, variance = 0.1, 1.0
for _ in range(iterations):
    delays = omega * np.exp(-omega * delay)
    distances = np.exp(-square / (2 * variance)) / (2 * np.pi * variance)
    weight = branching[kind[cause], kind[effect]] * delays * distances
    background = mu[kind] / area
    intensity = background + np.bincount(effect, weight, minlength=n)
    seen = np.bincount(kind, 1 - np.exp(-omega * (span - t)), minlength=2)
    p = weight / intensity[effect]
    caused = np.bincount(pair_kind, p, minlength=4).reshape(2, 2)
    total = p.sum()
    mu = np.bincount(kind, background / intensity, minlength=2) / span
    branching = caused / seen[:, None]
    omega = total / (p * delay).sum()
    variance = (p * square).sum() / (2 * total)
seconds = time.perf_counter() - started
check = [*mu, *branching.ravel(), omega, variance**0.5, len(delay)]
print(json.dumps({"seconds": seconds, "check": [float(value) for value in check]}))
