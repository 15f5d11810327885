# Literals, escapes, repr, ascii, raw strings, surrogates.
print(repr("a'b"), repr('a"b'), repr("a'b\"c"), repr("\\"), repr("\n\r\t\0\x07\x1b\x7f"), repr("\x80\xa0\xad\xff"))
print(repr("\u0378\u200b\u2028\ue000\uffff"), repr("\U0001F600\U000E0001\U0010FFFF"), repr("é€"), ascii("é€😀\n'"))
print(r"a\nb\'c", R'\\', "\x41\101\u0041\U00000041\N{LATIN SMALL LETTER A WITH GRAVE}", "a\
b", """triple "quoted"
'text'""", '\a\b\f\v'.encode())
print("\ud800" == "\ud800", len("\ud800\udc00"), repr("\ud800\udc00"), ascii("\udfff"))
for text, encoding in (("\ud800", "utf-8"), ("é", "ascii"), ("€", "latin-1")):
    try:
        text.encode(encoding)
    except UnicodeEncodeError as e:
        print(e, e.start, e.end, e.reason, e.encoding)
print("\ud800x".encode("utf-8", "surrogatepass"), "\udc80".encode("utf-8", "surrogateescape"), b"\xff".decode("utf-8", "surrogateescape") == "\udcff")
print(b"\xff\xfea".decode("utf-8", "replace"), b"a\xffb".decode("ascii", "ignore"), b"a\xff".decode("utf-8", "backslashreplace"))
try:
    b"ab\xc3".decode()
except UnicodeDecodeError as e:
    print(e, e.object, e.start, e.end)
try:
    b"ab\xf0\x28\x8c\x28".decode()
except UnicodeDecodeError as e:
    print(e)
print(str(b"abc", "ascii"), str(b"abc"), str(), str(5), str(object=None), str(b"\xe9", "latin-1"), str(b"\xe9", errors="replace"))
print(str(["a'", "é\n", 'b"']), repr(("x",)), str({"k'": "v\t"}))


class Named:
    def __repr__(self):
        return "Named<é>"

    def __str__(self):
        return "str!"


n = Named()
print(n, repr(n), ascii(n), [n], f"{n} {n!r} {n!a}", "%s %r %a" % (n, n, n), str(n).upper())


class BadStr:
    def __str__(self):
        return 5

    __repr__ = __str__


for f in (str, repr, ascii, "{}".format, "{!r}".format):
    try:
        f(BadStr())
    except TypeError as e:
        print(e)
