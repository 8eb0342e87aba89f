"""What stands between a browser and the portal, one function a rule: what it saw, or Unsound."""

import ipaddress
import secrets
import socket
import ssl
import time
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from paritrana.files import tus
from paritrana.web import probe
from paritrana.web.outside import PATIENCE, Answer, Outside, Unsound

DAYS = 14  # that a certificate must still be valid
DRIFT = 2  # seconds that a clock may be off
FORGED = "198.51.100.77"  # of a network that is kept for examples
LONG_HEADER = 4096
PIECE = {"Content-Type": tus.CONTENT_TYPE}


def certificate(outside: Outside) -> str:
    if not outside.secure:
        if _is_local(outside.host):
            return _("tidak dipakai pada alamat lokal")
        raise Unsound(_("portal dibuka tanpa https"))
    try:
        with (
            socket.create_connection((outside.host, outside.port), PATIENCE) as line,
            outside.context.wrap_socket(line, server_hostname=outside.host) as safe,
        ):
            until = ssl.cert_time_to_seconds(str((safe.getpeercert() or {})["notAfter"]))
    except ssl.SSLCertVerificationError as error:
        outside.context = ssl._create_unverified_context()  # so that the other checks can still be made
        raise Unsound(_("tidak dipercaya: %(why)s") % {"why": error.verify_message}) from error
    days = int((until - time.time()) // 86400)
    seen = _("berlaku %(days)s hari lagi") % {"days": days}
    if days < DAYS:
        raise Unsound(seen)
    return seen


def reachable(outside: Outside) -> str:
    answer = outside.probe()
    if answer.status == HTTPStatus.NOT_FOUND:
        raise Unsound(
            _("dijawab 404: kunci tidak dikenal, atau jam komputer ini dan portal berselisih lebih dari 10 menit"),
            _("Jalankan di mesin portal, atau dengan kunci hari ini (doctor --print-key di mesin portal)."),
        )
    if 300 <= answer.status < 400:
        raise Unsound(
            _("dialihkan ke %(to)s") % {"to": answer.headers.get("Location", "")},
            _("Mohon proksi di depan %(host)s mengirim X-Forwarded-Proto: https ke portal untuk permintaan https."),
        )
    if outside.secure and not answer.told["secure"]:
        raise Unsound(
            _("portal mengira permintaan datang tanpa https"),
            _("Mohon proksi mengirim X-Forwarded-Proto: https ke portal; pengelola portal menyetel HTTPS=1."),
        )
    return _("dijawab portal dalam %(ms)s ms") % {"ms": round(1000 * (answer.ended - answer.began))}


def redirects(outside: Outside) -> str:
    base = urlsplit(outside.url)
    there = urlsplit(urljoin(outside.url, outside.ask(reverse("home")).headers.get("Location", "")))
    if (there.scheme, there.netloc, there.path) != (base.scheme, base.netloc, reverse("account_login")):
        raise Unsound(_("halaman masuk dicari di %(to)s") % {"to": there.geturl()})
    if not outside.secure:
        return _("alamat tetap sama")
    plain = HTTPConnection(outside.host, outside.plain_port, timeout=PATIENCE)
    try:
        answer = outside.ask("/", line=plain)
    except OSError:
        return _("alamat tetap sama; http tanpa s tertutup")
    if answer.status not in (301, 302, 307, 308) or not answer.headers.get("Location", "").startswith("https://"):
        raise Unsound(_("http tanpa s dijawab %(status)s, tidak dialihkan") % {"status": answer.status})
    return _("http dialihkan ke https")


def cookies(outside: Outside) -> str:
    morsel = SimpleCookie("\n".join(outside.ask(reverse("account_login")).cookies)).get(settings.CSRF_COOKIE_NAME)
    if morsel is None:
        raise Unsound(_("kuki halaman masuk tidak sampai"))
    wanted = {"samesite": "Lax"} | ({"secure": True} if outside.secure else {})
    if missing := [name for name, value in wanted.items() if morsel[name] != value]:
        raise Unsound(_("kuki tanpa %(names)s") % {"names": ", ".join(missing)})
    return _("Secure, SameSite=Lax") if outside.secure else "SameSite=Lax"


def answer_headers(outside: Outside) -> str:
    told = outside.probe()
    page = outside.ask(reverse("account_login"))
    wanted = [
        ("Content-Disposition", told.headers.get("Content-Disposition") == probe.DISPOSITION),
        ("Cache-Control", told.headers.get("Cache-Control") == "no-store"),
        ("X-Content-Type-Options", told.headers.get("X-Content-Type-Options") == "nosniff"),
        ("Content-Security-Policy", "default-src" in page.headers.get("Content-Security-Policy", "")),
        ("X-Frame-Options", page.headers.get("X-Frame-Options") == settings.X_FRAME_OPTIONS),
    ]
    if missing := [name for name, kept in wanted if not kept]:
        raise Unsound(_("hilang atau berubah: %(names)s") % {"names": ", ".join(missing)})
    return ", ".join(name for name, _kept in wanted)


def compressed(outside: Outside) -> str:
    kind = outside.ask(reverse("account_login"), headers={"Accept-Encoding": "gzip"}).headers.get("Content-Encoding")
    if kind != "gzip":
        raise Unsound(_("halaman datang tanpa kompresi"))
    return "gzip"


def address(outside: Outside) -> str:
    answer = outside.probe(headers={"X-Forwarded-For": FORGED})
    seen = answer.told["address"]
    if not seen:
        raise Unsound(_("TRUSTED_PROXY_COUNT portal lebih besar daripada jumlah alamat yang dikirim proksi"))
    if seen == FORGED:
        raise Unsound(_("portal percaya pada X-Forwarded-For yang dipalsukan pengunjung"))
    known = outside.address or answer.own
    if seen == known or (not outside.address and ipaddress.ip_address(seen).is_global):
        return _("portal melihat %(seen)s; cocokkan dengan alamat jaringan Anda") % {"seen": seen}
    raise Unsound(_("portal melihat %(seen)s, bukan %(known)s") % {"seen": seen, "known": known})


def clock(outside: Outside) -> str:
    answer = outside.probe()
    middle, room = (answer.began + answer.ended) / 2, DRIFT + (answer.ended - answer.began) / 2
    portal = datetime.fromisoformat(answer.told["time"]).timestamp() - middle
    seen = _("selisih portal %(seconds)s detik") % {"seconds": f"{portal:+.1f}".replace(".", ",")}
    if abs(portal) > room:
        raise Unsound(seen)
    if "Date" in answer.headers:
        front = parsedate_to_datetime(answer.headers["Date"]).timestamp() + 0.5 - middle  # whole seconds
        if abs(front) > room + 0.5:
            raise Unsound(_("selisih proksi %(seconds)s detik") % {"seconds": f"{front:+.0f}"})
    return seen


def long_header(outside: Outside) -> str:
    arrived = outside.probe(headers={probe.PADDING: "x" * LONG_HEADER}).told["headers"][probe.PADDING]
    if len(arrived) != LONG_HEADER:
        raise Unsound(_("dari 4 KB sampai %(count)s B") % {"count": len(arrived)})
    return _("4 KB sampai utuh")


def patch(outside: Outside) -> str:
    size = settings.UPLOAD_PIECE_BYTES
    return _whole(outside.probe("PATCH", body=bytes(size), headers=PIECE), size, "PATCH")


def override(outside: Outside) -> str:
    answer = outside.probe("POST", body=b"x", headers=PIECE | {"X-HTTP-Method-Override": "PATCH"})
    return _whole(answer, 1, "PATCH")


def head_and_delete(outside: Outside) -> str:
    if "Upload-Offset" not in (answer := outside.probe("HEAD")).headers:
        raise Unsound(_("HEAD dijawab %(status)s tanpa kepala unggahan") % {"status": answer.status})
    return "HEAD, " + _whole(outside.probe("DELETE"), 0, "DELETE")


def upload_headers(outside: Outside) -> str:
    sent = {name: "1.0.0" for name in probe.TOLD if name != probe.PADDING}
    answer = outside.probe(headers=sent)
    arrived = answer.told["headers"]
    missing = [name for name, value in sent.items() if arrived[name] != value]
    missing += [name for name in ("Tus-Resumable", "Upload-Offset") if name not in answer.headers]
    if missing:
        raise Unsound(_("hilang atau berubah: %(names)s") % {"names": ", ".join(dict.fromkeys(missing))})
    return _("sampai, dua arah")


def large_body(outside: Outside) -> str:
    size = outside.megabytes * 1024 * 1024
    return _whole(outside.probe("POST", body=secrets.token_bytes(size), headers=PIECE), size, "POST")


def idle(outside: Outside) -> str:
    """Half of a piece, silence, the other half: as a phone that loses its network for a minute."""
    half = settings.UPLOAD_PIECE_BYTES // 2

    def halves() -> Iterator[bytes]:
        yield bytes(half)
        time.sleep(outside.idle)
        yield bytes(half)

    answer = outside.probe("POST", body=halves(), headers=PIECE | {"Content-Length": str(2 * half)})
    _whole(answer, 2 * half, "POST")
    if answer.told["silence"] < outside.idle / 2:
        raise Unsound(
            _("isi ditahan proksi sampai lengkap"),
            _(
                "Mohon proksi meneruskan isi permintaan ke /unggahan/ sambil diterima (nginx: proxy_request_buffering"
                " off): yang ditahan hilang bila sambungan pengunggah terputus."
            ),
        )
    return _("%(seconds)s detik diam, lalu dilanjutkan") % {"seconds": f"{outside.idle:g}"}


def late_answer(outside: Outside) -> str:
    outside.probe(wait=outside.wait).told  # noqa: B018 (told by the portal, or Unsound)
    return _("jawaban setelah %(seconds)s detik sampai") % {"seconds": f"{outside.wait:g}"}


def _whole(answer: Answer, size: int, method: str) -> str:
    """The body has come whole and the portal has understood the method."""
    told = answer.told
    if told["method"] != method:
        raise Unsound(_("sampai sebagai %(method)s") % {"method": told["method"]})
    if told["bytes"] != size:
        raise Unsound(_("dari %(size)s B sampai %(count)s B") % {"size": size, "count": told["bytes"]})
    return _("%(method)s diterima portal") % {"method": method}


def _is_local(host: str) -> bool:
    return host == "localhost" or host.startswith("127.")
