"""Writes src/MLNetBert.Core/Tokenization/Unicode/unicode.bin from the measured tables of the reference data.

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
import unicodedata

root = pathlib.Path(__file__).resolve().parents[2]
source = root / "tests/reference/tokenizers/unicode"
target = root / "src/MLNetBert.Core/Tokenization/Unicode/unicode.bin"


# Code points with a combining class since Unicode 10 to 14, which the library's NFD leaves in place.
unmoved = """
7FD 898-89F 8CA-8D3 9FE C3C D3B-D3C EBA 1715 1ABF-1ACE 1DF6-1DFA A82C 10D24-10D27 10EAB-10EAC 10F46-10F50 10F82-10F85
11070 1133B 1145E 11839-1183A 1193D-1193E 11943 119E0 11A34 11A47 11A99 11D42 11D44-11D45 11D97 16FF0-16FF1
1E130-1E136 1E2AE 1E2EC-1E2EF
"""


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
later = set()
for item in unmoved.split():
    first, _, last = item.partition("-")
    later.update(range(int(first, 16), int(last or first, 16) + 1))
classes = []
for code in range(0x110000):
    value = 0 if code in later else unicodedata.combining(chr(code))
    if value and classes and classes[-1][1] == code and classes[-1][2] == value:
        classes[-1][1] = code + 1
    elif value:
        classes.append([code, code + 1, value])
tables.append(("combining_class", 2, ranges_content(classes)))

out = number(len(tables))
for name, kind, content in tables:
    out += number(len(name)) + name.encode() + number(kind) + number(len(content)) + content
target.write_bytes(gzip.compress(out, 9, mtime=0))
print(target, target.stat().st_size, "bytes;", ", ".join(name for name, _, _ in tables))
