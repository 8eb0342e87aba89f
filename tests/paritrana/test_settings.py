import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_env_example_names_exactly_what_is_read():
    read = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", (ROOT / "paritrana/settings.py").read_text()))
    read |= set(re.findall(r"required\(\s*\"([A-Z_]+)\"", (ROOT / "paritrana/settings.py").read_text()))
    read |= {"DATABASE_URL", "PORT", "CHROMIUM"}  # behind an `if`, in an f-string, by the browser tests
    named = set(re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert named == read
