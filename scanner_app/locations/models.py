"""Tables of locations and bins. Rows are dumb: every rule is elsewhere."""

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from scanner_app.db.base import Base
from scanner_app.db.types import CodeText
from scanner_app.kernel.limits import DESCRIPTION_LENGTH_MAX


class Location(Base):
    """A place with stock of its own; in transit ones only transfer orders use."""

    __tablename__ = "location"

    code: Mapped[str] = mapped_column(CodeText(), primary_key=True)
    name: Mapped[str] = mapped_column(String(DESCRIPTION_LENGTH_MAX), default="")
    uses_bins: Mapped[bool] = mapped_column(Boolean, default=False)
    allows_negative: Mapped[bool] = mapped_column(Boolean, default=False)
    is_in_transit: Mapped[bool] = mapped_column(Boolean, default=False)
    is_blocked: Mapped[bool] = mapped_column(Boolean, default=False)
    receiving_bin_code: Mapped[str] = mapped_column(CodeText(), default="")
    shipping_bin_code: Mapped[str] = mapped_column(CodeText(), default="")

    __table_args__ = (
        CheckConstraint("code <> ''", name="code_not_blank"),
        CheckConstraint("NOT (is_in_transit AND uses_bins)", name="in_transit_without_bins"),
        CheckConstraint(
            "uses_bins OR (receiving_bin_code = '' AND shipping_bin_code = '')",
            name="bins_only_where_used",
        ),
    )


class Bin(Base):
    """A shelf, a floor place or a dock of a location.

    `label_code` is what the shelf label carries: short, unique over all locations, and only of
    letters and digits that are not mistaken for one another.
    """

    __tablename__ = "bin"

    location_code: Mapped[str] = mapped_column(ForeignKey("location.code"), primary_key=True)
    code: Mapped[str] = mapped_column(CodeText(), primary_key=True)
    description: Mapped[str] = mapped_column(String(DESCRIPTION_LENGTH_MAX), default="")
    label_code: Mapped[str] = mapped_column(CodeText(), unique=True)
    is_blocked: Mapped[bool] = mapped_column(Boolean, default=False)
    ranking: Mapped[int] = mapped_column(Integer, default=0)

    __table_args__ = (
        CheckConstraint("code <> ''", name="code_not_blank"),
        CheckConstraint("label_code <> ''", name="label_not_blank"),
        Index("ix_bin_code", "code"),
    )
