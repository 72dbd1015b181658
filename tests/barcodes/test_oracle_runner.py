import json
import subprocess
import sys

from tests.barcodes.places import ORACLE, needs_oracle
from tests.oracle.__main__ import main, verdicts


@needs_oracle
def test_every_gs1_case_passes():
    failed = [
        verdict
        for verdict in verdicts(ORACLE / "gs1_cases.json", case_id=None, database=None)
        if verdict.difference
    ]
    assert failed == []


def test_a_difference_is_said_and_the_exit_is_not_nought(tmp_path, capsys):
    case = {"id": "A", "input": "]C110LOT", "expect": {"ok": True, "elements": [["10", "OTHER"]]}}
    file = tmp_path / "any name.json"
    file.write_text(json.dumps({"error_codes": {}, "cases": [case, case | {"id": "B"}]}))
    assert main([str(file), "--case", "B"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("FAIL B: elements: expected [['10', 'OTHER']], got [['10', 'LOT']]")
    assert lines[-1] == "0 passed, 1 failed"


def test_a_format_that_nobody_built_fails_by_name(tmp_path):
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"cases": [{"id": "C"}]}))
    command = [sys.executable, "-m", "tests.oracle", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["FAIL C: not built yet", "0 passed, 1 failed"]
    assert done.returncode == 1
