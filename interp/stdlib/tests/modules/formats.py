# _struct, array, _csv, _json: each assertion holds in CPython 3.14 too.


def raises(kind, call, text=None):
    try:
        call()
    except kind as error:
        assert text is None or str(error) == text, str(error)
    else:
        raise AssertionError("nothing raised")


pack, unpack = _struct.pack, _struct.unpack
assert pack("<bhiq?e", 1, 2, 3, 4, True, 1.5) == b"\x01\x02\x00\x03\x00\x00\x00\x04\x00\x00\x00\x00\x00\x00\x00\x01\x00>"
assert unpack(">F", b"?\x80\x00\x00@\x00\x00\x00") == (1 + 2j,)
assert _struct.calcsize("bFbD") == 32
raises(_struct.error, lambda: pack("b", 200), "'b' format requires -128 <= number <= 127")
assert list(_struct.iter_unpack("<h", b"\x01\x00\xff\xff")) == [(1,), (-1,)]
target = bytearray(6)
_struct.pack_into(">H", target, 2, 258)
assert target == b"\0\0\1\2\0\0" and _struct.unpack_from(">H", target, -4) == (258,)

numbers = array.array("i", range(6))
numbers[1:3] = array.array("i", [9, 9, 9])
del numbers[::2]
assert numbers.tolist() == [9, 9, 4] and repr(array.array("w", "ab")) == "array('w', 'ab')"
raises(OverflowError, lambda: array.array("b", [200]), "signed char is greater than maximum")
assert memoryview(array.array("d", [1.5])).tolist() == [1.5]
assert array._array_reconstructor(array.array, "i", 9, b"\0\0\0\1") == array.array("i", [1])

rows = list(_csv.reader(['a,"b', 'c""d",e', "", '"x", y'], skipinitialspace=True))
assert rows == [["a", 'bc"d', "e"], [], ["x", "y"]], rows
lines = []


class Sink:
    def write(self, line):
        lines.append(line)


_csv.writer(Sink()).writerows([[1, "a,b", None, 'q"'], [""]])
assert lines == ['1,"a,b",,"q"""\r\n', '""\r\n'], lines
raises(_csv.Error, lambda: _csv.get_dialect("none such"), "unknown dialect")


class Context:
    strict, object_hook, object_pairs_hook = True, None, None
    parse_float, parse_int, parse_constant = float, int, str


scan = _json.make_scanner(Context)
text = '{"k\\u00e9": [1, -2.5e3, "\\ud83d\\ude00\\n", null, true], "k": {}}'
assert scan(text, 0) == ({"k\xe9": [1, -2500.0, "\U0001f600\n", None, True], "k": {}}, len(text))
assert _json.encode_basestring_ascii('\xe9"\U0001f600\x7f') == '"\\u00e9\\"\\ud83d\\ude00\\u007f"'
encode = _json.make_encoder({}, None, _json.encode_basestring, None, ": ", ", ", True, False, False)
assert encode({"b": [1, 2.5, None], "a": ("\xe9",)}, 0) == ('{"a": ["\xe9"], "b": [1, 2.5, null]}',)
raises(ValueError, lambda: encode([float("inf")], 0), "Out of range float values are not JSON compliant: inf")
loop = []
loop.append(loop)
raises(ValueError, lambda: encode(loop, 0), "Circular reference detected")
