# int() from text and other things, and ints as text.
for text in ["0", "-0", "+5", " 12 ", "1_000", "0x1f", "0b101", "0o17", "1e3", "", "abc", "1__0", "_1", "1_", "٣٤", "--1", "0x"]:
    for base in (10, 0, 16, 2, 36):
        try:
            print(repr(text), base, int(text, base))
        except ValueError as e:
            print(repr(text), base, e)
for bad in (1, 37, -1):
    try:
        int("1", bad)
    except ValueError as e:
        print(e)
for value in (3.99, -3.99, True, b"12", bytearray(b"-7"), "9" * 40):
    print(repr(value), int(value))
for value in (None, [], 1j, float("nan"), float("inf")):
    try:
        int(value)
    except (TypeError, ValueError, OverflowError) as e:
        print(type(e).__name__, e)
try:
    int(5, 10)
except TypeError as e:
    print(e)

for n in (0, 1, -1, 255, -255, 2**64, -2**70):
    print(str(n), repr(n), hex(n), oct(n), bin(n), f"{n:x} {n:#X} {n:08b} {n:+d} {n:,} {n:_} {n:_x}")
for spec in ("d", "5d", "<5d", "^5d", ">5d", "*^7d", "=+7d", "+05d", " d", "c", "e", "f", ".2f", "g", "%", ",d", "n", "#o", "x>6"):
    print(spec, "|" + format(65, spec) + "|")
for spec in ("s", ".2d", "ff", "_,d", ",x", "+c", "q"):
    try:
        print(spec, format(65, spec))
    except ValueError as e:
        print(spec, e)


class Index:
    def __index__(self):
        return 42


class Int:
    def __int__(self):
        return 43


print(int(Index()), int(Int()), hex(Index()), [10, 20, 30][Index() - 41] if hasattr(Index, "__sub__") else "no sub")
print(int.from_bytes(b"\x01\x02"), int.from_bytes(b"\xff\xfe", "little", signed=True), int.from_bytes([1, 0], "big"))
print((1000).to_bytes(2), (-2).to_bytes(4, "little", signed=True), (0).to_bytes(0))
for args in ((256, 1), (-1, 1)):
    try:
        args[0].to_bytes(args[1])
    except OverflowError as e:
        print(e)
print((10).bit_count(), (-10).bit_count(), (2**100 - 1).bit_count(), (7).as_integer_ratio(), (7).is_integer())
print((5).real, (5).imag, (5).numerator, (5).denominator, (5).conjugate(), True.real, type(True.real))
print(round(1234, -2), round(1250, -2), round(1350, -2), round(-15, -1), round(25, -1), round(5), round(5, 3))
