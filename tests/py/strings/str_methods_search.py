# find, index, count, replace, startswith, partition and friends.
s = "banana bandana"
for sub in ("an", "ana", "", "x", "banana", "a", "bandanas"):
    print(repr(sub), s.find(sub), s.rfind(sub), s.count(sub), s.find(sub, 3), s.find(sub, 3, 6), s.rfind(sub, 0, -3), sub in s)
    print("   ", s.partition(sub) if sub else "-", s.rpartition(sub) if sub else "-", s.replace(sub, "<>"), s.replace(sub, "_", 2))
    try:
        print("   ", s.index(sub, 4), s.rindex(sub, 4))
    except ValueError as e:
        print("   ", e)
print(s.startswith("ban"), s.startswith("nan", 2), s.startswith(("x", "b")), s.startswith(()), s.endswith("ana"), s.endswith(("a", "b"), 3, 5))
print(s.removeprefix("ban"), s.removesuffix("dana"), s.removeprefix("x"), "aaa".replace("a", "aa"), "abc".replace("", "-"), "abc".replace("", "-", 2))
print("a,b,,c".split(","), "a,b,,c".split(",", 1), "a,b,,c".rsplit(",", 1), " a  b ".split(), " a  b ".split(" "), "".split(), "".split(","))
print(" a b c ".split(None, 1), " a b c ".rsplit(None, 1), "a--b--c".split("--"), "abc".split("abc"))
print("a\nb\r\nc\rd\x0be\x0cf\x1cg\x85h\u2028i".splitlines(), "a\n\nb\n".splitlines(True), "".splitlines())
print("  x ".strip(), "  x ".lstrip() + "|", "  x ".rstrip() + "|", "xxabcxx".strip("x"), "abcba".strip("ab"), "\u3000x\u2003".strip())
print("a".center(5) + "|", "a".ljust(4, "*"), "a".rjust(4, "é"), "ab".center(5, "-"), "abc".center(2), "-7".zfill(5), "+7".zfill(4), "x".zfill(3))
print("a\tb\tcd".expandtabs(), "a\tb\n\tc".expandtabs(4), "\t".expandtabs(0) + "|")
print(",".join(["a", "b"]), "".join("xyz"), "-".join(("only",)), "-".join([]), ", ".join({"k": 1, "l": 2}))
print("read this".translate({ord("r"): "R", ord("t"): None, ord("s"): 0x5A}), str.maketrans("abc", "xyz"), str.maketrans("ab", "cd", "e"), str.maketrans({"a": 1, 98: "b"}))
for call in ("'a'.split('')", "'a'.partition('')", "'a'.join([1])", "'a'.join(['b', None])", "'a'.center()", "'a'.center(3, 'xy')", "'a'.replace('a')",
             "'a' in 5", "5 in 'a'", "'a'.index('b')", "'a'.startswith(1)", "'a'.startswith(['b'])", "'a'.strip(1)", "str.upper(1)", "'a'.foo", "'abc'.find()",
             "str.maketrans('ab', 'c')", "'a' + 1", "1 + 'a'", "'a' * 'b'", "'a' - 'b'", "'a' < 1"):
    try:
        print(call, eval(call))
    except Exception as e:
        print(call, "->", type(e).__name__, e)
