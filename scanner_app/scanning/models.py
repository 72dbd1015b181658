"""Tables of the conversation: the session that is changed, and the log that never is."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from scanner_app.db.base import Base
from scanner_app.db.types import BigIdentity, CodeText, JsonText, UtcDateTime

_ID: Final = String(36)


class ScanSession(Base):
    """A person's conversation on one device.

    `version` rises with each scan that is taken; a scan that saw an older one is refused.
    """

    __tablename__ = "scan_session"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    person: Mapped[str] = mapped_column(CodeText())
    task: Mapped[str] = mapped_column(String(20))
    location_code: Mapped[str] = mapped_column(CodeText(), default="")
    state: Mapped[Any] = mapped_column(JsonText)
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at_utc: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_scan_session_person", "person", "updated_at_utc"),)


class ScanLog(Base):
    """One scan as it came in, and what became of it; refused ones too.

    `raw` holds every byte as read; a badge is kept as a digest, because who holds its letters holds
    half of a sign-in. `claimed_at_utc` is what the device says and proves nothing.
    """

    __tablename__ = "scan_log"

    entry_no: Mapped[int] = mapped_column(BigIdentity, primary_key=True)
    scan_id: Mapped[str] = mapped_column(_ID, unique=True)
    session_id: Mapped[str] = mapped_column(_ID, default="")
    person: Mapped[str] = mapped_column(CodeText())
    device_id: Mapped[str] = mapped_column(String(64), default="")
    channel: Mapped[str] = mapped_column(String(10))
    means: Mapped[str] = mapped_column(String(10))
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    raw_length: Mapped[int] = mapped_column(Integer)
    aim: Mapped[str] = mapped_column(String(10), default="")
    symbology: Mapped[str] = mapped_column(String(30), default="")
    claimed_at_utc: Mapped[datetime | None] = mapped_column(UtcDateTime)
    received_at_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    task: Mapped[str] = mapped_column(String(20), default="")
    outcome: Mapped[str] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(40), default="")
    message: Mapped[str] = mapped_column(String(400), default="")
    parsed: Mapped[Any] = mapped_column(JsonText, nullable=True)
    register_no: Mapped[int | None] = mapped_column(Integer)

    __table_args__ = (
        Index("ix_scan_log_session", "session_id", "entry_no"),
        Index("ix_scan_log_received_at_utc", "received_at_utc"),
        Index("ix_scan_log_person", "person", "entry_no"),
    )
