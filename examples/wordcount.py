"""Counts the words of text files: wordcount.py FILE... prints the most common ones."""
import sys


def words(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            for word in line.split():
                word = word.strip(".,:;!?()[]{}\"'`*#|<>-_=$&").lower()
                if word:
                    yield word


def main(paths):
    if not paths:
        print(__doc__)
        return 2
    counts = {}
    for path in paths:
        for word in words(path):
            counts[word] = counts.get(word, 0) + 1
    total = sum(counts.values())
    print(f"{total} words, {len(counts)} different")
    for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:10]:
        print(f"{count:>6} {count / total:>6.1%}  {word}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
