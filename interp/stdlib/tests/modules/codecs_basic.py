# _codecs, binascii, _string: results as CPython 3.14 gives them. Only native modules can be imported here.
def raises(kind, f, *args):
    try:
        f(*args)
    except kind as e:
        return str(e)
    raise AssertionError(f"{kind} not raised")


c = _codecs
assert c.utf_8_decode(b"a\xc3") == ("a", 1)
assert c.utf_8_decode(b"a\xc3", "replace", True) == ("a\ufffd", 2)
assert c.utf_16_ex_decode(b"\xfe\xff\0a", "strict", 0, True) == ("a", 4, 1)
assert c.utf_7_encode("a\u20ac+") == (b"a+IKwAKw-", 3)
assert c.unicode_escape_encode("\n\u1234") == (b"\\n\\u1234", 2)
assert c.escape_decode(b"\\x41\\n") == (b"A\n", 6)
assert raises(UnicodeEncodeError, c.latin_1_encode, "\u0100") == (
    "'latin-1' codec can't encode character '\\u0100' in position 0: ordinal not in range(256)")
assert c.charmap_encode("ab", "strict", {97: 1, 98: b"xy"}) == (b"\x01xy", 2)
assert c.charmap_decode(b"\0\1", "replace", "a\ufffe") == ("a\ufffd", 2)
mapping = c.charmap_build("\0" + "abc")
assert type(mapping).__name__ == "EncodingMap" and c.charmap_encode("cab", None, mapping)[0] == b"\3\1\2"


def swap(error):
    error.object = b"xyz"
    return "?", 1


c.register_error("codecs_basic.swap", swap)
assert c.ascii_decode(b"\xff", "codecs_basic.swap") == ("?yz", 1)
assert raises(LookupError, c.ascii_encode, "\xff", "codecs_basic.none") == (
    "unknown error handler name 'codecs_basic.none'")
assert c._unregister_error("codecs_basic.swap") and not c._unregister_error("codecs_basic.swap")
error = UnicodeEncodeError("utf-8", "a\udc80", 1, 2, "x")
assert c.lookup_error("surrogateescape")(error) == (b"\x80", 2)
assert c.lookup_error("xmlcharrefreplace")(error) == ("&#56448;", 2)

b = binascii
assert b.b2a_base64(b"abcd", newline=False) == b"YWJjZA==" and b.a2b_base64("YWJj ZA==") == b"abcd"
assert raises(b.Error, b.a2b_base64, b"YQ") == "Incorrect padding"
assert b.hexlify(b"abcde", "-", 2) == b"61-6263-6465" and b.unhexlify("6162") == b"ab"
assert b.crc32(b"123456789") == 0xCBF43926 and b.crc_hqx(b"123456789", 0) == 0x31C3
assert b.a2b_uu(b.b2a_uu(b"hello")) == b"hello" and b.b2a_qp(b"a=\xff ") == b"a=3D=FF=20"

parts = list(_string.formatter_parser("a{b!r:>{w}}}}"))
assert parts == [("a", "b", ">{w}", "r"), ("}", None, None, None)], parts
first, rest = _string.formatter_field_name_split("0.a[k]")
assert first == 0 and list(rest) == [(True, "a"), (False, "k")]
assert raises(_locale.Error, _locale.setlocale, 6, "no such locale") == "unsupported locale setting"
