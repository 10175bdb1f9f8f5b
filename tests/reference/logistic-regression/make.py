"""Writes fits.json.gz: scikit-learn's logistic regressions on made-up data, run until the gradient stays below 1e-9;
cross-validated predictions (the fold of a row is its number modulo 5); and principal components.

    python3 make.py     # Debian 12: python3-sklearn 1.2.1
"""
import gzip
import json

import numpy as np
import sklearn
from sklearn.datasets import make_classification
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, confusion_matrix, f1_score
from sklearn.model_selection import PredefinedSplit, cross_val_predict

fits = []
for name, classes, rows, columns, share in (
        ("binary", 2, 150, 9, [.85, .15]), ("three", 3, 200, 13, [.6, .3, .1]), ("five", 5, 220, 6, None), ("wide", 3, 40, 60, [.5, .3, .2])):
    X, y = make_classification(
        rows, columns, n_informative=min(columns, 5), n_redundant=0, n_classes=classes, n_clusters_per_class=1,
        weights=share, class_sep=.7, flip_y=.05, random_state=3)
    X = X.astype(np.float32)
    y = y * 3 - 2  # labels are any numbers
    weights = np.round(np.random.RandomState(5).uniform(0, 3, rows), 3)
    for key, C, w in (("C=1", 1, None), ("C=0.01", .01, None), ("C=100", 100, None), ("C=1, weights", 1, weights)):
        model = LogisticRegression(C=C, tol=1e-12, max_iter=300, solver="newton-cg").fit(X.astype(np.float64), y, sample_weight=w)
        fits.append({
            "name": f"{name}, {key}", "C": C, "X": [[float(v) for v in row] for row in X], "y": y.tolist(),
            "weights": None if w is None else w.tolist(),
            "coef": model.coef_.tolist(), "intercept": model.intercept_.tolist(), "predicted": model.predict(X.astype(np.float64)).tolist()})
    folds = PredefinedSplit(np.arange(rows) % 5)
    cross = {}
    for key, class_weight in (("none", None), ("class-weight", "balanced")):
        model = LogisticRegression(tol=1e-12, max_iter=300, solver="newton-cg", class_weight=class_weight)
        predicted = cross_val_predict(model, X.astype(np.float64), y, cv=folds)
        cross[key] = {
            "predicted": predicted.tolist(), "confusion_matrix": confusion_matrix(y, predicted).tolist(),
            "balanced_accuracy": balanced_accuracy_score(y, predicted), "macro_f1": f1_score(y, predicted, average="macro"),
            "fold_balanced_accuracy": [balanced_accuracy_score(y[test], predicted[test]) for _, test in folds.split()]}
    pca = PCA(2, svd_solver="full").fit(X.astype(np.float64))
    fits[-4]["cross_validated"] = cross
    fits[-4]["pca"] = {
        "explained_variance_ratio": pca.explained_variance_ratio_.sum(), "projected": pca.transform(X.astype(np.float64)).tolist()}
with gzip.GzipFile("fits.json.gz", "wb", mtime=0) as out:
    out.write(json.dumps({"scikit-learn": sklearn.__version__, "numpy": np.__version__, "fits": fits}).encode())
