"""Counts the words of the text on standard input: wordcount.py < FILE prints the most common ones."""
import sys


def words(text):
    for line in text.splitlines():
        for word in line.split():
            word = word.strip(".,:;!?()[]{}\"'`*#|<>-_=$&").lower()
            if word:
                yield word


def main():
    counts = {}
    for word in words(sys.stdin.read()):
        counts[word] = counts.get(word, 0) + 1
    total = sum(counts.values())
    print(f"{total} words, {len(counts)} different")
    for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:10]:
        print(f"{count:>6} {count / total:>6.1%}  {word}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
