"""The Chromium the browser tests drive: found where it is, or installed.

python -m hubsite.setup.browser      prints its path
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def path() -> str | None:
    """The browser's path: `CHROMIUM`, the system's, or the one Playwright installed; else None."""
    if os.environ.get("CHROMIUM"):
        return os.environ["CHROMIUM"]
    for name in NAMES:
        if found := shutil.which(name):
            return found
    return _playwrights()


def _playwrights() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = Path(playwright.chromium.executable_path)
    return str(found) if found.exists() else None


def install() -> None:
    """Install Chromium with a Japanese font as root on Debian or Ubuntu, else by Playwright."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _call(["apt-get", "update", "-qq"])
        wanted = ["chromium", "fonts-noto-cjk"]
        _call(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted])
    if path() is None:
        _call([sys.executable, "-m", "playwright", "install", "chromium"])


def _call(command: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)


def main() -> int:
    """Print the path, installing the browser first where there is none; 1 when that fails."""
    if path() is None:
        print("Installing Chromium for the browser tests …", file=sys.stderr, flush=True)
        install()
    found = path()
    if found is None:
        print(
            "The browser tests need Chromium and it could not be installed: "
            "install it, or set CHROMIUM to its path.",
            file=sys.stderr,
        )
        return 1
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
