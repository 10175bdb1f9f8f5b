"""Writes weighted-specificity.json: scikit-learn's weighted recall of "all other classes" against each class.

    python3 make.py ../resampling/metrics.json.gz     # Debian 12: python3-sklearn 1.2.1

The specificity of a class is the recall of the rest. imbalanced-learn's weighted specificity is not that number
(it takes the number of rows for the sum of the weights), so it cannot be the expected value.
"""
import gzip
import json
import sys

import numpy as np
import sklearn
from sklearn.metrics import balanced_accuracy_score, confusion_matrix, f1_score, recall_score

cases = []
for case in json.load(gzip.open(sys.argv[1]))["cases"]:
    truth, prediction = np.array(case["y_true"]), np.array(case["y_pred"])
    entry = {"name": case["name"]}
    for key, weights in (("unweighted", None), ("weighted", np.array(case["sample_weight"]))):
        labels = np.union1d(truth, prediction)
        entry[key] = {
            "specificity": {
                str(label): recall_score(truth != label, prediction != label, sample_weight=weights, zero_division=0)
                for label in labels},
            "confusion_matrix": confusion_matrix(truth, prediction, sample_weight=weights).tolist(),
            "balanced_accuracy": balanced_accuracy_score(truth, prediction, sample_weight=weights),
            "macro_f1": f1_score(truth, prediction, average="macro", sample_weight=weights, zero_division=0),
        }
    cases.append(entry)
with open("weighted-specificity.json", "w") as out:
    json.dump({"scikit-learn": sklearn.__version__, "numpy": np.__version__, "cases": cases}, out, indent=1)
    out.write("\n")
