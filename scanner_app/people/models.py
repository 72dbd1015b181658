"""Tables of people and of how they prove who they are. Nothing here lets anybody sign in.

PINs are stored as argon2id hashes; tokens, badges and enrolment codes as SHA-256 of long secrets.
"""

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from scanner_app.db.base import Base
from scanner_app.db.types import CodeText, UtcDateTime
from scanner_app.kernel.limits import DESCRIPTION_LENGTH_MAX

_HASH = String(64)
_KNOWN_ROLE = "role IN ('operator', 'supervisor', 'admin')"


class User(Base):
    """A person who may sign in. `folded_name` is the name as it is compared at sign-in."""

    __tablename__ = "user_account"

    code: Mapped[str] = mapped_column(CodeText(), primary_key=True)
    name: Mapped[str] = mapped_column(String(DESCRIPTION_LENGTH_MAX))
    folded_name: Mapped[str] = mapped_column(String(DESCRIPTION_LENGTH_MAX), index=True)
    role: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(10), default="en")
    location_code: Mapped[str] = mapped_column(CodeText(), default="")
    pin_hash: Mapped[str] = mapped_column(String(200), default="")
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    created_at_utc: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("code <> ''", name="code_not_blank"),
        CheckConstraint(_KNOWN_ROLE, name="known_role"),
    )


class SignIn(Base):
    """One sign-in session; the browser holds the token, we its hash."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(_HASH, primary_key=True)
    user_code: Mapped[str] = mapped_column(ForeignKey("user_account.code"), index=True)
    created_at_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at_utc: Mapped[datetime | None] = mapped_column(UtcDateTime)
    user_agent: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(60), default="")


class Enrolment(Base):
    """A one-time code with which a new person, or one who forgot the PIN, chooses a PIN."""

    __tablename__ = "enrolment"

    code_hash: Mapped[str] = mapped_column(_HASH, primary_key=True)
    role: Mapped[str] = mapped_column(String(20))
    user_code: Mapped[str] = mapped_column(CodeText(), default="")
    created_at_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(CodeText(), default="")
    expires_at_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at_utc: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (CheckConstraint(_KNOWN_ROLE, name="known_role"),)


class AccessToken(Base):
    """A token with which a program acts as a person."""

    __tablename__ = "access_token"

    id: Mapped[str] = mapped_column(String(12), primary_key=True)
    token_hash: Mapped[str] = mapped_column(_HASH)
    user_code: Mapped[str] = mapped_column(ForeignKey("user_account.code"), index=True)
    name: Mapped[str] = mapped_column(String(DESCRIPTION_LENGTH_MAX))
    created_at_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at_utc: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Badge(Base):
    """A printed badge: a user name that can be scanned, never a proof by itself."""

    __tablename__ = "badge"

    code_hash: Mapped[str] = mapped_column(_HASH, primary_key=True)
    user_code: Mapped[str] = mapped_column(ForeignKey("user_account.code"), index=True)
    created_at_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at_utc: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignInFailure(Base):
    """How often a sign-in failed lately, by person and by network address; only delays."""

    __tablename__ = "sign_in_failure"

    subject: Mapped[str] = mapped_column(String(80), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    last_failed_at_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    wait_until_utc: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("failures >= 0", name="failures_not_negative"),
        Index("ix_sign_in_failure_last_failed_at_utc", "last_failed_at_utc"),
    )


class DemoPin(Base):
    """The known PIN of a demo person. Rows exist in a demo database only; they make it one."""

    __tablename__ = "demo_pin"

    user_code: Mapped[str] = mapped_column(ForeignKey("user_account.code"), primary_key=True)
    pin: Mapped[str] = mapped_column(String(20))
