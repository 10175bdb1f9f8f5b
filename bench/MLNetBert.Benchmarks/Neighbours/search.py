"""Seconds, by the clock and of all cores, that scikit-learn's brute force takes for the searches of a sampler of imbalanced-learn, and for nothing else; at first, then again.

    search.py METHOD FEATURES.npy LABELS.npy
"""
import sys
import time

import numpy as np
from sklearn.neighbors import NearestNeighbors

method, features, labels = sys.argv[1:]
X, y = np.load(features), np.load(labels)
small, large = X[y == 1], X[y == 0]
searches = {
    "smote": [(small, small, 6)],
    "adasyn": [(X, small, 6), (small, small, 6)],
    "edited-nearest-neighbours": [(X, large, 4)],
    "tomek-links": [(X, X, 2)],
    "near-miss": [(small, large, 3)],
}[method]
for _ in range(2):
    wall, cpu = time.perf_counter(), time.process_time()
    for fitted, asked, k in searches:
        NearestNeighbors(n_neighbors=k, algorithm="brute").fit(fitted).kneighbors(asked)
    print(time.perf_counter() - wall, time.process_time() - cpu)
