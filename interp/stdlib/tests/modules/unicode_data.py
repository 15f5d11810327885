# unicodedata against facts of Unicode 16.0.
u = unicodedata
assert u.unidata_version == "16.0.0" and u.ucd_3_2_0.unidata_version == "3.2.0"
assert u.name("\u20ac") == "EURO SIGN" and u.lookup("euro sign") == "\u20ac" and u.lookup("NEL") == "\x85"
assert u.name("\x00", None) is None and u.lookup("KEYCAP DIGIT ZERO") == "0\ufe0f\u20e3"
assert u.name("\uac00") == "HANGUL SYLLABLE GA" and u.name("\u4e00") == "CJK UNIFIED IDEOGRAPH-4E00"
assert u.category("\u0378") == "Cn" and u.bidirectional("\u05d0") == "R" and u.combining("\u0301") == 230
assert u.mirrored("(") == 1 and u.east_asian_width("\u3042") == "W" and u.numeric("\u00bd") == 0.5
assert u.decomposition("\u00e9") == "0065 0301" and u.decomposition("\ufb01") == "<compat> 0066 0069"
text = "\u1e9b\u0323"
assert u.normalize("NFC", text) == text and u.normalize("NFD", text) == "\u017f\u0323\u0307"
assert u.normalize("NFKC", text) == "\u1e69" and u.normalize("NFKD", text) == "s\u0323\u0307"
assert u.normalize("NFC", "\u1100\u1161\u11a8") == "\uac01" and u.is_normalized("NFD", "e\u0301")
assert u.ucd_3_2_0.category("\u0221") == "Cn" and u.ucd_3_2_0.name("\u20ac") == "EURO SIGN"
try:
    u.name("ab")
except TypeError as e:
    assert str(e) == "name(): argument 1 must be a unicode character, not a string of length 2"
else:
    raise AssertionError
