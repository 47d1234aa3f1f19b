"""Where a page may be asked for: https on the office's own hosts, at addresses of the public internet. Pure.

An operator types the address, and a site may send us anywhere: so each address is checked, the first one as well as
those that a page leads to, and each number that a name resolves to. `is_global` alone is not enough: on the Pythons
that we run on it is true for 192.0.0.8, 64:ff9b::7f00:1, 2002:7f00:1::, 224.0.0.1 and 192.88.99.1.
"""

import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import idna

from sop.errors import LinkNotAllowed
from sop.wording import allowed_link

LONGEST = 2_000
"""Characters of an address; no page's is longer."""
_READ_DIFFERENTLY = re.compile(r"[\x00-\x20\x7f\\]")
"""Blanks, controls and backslashes, which no two readers of addresses take alike."""
_AS_WRITTEN = "/%:=&?~+!$,;'@()*[]-._"

_CLOSED = tuple(
    ipaddress.ip_network(net)
    for net in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
        # Of IPv6: Teredo and other protocols' own, examples, 6to4, and what is not yet given to anybody.
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
    )
)
_GIVEN_OUT = ipaddress.ip_network("2000::/3")
"""All of IPv6 that is public; what carries an IPv4 address inside lies outside it, or is closed above."""


class NotAllowed(Exception):
    """An address that is not asked for; the message says which, for the log."""


def destination(link: str, hosts: Iterable[str], base: str = "") -> str:
    """The address to ask for, in plain ASCII and without its fragment.

    Args:
        link: as it was typed, or as a page or a redirect gives it.
        hosts: the office's, as `*.kpu.go.id`.
        base: the page that led there, where the link may be relative to it.

    Raises:
        NotAllowed: another scheme, host or port, a user name, or what different readers would read differently.
    """
    if len(link) > LONGEST or _READ_DIFFERENTLY.search(link):
        raise NotAllowed(link[:LONGEST])
    try:
        parts = urlsplit(urljoin(base, link) if base else link)
        host = (parts.hostname or "").rstrip(".")
        if not host.isascii():
            host = idna.encode(host, uts46=True).decode("ascii")
        # A port that is none, and a number in brackets that is none, show only when they are asked for.
        port = parts.port
    except (ValueError, idna.IDNAError):
        raise NotAllowed(link) from None
    if port not in (None, 443) or "@" in parts.netloc or not parts.netloc or is_number(host):
        raise NotAllowed(link)
    path, query = quote(parts.path or "/", safe=_AS_WRITTEN), quote(parts.query, safe=_AS_WRITTEN)
    try:
        return allowed_link(urlunsplit((parts.scheme, host, path, query, "")), hosts)
    except LinkNotAllowed:
        raise NotAllowed(link) from None


def is_number(host: str) -> bool:
    """Whether a host is an address and no name, also where it is written as only old programs read it (0x7f.1)."""
    last = host.rpartition(".")[2]
    return ":" in host or last.isdigit() or last.startswith("0x")


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, and of nobody's own network or machine."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if found.version == 6 and (found.scope_id is not None or found not in _GIVEN_OUT):
        return False
    closed = any(found.version == net.version and found in net for net in _CLOSED)
    return found.is_global and not found.is_multicast and not closed
