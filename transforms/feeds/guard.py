"""Which addresses may be connected to: public ones, and what the operator allows by name.

The check is on the numeric address a socket is about to connect to, never on a host name: a name may resolve
to anything, and to something else a moment later.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Ranges that `is_global` lets pass although nothing a feed may name lives there.
_NEVER = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "fec0::/10",
        "2001:db8::/32",
        "64:ff9b:1::/48",
        "3fff::/20",
        "5f00::/16",
    )
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressGuard:
    """Decides whether an address may be connected to."""

    def __init__(self, allow_networks: Iterable[str] = ()) -> None:
        self._allowed: tuple[Network, ...] = tuple(
            ipaddress.ip_network(n, strict=False) for n in allow_networks
        )

    def allows(self, address: str) -> bool:
        """Whether `address` (numeric, IPv6 perhaps with a zone) is public or in an allowed network."""
        try:
            parsed = ipaddress.ip_address(address.split("%", 1)[0])
        except ValueError:
            return False
        embedded = _embedded(parsed)
        forms = (parsed, *embedded)
        if any(
            form in network for form in forms for network in self._allowed if form.version == network.version
        ):
            return True
        return all(_is_public(form) for form in (embedded or forms))


def _embedded(address: Address) -> tuple[Address, ...]:
    """IPv4 addresses inside an IPv6 one: a packet to the outer address may end at the inner one."""
    if not isinstance(address, ipaddress.IPv6Address):
        return ()
    if address.ipv4_mapped:
        return (address.ipv4_mapped,)
    if address.sixtofour:
        return (address.sixtofour,)
    if address.teredo:
        return address.teredo
    if address in _NAT64 or int(address) >> 32 == 0:
        return (ipaddress.IPv4Address(int(address) & 0xFFFFFFFF),)
    return ()


def _is_public(address: Address) -> bool:
    if not address.is_global or address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    return not any(address in network for network in _NEVER if network.version == address.version)
