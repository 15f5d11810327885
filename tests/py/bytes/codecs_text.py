# Encodings through str.encode and bytes.decode.
text = "aé€😀\n"
for encoding in ("utf-8", "utf8", "UTF_8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "utf-8-sig"):
    data = text.encode(encoding)
    print(encoding, data, data.decode(encoding) == text)
for encoding in ("ascii", "latin-1", "iso8859-1"):
    for errors in ("strict", "ignore", "replace", "backslashreplace", "xmlcharrefreplace", "namereplace"):
        try:
            print(encoding, errors, text.encode(encoding, errors))
        except UnicodeEncodeError as e:
            print(encoding, errors, e)
bad = b"a\xffb\xe2\x82c\xed\xa0\x80d\xf4\x90\x80\x80e\xc0\xafz\xe2"
for errors in ("strict", "ignore", "replace", "backslashreplace", "surrogateescape", "surrogatepass"):
    try:
        print(errors, ascii(bad.decode("utf-8", errors)))
    except UnicodeDecodeError as e:
        print(errors, e, e.start, e.end, e.reason)
escaped = b"\x80\xfe".decode("utf-8", "surrogateescape")
print(ascii(escaped), escaped.encode("utf-8", "surrogateescape"))
for call in ("'x'.encode('nope')", "b'x'.decode('nope')", "'é'.encode('ascii', 'nope')", "b'x'.decode(5)", "'x'.encode('utf-8', 5)"):
    try:
        print(call, eval(call))
    except Exception as e:
        print(call, "->", type(e).__name__, e)
print("x".encode("nope", "strict") if 0 else "é".encode("latin-1"), bytes("é", "utf-16-le"), str(b"\xe9\x00", "utf-16-le"))
print(r"\n\x41\u20ac\N{DIGIT ONE}".encode().decode("unicode_escape"), "é\n€".encode("unicode_escape"), "é€".encode("raw_unicode_escape"), b"\\u20ac\xe9".decode("raw_unicode_escape"))
print(b"ab\xe9".decode("ascii", "replace"), len("\x80".encode("latin-1")), b"\xff\xfea\x00".decode("utf-16"), b"\xfe\xff\x00a".decode("utf-16"))
for data, encoding in ((b"a", "utf-16-le"), (b"\x00\xd8a\x00", "utf-16-le"), (b"\0\0\x11\0", "utf-32-be"), (b"abc", "utf-32-le")):
    try:
        print(data.decode(encoding))
    except UnicodeDecodeError as e:
        print(e)
