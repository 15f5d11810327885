# Case and character classes of str.
samples = ["hello World", "ÉCOLE straße", "ǆ ﬁ", "İstanbul", "ΣΑΣ ς", "123abc", "", " ", "\t\n", "x1_", "Ⅷ", "²", "½", "٣", "a b", "ñ", "A", "Title Case", "they're bill's"]
for s in samples:
    print(repr(s), s.upper(), s.lower(), s.title(), s.capitalize(), s.swapcase(), s.casefold())
    print("   ", s.isalpha(), s.isdigit(), s.isdecimal(), s.isnumeric(), s.isalnum(), s.isspace(), s.isupper(), s.islower(),
          s.istitle(), s.isidentifier(), s.isprintable(), s.isascii())
for s in ["class", "_x", "1x", "x-y", "été", "ªb", "a̲", "変数", ""]:
    print(repr(s), s.isidentifier())
print("ß".upper(), "ŉ".upper(), "ΐ".upper(), "ﬀ".title(), "ὀΔΥΣΣΕΎΣ".lower(), "ά".casefold() == "ά".lower())
print(len("straße".upper()), "MASSE".casefold() == "maße".casefold())
