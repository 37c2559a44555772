"""What is neither figure nor date but must be right to the digit: telephone numbers, document numbers (文号), addresses, hours."""

from __future__ import annotations

import re

from assistant.proof.plain import BLANK
from assistant.proof.units import UNIT

_ADDRESS = re.compile(r"(?:https?://|www\.)[A-Za-z0-9./_%?=&#:~-]+")
_DOCUMENT = re.compile(r"(?:([一-鿿]{1,12})\s*)?[〔\[(]((?:19|20)\d{2})[〕\])]\s*(?:第\s*)?(\d+)\s*号")
_LEADING = re.compile(r".*[和与及见按据照是为由的于在即号如]")
_ORDER = re.compile(r"([一-鿿]{2,10}令)\s*(?:第\s*)?(\d+)\s*号")
_PHONE = re.compile(
    r"(?<![\d.-])(?:\(?(0\d{2,3})\)?[- ]?)?([2-9]\d{6,7}|1[3-9]\d{9}|400[- ]?\d{3}[- ]?\d{4}|12[13]\d\d|9[56]\d{3,4})(?![\d.]|,\d)"
)
_HOUR = re.compile(r"(?<!\d)([01]?\d|2[0-4])[:点]([0-5]\d)(?!\d)")
_NUMBERED = re.compile(r"\s*[万亿]")


def read_codes(text: str) -> tuple[list[str], str]:
    """Every code in plain form and the text with them blanked out.

    Args:
        text: folded text.

    Returns:
        ``tel:`` with digits only, ``url:``, ``hour:``, ``no:`` with what stands before it, 〔year〕 and number.
    """
    found: list[str] = []

    def address(match: re.Match[str]) -> str:
        found.append(f"url:{match[0].rstrip('.')}")
        return BLANK

    def document(match: re.Match[str]) -> str:
        found.append(f"no:{_LEADING.sub('', match[1] or '')}〔{match[2]}〕{int(match[3])}号")
        return BLANK

    def order(match: re.Match[str]) -> str:
        found.append(f"no:{match[1]}〔〕{int(match[2])}号")
        return BLANK

    def phone(match: re.Match[str]) -> str:
        area, local = match[1], match[2]
        if area is None and (UNIT.match(text, match.end()) or _NUMBERED.match(text, match.end())):
            return match[0]
        digits = re.sub(r"\D", "", local)
        found.append(f"tel:{area or ''}{digits}")
        return BLANK

    def hour(match: re.Match[str]) -> str:
        found.append(f"hour:{int(match[1])}:{match[2]}")
        return BLANK

    if "://" in text or "www." in text:
        text = _ADDRESS.sub(address, text)
    if "号" in text:
        text = _ORDER.sub(order, _DOCUMENT.sub(document, text))
    text = _PHONE.sub(phone, text)
    return found, _HOUR.sub(hour, text)


def code_holds(code: str, held: frozenset[str]) -> bool:
    """Whether a code is among those held; a number may come without its area code, a 文号 after other words."""
    if code in held:
        return True
    kind, _, rest = code.partition(":")
    if kind == "tel":
        return len(rest) >= 7 and any(other.endswith(rest) for other in held if other.startswith("tel:0"))
    if kind == "no":
        head, tail = rest.split("〔", 1)
        return any(_same_issuer(head, other) for other in held if other.startswith("no:") and other.endswith(f"〔{tail}"))
    return False


def _same_issuer(head: str, other: str) -> bool:
    """依据大委农发 and 大委农发: one ends with the other, and that is at least two characters long (or nothing is claimed)."""
    issuer = other[3:].split("〔", 1)[0]
    short, long = sorted((head, issuer), key=len)
    return not head or (len(short) >= 2 and long.endswith(short))
