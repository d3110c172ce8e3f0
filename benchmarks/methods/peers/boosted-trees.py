import json, os, sys, time
os.environ['OMP_NUM_THREADS'] = '1'
import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.metrics import mean_poisson_deviance

folder, rows, features, trees = sys.argv[1], *map(int, sys.argv[2:5])
table = np.fromfile(f'{folder}/table.f64').reshape(rows, features)
outcome = np.fromfile(f'{folder}/outcome.f64')
model = HistGradientBoostingRegressor(loss='poisson', max_iter=trees, early_stopping=False)
started = time.perf_counter()
model.fit(table, outcome)
seconds = time.perf_counter() - started
print(json.dumps({'seconds': seconds, 'check': [mean_poisson_deviance(outcome, model.predict(table))]}))
