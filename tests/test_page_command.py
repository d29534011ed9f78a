"""``selfeval-xl page`` hands out the page that the program carries, or says where it comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfeval_xl.cli import main
from selfeval_xl.storage import resources


@pytest.fixture(autouse=True)
def carried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place that the program takes its resources from, empty yet."""
    folder = tmp_path / "resources"
    folder.mkdir()
    monkeypatch.setattr(resources, "_INSTALLED", (str(folder),))
    monkeypatch.setattr(resources, "_CHECKOUT", ())
    monkeypatch.chdir(tmp_path)
    return folder


def test_the_page_is_copied(carried: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (carried / resources.PAGE).write_bytes(b"<!doctype html>")
    assert main(["page"]) == 0
    assert Path(resources.PAGE).read_bytes() == b"<!doctype html>"
    assert resources.PAGE in capsys.readouterr().out


def test_it_goes_where_one_says_and_over_nothing(carried: Path) -> None:
    (carried / resources.PAGE).write_bytes(b"<!doctype html>")
    assert main(["page", "-o", "网页.html"]) == 0
    Path("网页.html").write_bytes(b"mine")
    assert main(["page", "-o", "网页.html"]) == 2
    assert Path("网页.html").read_bytes() == b"mine"


def test_another_kind_of_name_is_refused(carried: Path) -> None:
    (carried / resources.PAGE).write_bytes(b"<!doctype html>")
    assert main(["page", "-o", "网页.pdf"]) == 2


def test_without_one_it_says_where_to_get_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["page"]) == 2
    assert not Path(resources.PAGE).exists()
    assert "make page" in capsys.readouterr().err
