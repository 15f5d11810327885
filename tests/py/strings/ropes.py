# Building strings by repeated concatenation, in every direction, and reading them while they grow.
s = ""
for i in range(5000):
    s += "ab" if i % 3 else "é"
print(len(s), s[:5], s[-5:], s.count("é"), s[2500], hash(s) == hash("".join("ab" if i % 3 else "é" for i in range(5000))))
t = ""
for i in range(1000):
    t = str(i) + t
print(len(t), t[:12], t[-12:], t.find("500"))
u = v = "base"
u += "1"
v += "2"
w = u
w += "3"
print(u, v, w, u is not w)
parts = []
x = ""
for i in range(300):
    x += chr(65 + i % 26)
    if i % 50 == 0:
        parts.append(x)
print([len(p) for p in parts], parts[1][-3:], all(b.startswith(a) for a, b in zip(parts, parts[1:])))


class Holder:
    text = ""


h = Holder()
d = {"k": ""}
l = [""]
for i in range(500):
    h.text += "x"
    d["k"] += "y€"
    l[0] += f"{i}"
print(len(h.text), len(d["k"]), len(l[0]), d["k"][-1], l[0][-3:], h.text == "x" * 500, d["k"] in {"y€" * 500}, {d["k"]: 1}["y€" * 500])
y = "start"
for _ in range(12):
    y += y
print(len(y), y[:10], y[-10:], y.count("start"), y == "start" * 4096)
z = "q" * 1000
z += z[:0]
z += ""
z = "" + z
print(len(z), z + "!" == "q" * 1000 + "!", (z + "a" + z)[1000], (z + "a")[1000], len(z * 3 + z))
big = ""
for i in range(200):
    big += "line %d\n" % i
print(len(big.splitlines()), big.split("\n")[150], big.upper()[-9:], big.replace("line", "L")[:8], big.encode()[-4:], big.startswith("line 0"), big.isascii(), sorted(big)[0] == "\n", max(big), big.strip().endswith("199"), f"{big:.6}", int(big[5:6]), big[::-1][:5])


def build(n):
    out = ""
    for i in range(n):
        out += yield_value(i)
        if i == n // 2:
            middle = out
    return out, middle


def yield_value(i):
    return "<" + str(i) + ">"


out, middle = build(100)
print(len(out), len(middle), out.startswith(middle), out[len(middle):][:4])
surrogate = "\ud83d"
joined = surrogate + "\ude00"
print(len(joined), ascii(joined), joined == "\ud83d\ude00", joined == "😀", ascii("a" + surrogate), len("😀" + "é" + "a"))
k = "key"
table = {}
for i in range(50):
    k += "."
    table[k] = i
print(len(table), table["key" + "." * 25], list(table)[3], k in table, sum(table.values()))
