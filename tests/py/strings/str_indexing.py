# Indexing and slicing strings of different widths.
texts = ["hello", "héllo", "h€llo", "h😀llo", "a" * 50 + "😀" + "b" * 50, ""]
for s in texts:
    print(len(s), repr(s[:8]), [s[i] for i in range(min(len(s), 5))], s[-1:] , s[::-1][:6], s[1:4], s[::2][:5], s[-3:-1], s[4:1:-1], s[10:], s[:-2][:6])
s = "héllo😀wörld"
print([s[i:j] for i in range(0, len(s), 3) for j in range(i, len(s), 4)])
print(s[slice(None)], s[slice(1, None, 3)], s[5], s[-1], s[True], [hex(ord(c)) for c in s[4:7]])
for index in (99, -99, 1.5, "a", None):
    try:
        s[index]
    except (IndexError, TypeError) as e:
        print(type(e).__name__, e)
try:
    s[0] = "x"
except TypeError as e:
    print(e)
try:
    del s[0]
except TypeError as e:
    print(e)
try:
    s[::0]
except ValueError as e:
    print(e)
print(list(s), list(reversed("añb")), sorted("zaé€A"), "".join(sorted("hello", reverse=True)))
print("é" == "é", len("é"), "abc" < "abd", "a" < "B", "Z" < "a", "" < "a", "é" > "z", "\uffff" < "\U00010000")
print("ab" * 3, 3 * "ab", "ab" * 0, "ab" * -1, "a" "b" 'c', "x" + "y" + "€" + "😀")
print(s.encode(), s.encode("utf-16-le")[:8], s.encode("latin-1", "replace"), s.encode("ascii", "backslashreplace"), s.encode("ascii", "xmlcharrefreplace"))
t = "a"
for i in range(12):
    t += chr(0x60 + 37 * i)
    print(len(t), t[-1], t[i // 2], end=" ")
print(t)
big = "".join(chr(0x3B1 + i % 24) if i % 3 else "x" for i in range(3000))
print(len(big), big[1500], big[2999], big[-3000], big.count("x"), big.find("λ"), big.rfind("λ"), big[1000:1010], big[::300])
