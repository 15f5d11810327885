"""Taking strings apart: split, strip, find, slices, startswith, int() and float() of text."""
import sys
import time


def make_log():
    lines = []
    for i in range(80000):
        level = ("INFO", "WARNING", "ERROR")[i % 3]
        lines.append("  2024-%02d-%02d %s [worker-%d] took=%d.%03ds path=/api/v%d/items/%d?q=a%%20b  "
                     % (i % 12 + 1, i % 28 + 1, level, i % 8, i % 5, i % 1000, i % 3, i))
    return "\n".join(lines)


LOG = make_log()


def run():
    counts = {}
    seconds = 0.0
    items = 0
    for line in LOG.split("\n"):
        line = line.strip()
        date, level, worker, took, path = line.split(" ")
        year, month, day = date.split("-")
        key = level.lower(), int(month)
        counts[key] = counts.get(key, 0) + int(day)
        if took.startswith("took=") and took.endswith("s"):
            seconds += float(took[5:-1])
        start = path.find("/items/")
        if start >= 0:
            end = path.index("?", start)
            items += int(path[start + 7:end])
        name, _, number = worker.strip("[]").partition("-")
        if name == "worker" and number.isdigit():
            items += len(name) * int(number)
        fields = dict(part.split("=") for part in path[path.find("?") + 1:].split("&"))
        items += fields["q"].count("%")
    return sorted(counts.items())[5], round(seconds, 3), items


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
