"""Tables of the no. series."""

from datetime import date

from sqlalchemy import BigInteger, Boolean, CheckConstraint, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from scanner_app.db.base import Base
from scanner_app.db.types import CodeText
from scanner_app.kernel.limits import DESCRIPTION_LENGTH_MAX


class NoSeries(Base):
    """A kind of number."""

    __tablename__ = "no_series"

    code: Mapped[str] = mapped_column(CodeText(), primary_key=True)
    description: Mapped[str] = mapped_column(String(DESCRIPTION_LENGTH_MAX), default="")


class NoSeriesLine(Base):
    """The numbers of a series from a date on: a prefix and a rising number of fixed width."""

    __tablename__ = "no_series_line"

    series_code: Mapped[str] = mapped_column(ForeignKey("no_series.code"), primary_key=True)
    starting_date: Mapped[date] = mapped_column(primary_key=True)
    prefix: Mapped[str] = mapped_column(CodeText())
    width: Mapped[int] = mapped_column(Integer)
    last_used: Mapped[int] = mapped_column(BigInteger, default=0)
    is_open: Mapped[bool] = mapped_column(Boolean, default=True)

    __table_args__ = (
        CheckConstraint("width BETWEEN 1 AND 12 AND length(prefix) + width <= 20", name="fits"),
        CheckConstraint("last_used >= 0", name="last_used_not_negative"),
    )
