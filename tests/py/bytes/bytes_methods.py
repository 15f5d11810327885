# bytes: construction, methods, indexing, errors.
print(bytes(), bytes(3), bytes([1, 2, 255]), bytes("é", "utf-8"), bytes(b"x"), bytes(range(5)), bytes(bytearray(b"q")), b"\x00\x7f\x80\xff'\"", b'"' + b"'")
data = b"hello world"
print(data[0], data[-1], data[1:4], data[::-1], data[::3], len(data), 104 in data, b"lo w" in data, b"" in data, list(data[:3]), data * 2, data + b"!")
for sub in (b"o", b"wor", b"", b"z", 111):
    print(sub, data.find(sub), data.rfind(sub), data.count(sub), data.find(sub, 5), data.startswith(b"he") and data.endswith((b"x", b"ld")))
print(data.split(), data.split(b"o"), data.rsplit(b"o", 1), data.partition(b" "), data.rpartition(b"l"), b"a\nb\r\nc".splitlines(), b"a\nb".splitlines(True))
print(data.replace(b"o", b"0"), data.replace(b"l", b"", 2), data.upper(), data.title(), data.capitalize(), b"AbC".swapcase(), b"ABC".lower(), data.center(15, b"*"), b"7".zfill(3), b"-7".zfill(4), b"a\tb".expandtabs(4))
print(b" x ".strip(), b"xxaxx".strip(b"x"), b" x".lstrip(), b"x ".rstrip(), b"prefix-a".removeprefix(b"prefix-"), b"a.py".removesuffix(b".py"), b",".join([b"a", bytearray(b"b")]), data.translate(None, b"lo"), data.translate(bytes.maketrans(b"lo", b"01")))
print(b"abc".isalpha(), b"12".isdigit(), b"a1".isalnum(), b" \n".isspace(), b"Ab".istitle(), b"AB".isupper(), b"ab".islower(), b"\x80".isascii())
print(data.hex(), data.hex(":"), data.hex("-", 4), data.hex("_", -3), bytes.fromhex("de AD be\tef"), bytes.fromhex(b"0102"), data.decode(), b"\xe9".decode("latin-1"))
print(b"abc" < b"abd", b"a" == bytearray(b"a"), b"a" == "a", hash(b"x") == hash(memoryview(b"x")), {b"k": 1}[b"k"], sorted([b"b", b"a", b"B"]), max(b"abc"), b"\\n\n\t\r")
for call in ("bytes([256])", "bytes([-1])", "bytes('x')", "bytes(-1)", "bytes('é', 'ascii')", "bytes(1.5)", "bytes([1.5])", "bytes(1, 'utf-8')", "bytes(None)", "b'a' + 'b'", "b'a'[5]", "b'a' * 'x'", "b'abc'.find('a')",
             "b'a'.join(['b'])", "bytes.fromhex('1')", "bytes.fromhex('zz')", "b'a'.index(b'z')", "b'a'.split(b'')", "300 in b'a'", "'a' in b'a'", "b'a'.center(5, 'x')", "b'a'.replace('a', 'b')", "bytes.maketrans(b'a', b'bc')", "b'a'.hex('ab')", "bytes(5, errors='x')"):
    try:
        print(call, eval(call))
    except Exception as e:
        print(call, "->", type(e).__name__, e)


class B:
    def __bytes__(self):
        return b"made"


class Sub(bytes):
    def __repr__(self):
        return "Sub!" + super().__repr__()


print(bytes(B()), Sub(b"x"), Sub(b"xy")[0:1], type(Sub(b"xy")[:]).__name__, Sub(b"a") + b"b", [Sub(b"q")], b"%s" % Sub(b"z"), Sub(3) == b"\0\0\0")
for i, byte in enumerate(b"AZ"):
    print(i, byte, chr(byte))
