"""Building strings: +=, join, format, f-strings, replace, multiplication."""
import sys
import time


def run():
    for _ in range(8):
        text = ""
        for i in range(60000):
            text += chr(97 + i % 26)
    parts = []
    for i in range(320000):
        parts.append(f"{i:05d}-{i % 7}")
    joined = ",".join(parts)
    lines = []
    for i in range(160000):
        lines.append("%s=%d;%s" % ("key", i, "x" * (i & 7)))
    lines.append("{}|{:>8}|{!r}".format(1, "right", "quoted"))
    body = "\n".join(lines).replace("key", "name").upper()
    reverse = text[::-1]
    return len(text), len(joined), len(body), hash_text(body) ^ hash_text(reverse[:50000])


def hash_text(text):
    h = 0
    for c in text[:200000]:
        h = (h * 31 + ord(c)) & 0xFFFFFFFF
    return h


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
