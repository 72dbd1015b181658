"""The kept requests: the reply to each request id, so that a repeat hears the same."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from scanner_app.db.base import Base
from scanner_app.db.types import CodeText, JsonText, UtcDateTime


class KeptRequest(Base):
    """A request id made by a client, what it asked and what it was answered."""

    __tablename__ = "kept_request"

    request_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    use_case: Mapped[str] = mapped_column(String(60))
    person: Mapped[str] = mapped_column(CodeText())
    kept_at_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[int] = mapped_column(Integer)
    reply: Mapped[Any] = mapped_column(JsonText, nullable=True)

    __table_args__ = (Index("ix_kept_request_kept_at_utc", "kept_at_utc"),)
