# Parsing tables of text, grouping, aligning, and generating reports with every string tool.
TABLE = """
name    | born | died | field        | works
--------+------+------+--------------+---------------------------
Ada     | 1815 | 1852 | mathematics  | notes, programs
Charles | 1791 | 1871 | engineering  | engines; tables; passages
Mary    | 1780 | 1872 | science      |
Émilie  | 1706 | 1749 | physics      | principia, fire
Sophie  | 1776 | 1831 | mathematics  | elasticity
"""


def parse(text):
    lines = [line for line in text.strip().splitlines() if not set(line) <= set("-+ ")]
    header, *rows = ([cell.strip() for cell in line.split("|")] for line in lines)
    for row in rows:
        record = dict(zip(header, row, strict=True))
        record["works"] = [w.strip() for w in record["works"].replace(";", ",").split(",") if w.strip()]
        for key in ("born", "died"):
            record[key] = int(record[key])
        yield record


people = list(parse(TABLE))
print(len(people), people[0], people[2]["works"])
for person in sorted(people, key=lambda p: p["died"] - p["born"], reverse=True):
    print("{name:.<12}{age:.>4} {field!s:^14} {n:+d}".format(age=person["died"] - person["born"], n=len(person["works"]), **person))
fields = {}
for person in people:
    fields.setdefault(person["field"], []).append(person["name"])
print(*(f"{field.title()}: {' & '.join(sorted(names))}" for field, names in sorted(fields.items())), sep="\n")


def columns(rows, *, sep="  "):
    rows = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*rows)]
    for row in rows:
        yield sep.join(cell.rjust(width) if cell.lstrip("-").isdigit() else cell.ljust(width) for cell, width in zip(row, widths)).rstrip()


print(*columns([("name", "born", "letters")] + [(p["name"], p["born"], len(set(p["name"].lower()))) for p in people]), sep="\n")
text = "It was the best of times, it was the worst of times; it was the age of wisdom... It was the age of foolishness!"
words = "".join(c.lower() if c.isalpha() else " " for c in text).split()
counts = {w: words.count(w) for w in dict.fromkeys(words)}
print(counts, max(counts, key=counts.get), [w for w, n in counts.items() if n == 1])
for word, n in sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))[:4]:
    print(f"{word:<6}{'#' * n} {n / len(words):6.1%}")


def wrap(text, width):
    line = []
    for word in text.split():
        if sum(map(len, line)) + len(line) + len(word) > width:
            yield " ".join(line)
            line = []
        line.append(word)
    if line:
        yield " ".join(line)


def justify(line, width):
    words = line.split()
    if len(words) == 1:
        return line
    gaps, extra = divmod(width - sum(map(len, words)), len(words) - 1)
    return "".join(word + " " * (gaps + (i < extra)) for i, word in enumerate(words)).rstrip()


for line in wrap(text, 30):
    print("|" + justify(line, 30).ljust(30) + "|")


def roman(n):
    out = ""
    for value, digit in ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        count, n = divmod(n, value)
        out += digit * count
    return out


print([roman(n) for n in (1, 4, 9, 14, 40, 90, 400, 1994, 2024, 3999)])
caesar = str.maketrans("abcdefghijklmnopqrstuvwxyz", "nopqrstuvwxyzabcdefghijklm")
print("hello world".translate(caesar), "hello world".translate(caesar).translate(caesar), "".join(sorted("typewriter")), "racecar" == "racecar"[::-1])
encoded = "".join(f"{c}{n}" for c, n in [(c, len(run)) for c, run in [(run[0], run) for run in "aaa bb c dddd".split()]])
print(encoded, "%-10s|%5.2f|%05d" % ("left", 3.14159, 42), "a\tb".expandtabs(8), "x=%(x)s" % {"x": [1]}, "{:,}".format(1234567.891), "{:e}".format(12345.678), f"{255:#06x} {5:08b} {1e-7:g}")
