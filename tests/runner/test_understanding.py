"""`kavshiri understand` as its own process: sentences in, one JSON object a line out, and nothing else happens."""

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.understanding import ArgumentInvalid, build_context

ROOT = Path(__file__).parents[2]
NOW = "2026-11-26T10:00+04:00"


def start(folder: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    """In an empty folder, with nothing of ours in the environment but a setting that would stop everything else."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DATABASE_URL": "nonsense", "LANG": "C"}
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "understand", *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def ask(folder: Path, said: bytes, *arguments: str) -> list[dict[str, Any]]:
    process = start(folder, *arguments)
    out, err = process.communicate(said, timeout=60)
    assert (process.returncode, err) == (0, b"")
    return [json.loads(line) for line in out.decode().splitlines()]


def test_a_sentence_is_told_as_json(tmp_path: Path) -> None:
    said = "called Vera, 4 windows about 6000, measurement Friday 11:00"
    (told,) = ask(tmp_path, f"{said}\n".encode(), "--lang", "en", "--now", NOW, "--zone", "Asia/Tbilisi")
    assert told["text"] == said
    assert [(one["start"], one["text"]) for one in told["times"]] == [("2026-11-27T11:00:00", "Friday 11:00")]
    assert [(one["amount"], one["text"]) for one in told["amounts"]] == [(6000, "about 6000")]
    assert [one["name"] for one in told["commands"]] == ["log_call", "set_amount", "book_visit"]
    assert told["commands"][0]["arguments"]["who"] == "Vera"
    assert told["commands"][2]["arguments"]["start"] == "2026-11-27T11:00:00"
    assert all(0 < one["confidence"] <= 1 for one in told["commands"])
    assert told["unsure"] is False
    assert list(tmp_path.iterdir()) == []


def test_every_line_is_answered_even_an_empty_one(tmp_path: Path) -> None:
    told = ask(tmp_path, "\nхвал\r\n\xff😀\n   \nno end".encode("latin-1", "replace"), "--lang", "ru", "--now", NOW)
    assert len(told) == 5
    assert told[0] | {"text": ""} == told[0]
    assert told[0]["commands"] == []


def test_three_languages_are_read(tmp_path: Path) -> None:
    said = "ხვალ 11-ზე\nзавтра в 11\ntomorrow at 11\nxval 11 saatze\n".encode()
    told = ask(tmp_path, said, "--lang", "ka", "--now", NOW)
    assert [[one["start"] for one in line["times"]] for line in told] == [["2026-11-27T11:00:00"]] * 4


def test_an_answer_comes_before_the_next_sentence(tmp_path: Path) -> None:
    process = start(tmp_path, "--lang", "en", "--now", NOW)
    assert process.stdin is not None
    assert process.stdout is not None
    for said in ("called Vera", "called Nino"):
        process.stdin.write(f"{said}\n".encode())
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["text"] == said
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (0, b"", b"")


def test_whoever_has_read_enough_may_go(tmp_path: Path) -> None:
    process = start(tmp_path, "--lang", "en", "--now", NOW)
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdin.write(b"called Vera\n")
    process.stdin.flush()
    process.stdout.readline()
    process.stdout.close()
    process.stdin.write(b"called Nino\n" * 50)
    process.stdin.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=60) == 0


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["--lang", "fr"], "--lang"),
        (["--lang", "en", "--now", "tomorrow"], "--now"),
        (["--lang", "en", "--zone", "Mars/Olympus"], "--zone"),
    ],
)
def test_a_wrong_argument_is_one_sentence(tmp_path: Path, arguments: list[str], name: str) -> None:
    process = start(tmp_path, *arguments)
    out, err = process.communicate(b"called Vera\n", timeout=60)
    assert (process.returncode, out) == (2, b"")
    assert err.decode().startswith(f"{name} should be ")
    assert err.count(b"\n") == 1


@pytest.mark.parametrize(
    ("now", "zone", "name"),
    [
        ("2026-13-01", None, "--now"),
        ("9999-12-31T10:00", None, "--now"),
        ("0001-01-01T00:00", None, "--now"),
        ("", None, "--now"),
        (NOW, "../etc/passwd", "--zone"),
        (NOW, "", "--zone"),
        ("2026-11-26T10:00+04:07", None, "--zone"),
    ],
)
def test_no_such_moment_or_place(now: str, zone: str | None, name: str) -> None:
    with pytest.raises(ArgumentInvalid, match=rf"^{name} should be "):
        build_context("en", now, zone)


@pytest.mark.parametrize(
    ("now", "zone", "local"),
    [
        ("2026-11-26T10:00+04:00", None, "2026-11-26T10:00:00"),
        ("2026-11-26T10:00", None, "2026-11-26T10:00:00"),
        ("2026-11-26T06:00Z", "Asia/Tbilisi", "2026-11-26T10:00:00"),
        ("2013-02-12T04:30:00-02:00", None, "2013-02-12T04:30:00"),
        ("2026-11-26T10:00+05:30", None, "2026-11-26T10:00:00"),
        ("2026-11-26T10:00", "Europe/Berlin", "2026-11-26T10:00:00"),
        ("2026-11-26", None, "2026-11-26T00:00:00"),
    ],
)
def test_the_moment_is_local_where_it_is_said(now: str, zone: str | None, local: str) -> None:
    context = build_context("en", now, zone)
    assert context.local_now.replace(tzinfo=None).isoformat() == local


def test_without_a_moment_it_is_now() -> None:
    context = build_context("ka", None, None)
    assert context.zone == ZoneInfo("Asia/Tbilisi")
    assert abs(datetime.now(context.zone) - context.now) < timedelta(minutes=1)


def test_a_wrong_language_is_refused() -> None:
    with pytest.raises(ArgumentInvalid, match="one of ka, ru, en"):
        build_context("de", None, None)
