"""Where the worked cases and photographs are: beside the checkout."""

from pathlib import Path

import pytest

ORACLE = Path(__file__).resolve().parents[3] / "shared" / "oracle"
PHOTOS = ORACLE / "photos"

needs_oracle = pytest.mark.skipif(not ORACLE.is_dir(), reason="../shared/oracle is not there")
needs_photos = pytest.mark.skipif(not PHOTOS.is_dir(), reason="the photographs are not there")
