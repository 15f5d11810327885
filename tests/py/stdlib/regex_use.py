# re: matching, groups, substitution, flags, errors.
import re

print(re.match(r"(\w+) (\w+)", "hello world!").groups(), re.search(r"\d+", "abc 123 def").span(), re.findall(r"\b\w", "the quick fox"), re.findall(r"(\w)(\d)", "a1 b2"), re.split(r"[,;]\s*", "a, b;c"), re.split(r"(-)", "a-b"), re.sub(r"(\w+)@", r"<\1>@", "bob@x al@y"), re.subn("a", "b", "banana", count=2))
m = re.fullmatch(r"(?P<year>\d{4})-(?P<month>\d\d)(?:-(?P<day>\d\d))?", "2024-05")
print(m.groupdict(), m["year"], m.group(1, 2), m.start("month"), m.lastgroup, m.lastindex, m.expand(r"\g<month>/\1"), m.re.groups, m.re.groupindex["day"], m)
print(re.sub(r"\d+", lambda m: str(int(m[0]) * 2), "1 2 30"), re.compile("x", re.I | re.M), re.escape("a.b*c"), [m.group() for m in re.finditer(r"a+", "aa b a")], re.match("(?i)ABC", "abc") is not None, re.search("^b", "a\nb", re.M).group(), re.search("a.b", "a\nb", re.S) is not None, re.findall(r"""
    \d+   # number
    [a-z] # letter
""", "12a 3b", re.X))
print(re.findall(r"(?<=\$)\d+", "$5 6 $7"), re.findall(r"\d+(?!%)\b", "5% 6 7%"), re.match(r"(a|b)*\1", "abab"), re.match(r"<(.+?)>", "<a><b>").group(1), re.match(r"(a)?b", "b").groups(), re.findall(r"\w+", "été naïve €5"), re.findall(r"\w+", "été", re.A), re.search(r"(?s:.)x", "\nx") is not None, re.match(r"a{2,3}", "aaaa").group(), re.match(r"(?>a+)ab", "aaab"), re.match(r"a*+b", "aaab").group())
print(re.split(r"\s*", "a b"), re.findall("", "ab"), re.sub("x*", "-", "abxd"), re.match(b"a(b)", b"ab").groups(), re.sub("(?P<a>.)", r"\g<a>\g<0>", "xy"))
for pattern in ("(", "a**", "[", "(?P<n>a)(?P<n>b)", r"\1", "(?<=a+)b", "a{2,1}", "(?P<1>a)", "*", "(?z)", r"\Z\q", "[b-a]", "(?P=x)"):
    try:
        re.compile(pattern)
        print(pattern, "ok")
    except re.PatternError as e:
        print(pattern, "->", e.msg, e.pos)
print(bool(re.search(r"\N{LATIN SMALL LETTER E WITH ACUTE}", "é")), re.search(r"[^\W\d_]+", "12ab_").group(), re.compile(r"(\d+)").scanner("1 2").search().group(), re.fullmatch(r"(?:(\d+)|(\w+))", "abc").groups(), re.match(r"(?:a|ab)(?:c|bcd)(d*)", "abcd").group())
