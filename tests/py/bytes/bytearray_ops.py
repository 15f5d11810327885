# bytearray: mutation of all kinds.
b = bytearray(b"hello")
b.append(33)
b.extend(b" wor")
b.extend([108, 100])
b += b"!!"
print(b, len(b), b[0], b[-2:], type(b[1:3]).__name__)
b[0] = 72
b[1:3] = b"EL"
b[5:6] = b" there,"
del b[-1]
b.insert(0, 62)
print(b, b.pop(), b.pop(0), b)
b.remove(ord("w"))
b.reverse()
print(b, b.find(b"e"), b.count(b"l"), b.index(b"E"), 69 in b, b"LE" in b)
b.clear()
print(b, bool(b))
b = bytearray(range(10))
del b[::2]
print(list(b))
b[::2] = b"abc"
print(b)
b[1:1] = bytes(3)
print(b, b.copy() is b, b.copy() == b)
b *= 2
print(b, b == bytes(b), b != b"", b < bytearray(b"zz"), b + b"x", b"x" + b, type(b + b"x").__name__, type(b"x" + b).__name__)
print(bytearray(b"a,b").split(b","), bytearray(b" x ").strip(), bytearray(b"x").join([b"1", b"2"]), bytearray(b"abc").upper(), bytearray(b"abc").hex(), bytearray.fromhex("00ff"), bytearray(b"\xc3\xa9").decode(), bytearray("é", "utf-8"))
for statement in ("b[0] = 256", "b[0] = -1", "b[0] = 'a'", "b[99] = 1", "b.append(300)", "b.append('a')", "b.extend('ab')", "b[0:2] = 5", "b[::2] = b'x'", "b.remove(255)", "bytearray().pop()", "b.pop(99)", "b += 'x'", "b[0:1] = 'a'", "hash(b)",
                  "b.insert(0, 999)", "bytearray('a')", "del b[99]"):
    b = bytearray(b"abcd")
    try:
        exec(statement)
        print(statement, b)
    except Exception as e:
        print(statement, "->", type(e).__name__, e)
b = bytearray(b"abc")
b[:] = [1, 2, 3, 4]
b[len(b):] = (5, 6)
print(list(b), b.translate(bytes(reversed(range(256))))[0], repr(bytearray(b"'\"\\")), str(bytearray(b"x")))
view = memoryview(b)
try:
    b.append(1)
except BufferError as e:
    print(type(e).__name__, e)
view[0] = 99
view.release()
b.append(1)
print(list(b), list(b for b in bytearray(b"xy")), b.resize(3), b)
