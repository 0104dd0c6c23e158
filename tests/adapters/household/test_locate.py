"""Lines of keys in TOML texts, whatever the way they are written."""

from __future__ import annotations

from trimtab.adapters.household.locate import SEPARATOR, line_numbers

TEXT = '''\
a = 1
"b.c" = [  # a list [ with brackets
  "x]", # and "quotes"
  { d = 2 },
]
e.f = """
g = 3
"""
[t.'u v']
w = 1
[[x]]
y = 1
[[x.z]]
q = 1
[[x]]
y = 2
[x.k]
m = 1
[[x.z]]
q = 2
'''


def test_each_key_has_its_line() -> None:
    lines = {path.replace(SEPARATOR, "/"): line for path, line in line_numbers(TEXT).items()}
    assert lines == {
        "a": 1,
        "b.c": 2,
        "e": 6,
        "e/f": 6,
        "t/u v": 9,
        "t/u v/w": 10,
        "x/0": 11,
        "x/0/y": 12,
        "x/0/z/0": 13,
        "x/0/z/0/q": 14,
        "x/1": 15,
        "x/1/y": 16,
        "x/1/k": 17,
        "x/1/k/m": 18,
        "x/1/z/0": 19,
        "x/1/z/0/q": 20,
    }


def test_no_text_makes_it_fail() -> None:
    for end in range(len(TEXT)):
        line_numbers(TEXT[:end])
        line_numbers(TEXT[end:])
