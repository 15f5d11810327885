# repr and str of floats: shortest digits that read back, exponents, specials.
values = [0.0, -0.0, 1.0, 0.1, 0.2 + 0.1, 1 / 3, 2 / 3, 1e15, 1e16, 1e17, 123456789012345680.0, 1e-4, 1e-5, 0.00012345,
          5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 9007199254740993.0, 1e22, 1e23, 100.0, 1234567.0,
          3.141592653589793, 2.718281828459045, 1e100, 1.5e-10, 4.35, 0.3, 2.675, 1e21, 123e-7]
for value in values:
    print(repr(value), str(-value), float(repr(value)) == value, value.hex())
for text in ("inf", "-inf", "nan", "Infinity", "+INF", "-nAn", " 1.5 ", "1_0.0_1", "1e5", ".5", "5.", "-.5e-3", "0x1p3"):
    try:
        print(text, float(text))
    except ValueError as e:
        print(e)
for text in ("", ".", "e5", "1e", "1__0", "abc", "1 2", "--1"):
    try:
        print(float(text))
    except ValueError as e:
        print(e)
for text in ("0x1.8p3", "-0x.8p-1", "0x1p-1074", "inf", "1", "0x1.fffffffffffffp1023"):
    print(text, float.fromhex(text))
for n in range(-30, 30, 3):
    value = 1.2345678901234567 * 10.0**n
    print(value, f"{value:.3g}", f"{value:.5e}", f"{value:.2f}")
print([float(str(0.1 * i)) == 0.1 * i for i in range(50)].count(True))
print(float(b"2.5"), float(bytearray(b"3")), float(True), float(10**15))
