# Hashes, keyed hashes, context variables.
assert _md5.md5(b"abc").hexdigest() == "900150983cd24fb0d6963f7d28e17f72"
assert _sha1.sha1(b"abc").hexdigest() == "a9993e364706816aba3e25717850c26c9cd0d89d"
assert _sha2.sha256(b"abc").hexdigest() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
assert _sha3.sha3_224(b"").hexdigest() == "6b4e03423667dbb73b6e15454f0eb1abd4597f9a1b078e3f5b5a6bc7"
assert _sha3.shake_128(b"").hexdigest(4) == "7f9c2ba4"
assert _blake2.blake2s(b"abc").hexdigest() == "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982"
h = _blake2.blake2b(b"a" * 200, key=b"k", salt=b"s", digest_size=8)
h.update(b"b")
assert (h.copy().hexdigest(), h.digest_size, h.name) == (h.hexdigest(), 8, "blake2b")
assert _hmac.compute_md5(b"key", b"msg").hex() == "18e3548c59ad40dd03907b7aeee71d67"
try:
    _md5.md5("a")
except TypeError as e:
    assert str(e) == "Strings must be encoded before hashing"

v = _contextvars.ContextVar("v", default=1)
context = _contextvars.copy_context()


def change():
    token = v.set(2)
    assert token.old_value is token.MISSING and token.var is v
    with v.set(3):
        assert v.get() == 3
    return v.get()


assert context.run(change) == 2 and v.get() == 1 and context[v] == 2 and list(context.items()) == [(v, 2)]
