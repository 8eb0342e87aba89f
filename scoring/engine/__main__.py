"""The auditor's command line: python -m scoring.engine TASK < in.json > out.json

One JSON object in, one out. Numbers are strings, null is missing. An error is {"error": "..."} and exit 2.
"""

import json
import sys
from typing import Any

from scoring.engine.tasks import TASKS

SHAPE = (TypeError, AttributeError)  # a list where an object belongs, a figure where a text does


def main(arguments: list[str]) -> int:
    try:
        answer, status = _answer(arguments), 0
    except (*SHAPE, ValueError, LookupError, ArithmeticError, RecursionError, MemoryError, ImportError) as error:
        answer, status = {"error": _sentence(error)}, 2
    # In ASCII, so that the answer is JSON under every code page of a console.
    json.dump(answer, sys.stdout, indent=1)
    print()
    return status


def _answer(arguments: list[str]) -> dict[str, Any]:
    if len(arguments) != 1 or arguments[0] not in TASKS:
        raise ValueError(f"usage: python -m scoring.engine TASK < in.json; TASK is one of {', '.join(sorted(TASKS))}")
    text = sys.stdin.buffer.read()  # UTF-8 wherever it runs, also UTF-16 as some consoles write it
    if arguments[0] == "canonical":
        return TASKS["canonical"](json.loads(text, parse_int=_integer, object_pairs_hook=_once))
    # A figure that is no string is read as it is written, without a detour over a double.
    given = json.loads(text, parse_int=str, parse_float=str, object_pairs_hook=_once)
    if not isinstance(given, dict):
        raise ValueError("the input is one JSON object")
    return TASKS[arguments[0]](given)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """RFC 8785 reads no object that says a key twice: two readers could take different values from it."""
    if len(found := dict(pairs)) < len(pairs):
        raise ValueError("an object says a key twice")
    return found


def _integer(text: str) -> int | float:
    """As JSON's numbers are doubles, an integer that no double holds exactly is read as the nearest one."""
    number = int(text)
    return number if abs(number) < 2**53 else float(text)


def _sentence(error: Exception) -> str:
    if isinstance(error, SHAPE):
        return f"not the shape that this task reads: {error}"
    return f"missing: {error}" if type(error) is KeyError else str(error) or type(error).__name__


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
