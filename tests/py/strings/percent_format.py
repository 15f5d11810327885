# The % operator on str.
print("%s %r %a %d %i %u" % ("s", "r", "é", 1, 2.9, True))
print("%5d|%-5d|%05d|%+d|% d|%+05d|%x|%X|%#x|%o|%#o|%c|%c" % (42, 42, 42, 42, 42, 42, 255, 255, 255, 8, 8, 65, "z"))
print("%f|%.2f|%10.3f|%-10.1f|%+.0f|%e|%.3E|%g|%G|%#g|%.3g" % (1.5, 2.345, 3.14159, 2.5, 2.5, 12345.678, 0.00012, 1e-10, 1e20, 1.0, 1234567.0))
print("%5s|%-5s|%.2s|%5.1s|%%|%s" % ("ab", "ab", "abc", "xyz", None))
print("%(a)s %(b)05.1f %(a)r %%" % {"a": "x", "b": 2.25})
print("%*d|%-*d|%.*f" % (6, 42, 6, 42, 2, 3.14159))
print("%s" % [1, 2], "%s" % (5,), "%s %s" % ("a", ("b",)), "plain" % (), "plain" % {}, "%s" % {"k": 1}, "%.0f %.0f" % (0.5, 1.5))
print("%d" % 10**30, "%x" % 2**70, "%d" % -0.9, "%s" % 1e300, "%.10d" % 42, "%.3x" % 10, "%#.4x" % 10, "%5%|")
print("%f %e %g" % (float("inf"), float("nan"), -float("inf")), "%05d %5s" % (-42, -42), "%c%c" % ("€", 0x1F600))
for text, value in (("%d", "x"), ("%d", None), ("%x", 1.5), ("%c", "ab"), ("%c", -1), ("%c", 0x110000), ("%s %s", ("a",)), ("%s", ("a", "b")), ("%z", 1),
                    ("%", 1), ("%(a)s", 5), ("%(a)s", {"b": 1}), ("%(a", {"a": 1}), ("%*d", ("x", 1)), ("%f", "1"), ("abc", 5), ("%s%s", {"a": 1})):
    try:
        print(text % value)
    except Exception as e:
        print(repr(text), value, "->", type(e).__name__, e)


class F:
    def __float__(self):
        return 1.25

    def __index__(self):
        return 7


print("%f %d %x %c" % (F(), F(), F(), F()))
print(b"%s %d %x %r %a" % (b"bytes", 5, 255, "r", "é"), b"%5s|%-5s|%b" % (b"a", b"b", b"c"))
try:
    b"%s" % "str"
except TypeError as e:
    print(e)
