"""`flask scan`: what a picture holds and what a text says, one JSON object a line."""

import json
from pathlib import Path
from typing import Any, Final

import click

from scanner_app.barcodes.parse import ParsedCode, parse
from scanner_app.barcodes.refusal import CodeRefused
from scanner_app.barcodes.symbol import Symbol, Symbology
from scanner_app.cli.terminal import Exit, Group, end, service
from scanner_app.kernel.codec import to_json
from scanner_app.kernel.errors import BadScan
from scanner_app.scanning.read import decode

GROUP: Final = Group("scan", help="Read pictures and codes; nothing is posted.")

_FORMATS: Final = click.Choice([kind.value for kind in Symbology], case_sensitive=False)


@GROUP.command("decode")
@click.argument(
    "images", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def decode_images(*, images: tuple[Path, ...]) -> None:
    """Read the codes in IMAGES: one line each, with every code found and what it says.

    Ends with 3 if an image was refused or holds no code.
    """
    lines = [_image_line(image) for image in images]
    for line in lines:
        _write(line)
    end(Exit.DONE if all(line.get("results") for line in lines) else Exit.REFUSED)


@GROUP.command("parse")
@click.argument("texts", nargs=-1, required=True)
@click.option("--aim", default="", help='AIM identifier such as "]C1", if not in the text.')
@click.option("--format", "symbology", type=_FORMATS, default=Symbology.UNKNOWN.value)
@click.option("--gs", "substitutes", multiple=True, help="What the scanner types in place of GS.")
def parse_texts(
    *, texts: tuple[str, ...], aim: str, symbology: str, substitutes: tuple[str, ...]
) -> None:
    """Say what TEXTS are: one line each. Ends with 3 if one was refused."""
    kind = next(one for one in Symbology if one.value.lower() == symbology.lower())
    lines = [
        {"input": text, **_parsed(Symbol(kind, text, aim=aim or None), substitutes)}
        for text in texts
    ]
    for line in lines:
        _write(line)
    end(Exit.REFUSED if any("refused" in line for line in lines) else Exit.DONE)


def _write(line: dict[str, Any]) -> None:
    click.echo(json.dumps(line))


def _image_line(image: Path) -> dict[str, Any]:
    try:
        symbols = decode(image.read_bytes())
    except BadScan as refusal:
        first = refusal.first
        refused = {"code": first.code, "message": first.sentence}
        return {"image": str(image), "results": [], "refused": refused}
    return {"image": str(image), "results": [_symbol_line(symbol) for symbol in symbols]}


def _symbol_line(symbol: Symbol) -> dict[str, Any]:
    return {
        "text": symbol.text,
        "format": symbol.symbology.value,
        "aim": symbol.aim or "",
        "gs1": symbol.gs1,
        "safe": symbol.safe,
        "outline": to_json(symbol.outline),
        "engine": symbol.engine,
        **_parsed(symbol, ()),
    }


def _parsed(symbol: Symbol, substitutes: tuple[str, ...]) -> dict[str, Any]:
    """Give what a symbol says under "parsed", or why it says something wrong under "refused"."""
    ours = service()
    try:
        said: ParsedCode = parse(
            symbol, key=ours.secret, as_of=ours.clock.today(), gs_substitutes=substitutes
        )
    except CodeRefused as refused:
        return {
            "refused": {
                "code": refused.catalogue_code,
                "reason": str(refused.code),
                "detail": refused.detail,
                "ai": refused.ai,
            }
        }
    return {"parsed": to_json(said)}
