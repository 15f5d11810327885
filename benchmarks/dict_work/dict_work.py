"""Dictionaries: counting words, grouping, nested tables, deletion, iteration over views."""
import sys
import time


def words(n):
    seed = 12345
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        yield "w%d" % (seed >> 16 & 1023)


WORDS = list(words(400000))


def run():
    counts = {}
    for word in WORDS:
        counts[word] = counts.get(word, 0) + 1
    groups = {}
    for word, count in counts.items():
        groups.setdefault(count % 10, []).append(word)
    table = {}
    for i, word in enumerate(WORDS):
        row = table.get(i & 63)
        if row is None:
            row = table[i & 63] = {}
        if word in row:
            del row[word]
        else:
            row[word] = i
    grid = {}
    for x in range(400):
        for y in range(300):
            grid[x, y] = x * y
    total = sum(grid[x, x // 2] for x in range(150))
    for row in table.values():
        for key, value in row.items():
            total += value
    inverted = {value: key for key, value in grid.items()}
    return total, len(inverted), sorted((k, len(v)) for k, v in groups.items())


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
