"""The auditor's command line: python -m scoring.engine TASK < in.json > out.json

One JSON object in, one out. Numbers are strings, null is missing. An error is {"error": "..."} and exit 2.
"""

import json
import sys
from typing import Any

from scoring.engine.tasks import TASKS


def main(arguments: list[str]) -> int:
    try:
        answer, status = _answer(arguments), 0
    except (ValueError, TypeError, KeyError, LookupError, ArithmeticError, RecursionError) as error:
        answer, status = {"error": _sentence(error)}, 2
    json.dump(answer, sys.stdout, ensure_ascii=False, indent=1)
    print()
    return status


def _answer(arguments: list[str]) -> dict[str, Any]:
    if len(arguments) != 1 or arguments[0] not in TASKS:
        raise ValueError(f"usage: python -m scoring.engine TASK < in.json; TASK is one of {', '.join(sorted(TASKS))}")
    given = json.load(sys.stdin, parse_int=_integer)
    if arguments[0] == "canonical":
        return TASKS["canonical"](given)
    if not isinstance(given, dict):
        raise ValueError("the input is one JSON object")
    return TASKS[arguments[0]](given)


def _integer(text: str) -> int | float:
    """As JSON's numbers are doubles, an integer that no double holds exactly is read as the nearest one."""
    number = int(text)
    return number if abs(number) < 2**53 else float(text)


def _sentence(error: Exception) -> str:
    return f"missing: {error}" if type(error) is KeyError else str(error) or type(error).__name__


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
