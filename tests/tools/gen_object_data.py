"""Ask CPython 3.14 what taipan-object's algorithms must answer.

    python3.14 tests/tools/gen_object_data.py            rewrites interp/object/tests/data/*.txt (small, committed)
    python3.14 tests/tools/gen_object_data.py DIR N SEED  writes N random cases per function to DIR (for TAIPAN_DATA)

A line is: function, arguments, expected result, separated by tabs. Strings are hexadecimal WTF-8; a result is `=...` or
`!message` for an error. interp/object/tests/oracle.rs runs them.
"""

import pathlib
import random
import sys

from object_cases import GROUPS as TEXT
from object_codec_cases import GROUPS as CODEC
from object_format_cases import GROUPS as FORMAT
from object_num_cases import GROUPS as NUM

GROUPS = TEXT | NUM | FORMAT | CODEC

root = pathlib.Path(__file__).resolve().parents[2] / "interp/object/tests/data"
n, seed = 5, 1
if len(sys.argv) > 1:
    root, n, seed = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    root.mkdir(parents=True, exist_ok=True)
assert sys.version_info[:2] == (3, 14)
sys.set_int_max_str_digits(0)
for name, generate in GROUPS.items():
    rng = random.Random(f"{seed}-{name}")
    lines = list(dict.fromkeys("\t".join(map(str, row)) for row in generate(rng, n)))
    (root / f"{name}.txt").write_text("\n".join(lines) + "\n")
    print(name, len(lines))
