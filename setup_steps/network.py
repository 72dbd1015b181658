"""The addresses under which this machine is reached, and free ports on it. Sends nothing."""

import fcntl
import ipaddress
import socket
import struct
from typing import Final

from setup_steps.report import CannotSetUp, say

_SIOCGIFADDR: Final = 0x8915
_LAST_CHOICE: Final = ("docker", "br-", "veth", "virbr")
_PORTS_TRIED: Final = 50


def host_name() -> str:
    """Return the machine's own name, without its domain, in small letters."""
    return socket.gethostname().split(".")[0].lower() or "localhost"


def lan_addresses() -> list[str]:
    """Return the IPv4 addresses that others on the network can reach, the likeliest first."""
    names = sorted((name for _, name in socket.if_nameindex()), key=_is_last_choice)
    found = [address for name in names if (address := _address_of(name))]
    return [one for one in dict.fromkeys(found) if not ipaddress.ip_address(one).is_loopback]


def _is_last_choice(interface: str) -> bool:
    return interface.startswith(_LAST_CHOICE)


def _address_of(interface: str) -> str | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        request = struct.pack("256s", interface[:15].encode())
        try:
            reply = fcntl.ioctl(asking, _SIOCGIFADDR, request)
        except OSError:  # an interface without an IPv4 address
            return None
    return socket.inet_ntoa(reply[20:24])


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trying:
        trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trying.bind((host, port))
        except OSError:
            return False
    return True


def free_port(host: str, first: int) -> int:
    """Return the first free port from `first` on, and say so when it is another one.

    Raises: CannotSetUp when none of fifty is free.
    """
    for port in range(first, first + _PORTS_TRIED):
        if _is_free(host, port):
            if port != first:
                say(f"port {first} is taken, using {port}")
            return port
    raise CannotSetUp(f"no free port between {first} and {first + _PORTS_TRIED - 1}")


def this_port(host: str, port: int) -> int:
    """Return a port that was asked for by number; 0 asks for any free one.

    Raises: CannotSetUp when it is taken.
    """
    if port == 0:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as any_port:
            any_port.bind((host, 0))
            return int(any_port.getsockname()[1])
    if not _is_free(host, port):
        raise CannotSetUp(f"port {port} is taken: end what uses it, or choose another --port")
    return port
