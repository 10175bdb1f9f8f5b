"""Writes src/MLNetBert.Tokenizers/Unicode/unicode.bin from the measured tables of the reference data.

    python3 eng/unicode/make_tables.py

What the Hugging Face library does with each code point is measured (tests/reference/tokenizers/unicode), because its tables
are of several Unicode versions. Combining classes are Python's (Unicode 14 or newer), less the code points that the
library's NFD, of Unicode 9, does not move: measured too, and everything else of Unicode 14 was found to agree.

Format, gzip-compressed, numbers as LEB128: the number of tables; for each its name (length, ASCII), its kind (0 class, 1 map,
2 values), the number of bytes of its content, and the content:
  class   number of ranges; for each: first code point less the previous end, number of code points
  map     number of entries; for each: code point less the previous one, number of code points of the result, those
  values  number of ranges; for each: first less the previous end, number of code points, value
"""
import gzip
import json
import pathlib

root = pathlib.Path(__file__).resolve().parents[2]
source = root / "tests/reference/tokenizers/unicode"
target = root / "src/MLNetBert.Tokenizers/Unicode/unicode.bin"


def number(n):
    out = bytearray()
    while True:
        out.append(n & 127 | (128 if n > 127 else 0))
        n >>= 7
        if not n:
            return bytes(out)


def rows(name):
    with gzip.open(source / name, "rt", encoding="ascii") as f:
        return [json.loads(line) for line in f]


def ranges_content(ranges):
    out, last = number(len(ranges)), 0
    for first, end, *value in ranges:
        out += number(first - last) + number(end - first) + b"".join(map(number, value))
        last = end
    return out


def map_content(entries):
    out, last = number(len(entries)), 0
    for code, result in sorted(entries):
        out += number(code - last) + number(len(result)) + b"".join(map(number, result))
        last = code
    return out


tables = []
for row in rows("classes.jsonl.gz"):
    ranges = [(int(r[0], 16), int(r[-1], 16) + 1) for r in row["ranges"]]
    assert sum(e - f for f, e in ranges) == row["count"], row["class"]
    tables.append((row["class"], 0, ranges_content(ranges)))
maps = {}
for row in rows("maps.jsonl.gz"):
    maps.setdefault(row["map"], []).append((int(row["from"], 16), [int(c, 16) for c in row["to"].split()]))
for name, entries in maps.items():
    tables.append((name, 1, map_content(entries)))
def lines(name):
    for line in (pathlib.Path(__file__).parent / name).read_text(encoding="ascii").splitlines():
        if line and line[0] != "#":
            yield line.split(" ")


def spread(words):
    """The code points of ranges such as 300-36F."""
    for word in words:
        first, _, last = word.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def values_content(values):
    """Ranges of equal values of a dictionary from code point to value."""
    out = []
    for code, value in sorted(values.items()):
        if out and out[-1][1] == code and out[-1][2] == value:
            out[-1][1] = code + 1
        else:
            out.append([code, code + 1, value])
    return ranges_content(out)


classes, compositions = {}, []
for kind, name, *rest in lines("normalization.txt"):
    if kind == "ccc":
        classes.update((code, int(name)) for code in spread(rest))
    else:
        compositions.append((int(name, 16), [int(code, 16) for code in rest]))
tables.append(("combining_class", 2, values_content(classes)))
tables.append(("compose", 1, map_content(compositions)))

# The numbers are those of Graphemes.Break, plus flags for Indic_Conjunct_Break.
breaks = "Other CR LF Control Extend ZWJ Regional_Indicator Prepend SpacingMark L V T LV LVT Extended_Pictographic InCB_Consonant".split()
graphemes = {0xAC00 + i: breaks.index("LVT" if i % 28 else "LV") for i in range(11172)}
for name, *rest in lines("graphemes.txt"):
    value = {"InCB_Extend": 64, "InCB_Linker": 128}.get(name) or breaks.index(name)
    for code in spread(rest):
        graphemes[code] = graphemes.get(code, 0) | value
tables.append(("grapheme_break", 2, values_content(graphemes)))

# The numbers are those of GeneralCategories; 0 is Cn.
categories, sets = {}, {"Numeric": "numeric", "Word": "regex.word", "Han": "regex.han"}
names = "Cn Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Co".split()
for name, *rest in lines("categories.txt"):
    if name in sets:
        members = set(spread(rest))
        ranges = []
        for code in sorted(members):
            if ranges and ranges[-1][1] == code:
                ranges[-1][1] = code + 1
            else:
                ranges.append([code, code + 1])
        tables.append((sets[name], 0, ranges_content(ranges)))
    else:
        categories.update(dict.fromkeys(spread(rest), names.index(name)))
tables.append(("general_category", 2, values_content(categories)))

out = number(len(tables))
for name, kind, content in tables:
    out += number(len(name)) + name.encode() + number(kind) + number(len(content)) + content
target.write_bytes(gzip.compress(out, 9, mtime=0))
print(target, target.stat().st_size, "bytes;", ", ".join(name for name, _, _ in tables))
