"""From what a device sent to what it read: prefix, suffix and lost control characters. Pure."""

from typing import Final

from devices.profile import DeviceProfile

GS: Final = "\x1d"
_PRIVATE_GS: Final = "\uf70b"
"""Some keyboard scanners on some systems send this private-use character for GS."""


def unframe(text: str, profile: DeviceProfile) -> str:
    """Take off what the device put around a code; the code itself stays as it is.

    Nothing is stripped beyond the profile: a trailing GS or a space may be data.
    """
    code = text.replace(_PRIVATE_GS, GS)
    if profile.strips_space:
        code = code.strip(" \t\r\n")
    if profile.prefix:
        code = code.removeprefix(profile.prefix)
    for suffix in profile.suffixes:
        if code.endswith(suffix):
            return code.removesuffix(suffix)
    return code
