# The limit on the digits of an int as text.
import sys
print(sys.get_int_max_str_digits(), sys.int_info.default_max_str_digits, sys.int_info.str_digits_check_threshold)
big = 10**5000
try:
    str(big)
except ValueError as e:
    print(e)
try:
    int("1" * 4301)
except ValueError as e:
    print(e)
print(len("1" * 4300), int("1" * 4300) % 1000)
print(len(hex(big)), len(bin(big)))
print(int("1" * 5000, 16) % 1000)
sys.set_int_max_str_digits(6000)
print(len(str(big)))
sys.set_int_max_str_digits(0)
print(len(str(10**7000)))
for bad in (639, -1):
    try:
        sys.set_int_max_str_digits(bad)
    except ValueError as e:
        print(e)
sys.set_int_max_str_digits(640)
try:
    f"{10**700}"
except ValueError as e:
    print(e)
try:
    compile("1" * 700, "<text>", "eval")
except SyntaxError as e:
    print(e.msg)
