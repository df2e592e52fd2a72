"""Runs the parts of the suite in turn, each a make target, and stops at the first that fails."""

import subprocess
import sys
import time


def main(parts: list[str]) -> int:
    passed: list[str] = []
    began = time.monotonic()
    for part in parts:
        print(f"\n=== {part} ===", flush=True)
        start = time.monotonic()
        if subprocess.run(["make", "--no-print-directory", part], check=False).returncode:
            print(f"\nFAILED: {part}. Passed before it: {', '.join(passed) or 'nothing'}.", flush=True)
            return 1
        passed.append(f"{part} {_spell(time.monotonic() - start)}")
    print(f"\nAll passed in {_spell(time.monotonic() - began)}: {', '.join(passed)}.", flush=True)
    return 0


def _spell(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
