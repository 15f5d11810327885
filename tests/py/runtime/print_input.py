# print in all its forms, and output to objects of our own.
import sys
print()
print(1, "two", 3.0, None, [4])
print("a", "b", sep="")
print("a", "b", sep=", ", end="|\n")
print(*range(5), sep="\n")
print("no newline", end="")
print(end="\n")
print("x", sep=None, end=None)


class Writer:
    def __init__(self):
        self.parts = []
        self.flushes = 0

    def write(self, text):
        self.parts.append(text)

    def flush(self):
        self.flushes += 1


w = Writer()
print("to", "writer", 5, file=w)
print("flushed", file=w, flush=True)
print(file=w)
print(w.parts, w.flushes)
for call in ("print(sep=1)", "print(end=1)", "print('a', nothing=1)", "print('a', file=5)", "print(1, 2, sep=b'')"):
    try:
        eval(call)
    except Exception as e:
        print(call, "->", type(e).__name__, e)


class Bad:
    def __str__(self):
        raise ValueError("no text")


try:
    print("before", Bad())
except ValueError as e:
    print()
    print(e)
print("é€😀 \u3042", "tab\there", "nul:\0:", sep="/")
try:
    print("\ud800")
except UnicodeEncodeError as e:
    print()
    print(e.reason)
print("to stderr", file=sys.stderr)
sys.stdout.write("direct\n")
sys.stdout.writelines(["many\n", "lines\n"])
sys.stdout.flush()
print(sys.stdout.write("count") == 5)
try:
    input()
except EOFError as e:
    print(e)
try:
    input("prompt: ")
except EOFError as e:
    print(repr(str(e)))
print(repr(print), type(print).__name__, print.__name__, print("returns") is None)
big = "x" * 100000
print(len(big), sys.stdout.write(big[:10] + "\n"))
print("first\nsecond\rthird\x0b", end="")
print(True and print("inside"), not print("again"))
