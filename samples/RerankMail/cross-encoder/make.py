#!/usr/bin/env python3
"""Makes the cross-encoder of this folder: a graph whose weights are counted, not trained. Needs Python 3 alone; writes the same bytes every time.

    python3 samples/RerankMail/cross-encoder/make.py
"""
import csv, json, math, os, re, struct, unicodedata
from collections import Counter

HERE = os.path.dirname(os.path.abspath(__file__))
MAILS = os.path.join(HERE, "..", "..", "data", "mail-subjects.csv")


def words(text):
    """BERT's basic tokenization: lower case, no accents, punctuation apart."""
    text = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn")
    return re.findall(r"[^\W_]+|[^\w\s]|_", text)


with open(MAILS, encoding="utf-8", newline="") as file:
    subjects = [set(words(row["text"])) for row in csv.DictReader(file)]
seen = Counter(word for subject in subjects for word in subject)
letters = sorted({c for word in seen for c in word})
known = sorted(word for word, count in seen.items() if count > 1 and len(word) > 1)
vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + letters + ["##" + c for c in letters] + known

# A word weighs what it tells (inverse document frequency); single letters, punctuation and special tokens tell nothing.
weights = [math.log(len(subjects) / seen[token]) if token in seen and len(token) > 1 else 0.0 for token in vocabulary]


# onnx.proto, as far as this graph needs it.
def varint(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out + bytes([value]))


def number(field, value):
    return varint(field << 3) + varint(value & 0xFFFFFFFFFFFFFFFF)


def text(field, value):
    data = value if isinstance(value, bytes) else value.encode()
    return varint(field << 3 | 2) + varint(len(data)) + data


def tensor(name, kind, dims, data):
    return text(5, b"".join(number(1, d) for d in dims) + number(2, kind) + text(8, name) + text(9, data))


def floats(name, dims, *values):
    return tensor(name, 1, dims, struct.pack("<%df" % len(values), *values))


def integers(name, *values):
    return tensor(name, 7, [len(values)], struct.pack("<%dq" % len(values), *values))


def value(field, name, kind, *dims):
    shape = b"".join(text(1, number(1, d) if isinstance(d, int) else text(2, d)) for d in dims)
    return text(field, text(1, name) + text(2, text(1, number(1, kind) + text(2, shape))))


def node(kind, inputs, output, **attributes):
    out = b"".join(text(1, i) for i in inputs.split()) + text(2, output) + text(3, output) + text(4, kind)
    for name, setting in attributes.items():
        out += text(5, text(1, name) + (number(8, setting[0]) + number(20, 7) if isinstance(setting, list) else number(3, setting) + number(20, 2)))
    return text(1, out)


def share(one, other, out):
    """The share of one text's weight, [batch, 1, 1], that lies on tokens which the other has too."""
    return [
        node("Unsqueeze", other + " axis1", out + "_other"),                           # [batch, 1, sequence]
        node("Mul", "same " + out + "_other", out + "_pairs"),
        node("ReduceMax", out + "_pairs", out + "_found", axes=[2], keepdims=1),       # [batch, sequence, 1]
        node("Mul", "weight " + one, out + "_flat"),
        node("Unsqueeze", out + "_flat axis1", out + "_weight"),
        node("MatMul", out + "_weight " + out + "_found", out + "_shared"),            # [batch, 1, 1]
        node("MatMul", out + "_weight mask_column", out + "_whole"),
        node("Max", out + "_whole tiny", out + "_divisor"),
        node("Div", out + "_shared " + out + "_divisor", out),
    ]


nodes = [
    node("Gather", "weights input_ids", "weight_column"),
    node("Squeeze", "weight_column axis2", "weight"),
    node("Unsqueeze", "input_ids axis2", "rows"),
    node("Unsqueeze", "input_ids axis1", "columns"),
    node("Equal", "rows columns", "equal"),
    node("Cast", "equal", "same", to=1),
    node("Cast", "attention_mask", "mask", to=1),
    node("Unsqueeze", "mask axis2", "mask_column"),
    node("Cast", "token_type_ids", "types", to=1),
    node("Mul", "types mask", "passage"),
    node("Sub", "mask passage", "query"),
    *share("query", "passage", "recall"),
    *share("passage", "query", "precision"),
    node("Mul", "recall six", "recall_score"),
    node("Mul", "precision two", "precision_score"),
    node("Add", "recall_score precision_score", "score"),
    node("Sub", "score four", "logit"),
    node("Squeeze", "logit axis2", "logits"),
]
constants = [
    floats("weights", [len(weights), 1], *weights), integers("axis1", 1), integers("axis2", 2),
    floats("tiny", [], 1e-6), floats("six", [], 6), floats("two", [], 2), floats("four", [], 4),
]
inputs = [value(11, name, 7, "batch", "sequence") for name in ("input_ids", "attention_mask", "token_type_ids")]
graph = b"".join(nodes) + text(2, "overlap") + b"".join(constants + inputs) + value(12, "logits", 1, "batch", 1)
model = number(1, 7) + text(2, "make.py") + text(7, graph) + text(8, text(1, "") + number(2, 13))

config = {
    "architectures": ["BertForSequenceClassification"], "model_type": "bert", "vocab_size": len(vocabulary), "type_vocab_size": 2, "max_position_embeddings": 512,
    "id2label": {"0": "LABEL_0"}, "label2id": {"LABEL_0": 0}, "sentence_transformers": {"activation_fn": "torch.nn.modules.activation.Sigmoid"},
}
files = {
    "model.onnx": model,
    "vocab.txt": "".join(token + "\n" for token in vocabulary).encode(),
    "config.json": (json.dumps(config, indent=2) + "\n").encode(),
    "tokenizer_config.json": (json.dumps({"tokenizer_class": "BertTokenizer", "do_lower_case": True, "model_max_length": 512}, indent=2) + "\n").encode(),
}
for name, content in files.items():
    with open(os.path.join(HERE, name), "wb") as file:
        file.write(content)
