"""`communique feeds`: every action against real files and a real server, with its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import faults_content
import faults_transport
import pytest
from fault_kinds import CATALOGUE
from fault_server import FaultServer, Request, Step, http, item, rss

from pipeline.commands import main

ALLOW = ["--allow-network", "127.0.0.1/32", "--host-gap", "0"]
GOOD = rss(item("One"), item("Two"))
assert faults_content and faults_transport, "they fill the catalogue"


def test_check_tells_how_feeds_are(
    server: FaultServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    well, gone = server.add(lambda r: [http(GOOD)]), server.add(lambda r: [http(status="410 Gone")])
    listed = tmp_path / "feeds.txt"
    listed.write_text(f"{well.url}/f title='Well fed'\n{gone.url}/f title='Long gone'\n")
    assert main(["feeds", "check", str(listed), *ALLOW]) == 1
    out, err = capsys.readouterr()
    assert "Well fed" in out and "gone" in out and "2 feeds: 1 well, 1 not" in out
    assert "2/2" in err
    assert main(["feeds", "check", str(listed), *ALLOW, "--json", "--quiet"]) == 1
    rows = {row["title"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert (rows["Well fed"]["entries"], rows["Well fed"]["error"]) == (2, None)
    assert (rows["Long gone"]["status"], rows["Long gone"]["error"]) == (410, "gone")
    listed.write_text(f"{well.url}/f\n")
    assert main(["feeds", "check", str(listed), *ALLOW, "--quiet"]) == 0


def test_preview_prints_articles(server: FaultServer, capsys: pytest.CaptureFixture[str]) -> None:
    site = server.add(lambda r: [http(GOOD)])
    assert main(["feeds", "preview", f"{site.url}/feed.xml", *ALLOW]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["title"] for row in rows] == ["One", "Two"]
    assert main(["feeds", "preview", f"{site.url}/feed.xml"]) == 1
    assert "blocked_address" in capsys.readouterr().err
    assert main(["feeds", "preview", "no/such/file"]) == 2
    assert main(["feeds", "preview", "\x00"]) == 2


def test_preview_survives_every_body_of_the_catalogue(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Bodies of all faults, with the clutter of their transport still on them, and cut at odd places."""
    path = tmp_path / "feed"
    for number, (name, fault) in enumerate(sorted(CATALOGUE.items())):
        steps = fault.answer(Request("/feed-1", {}, 1, 1, 0.0))
        raw = b"".join(step for step in steps if isinstance(step, bytes))[: 1 << 20]
        body = raw.partition(b"\r\n\r\n")[2] or raw
        path.write_bytes(body[: len(body) - number % 7 * 11])
        assert main(["feeds", "preview", str(path), "--parse-timeout", "2", "--max-entries", "50"]) in (
            0,
            1,
        ), name
        for line in capsys.readouterr().out.splitlines():
            assert json.loads(line)["article_id"], name


def test_discover(server: FaultServer, capsys: pytest.CaptureFixture[str]) -> None:
    def named(request: Request) -> list[Step]:
        link = '<link rel="alternate" type="application/atom+xml" title="News" href="/atom.xml">'
        return [http(f"<html><head>{link}</head></html>", kind="text/html")]

    def hidden(request: Request) -> list[Step]:
        if request.path == "/feed":
            return [http(GOOD)]
        found = request.path == "/"
        return [
            http("<html><body>Hi</body></html>", status="200 OK" if found else "404 No", kind="text/html")
        ]

    def linked(request: Request) -> list[Step]:
        anchor = http("<html><body><a href='/feed'>news</a></body></html>", kind="text/html")
        return [anchor] if request.path == "/" else hidden(request)

    for answer, url, code in (
        (named, "/atom.xml", 0),
        (hidden, "/feed", 0),
        (linked, "/feed", 0),
        (lambda r: [http(GOOD)], "/", 0),
        (lambda r: [http("<html></html>", kind="text/html")], None, 1),
    ):
        site = server.add(answer)
        assert main(["feeds", "discover", f"{site.url}/", *ALLOW]) == code
        lines = [line.split("\t")[0] for line in capsys.readouterr().out.splitlines()]
        assert lines == ([site.url + url] if url else []), "each feed once"
    assert main(["feeds", "preview", f"{server.add(named).url}/page", *ALLOW]) == 1
    assert "names the feed http://127." in capsys.readouterr().err, "an address to copy, not a relative one"


def test_import_and_export(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    mine, theirs = tmp_path / "mine.txt", tmp_path / "theirs.opml"
    mine.write_text("# my list\nhttps://a.example/f\n")
    theirs.write_text(
        '<opml version="2.0"><body><outline text="G"><outline text="A" xmlUrl="https://a.example/f"/>'
        '<outline text="B" xmlUrl="https://b.example/f"/></outline></body></opml>'
    )
    assert main(["feeds", "import", str(theirs), str(mine)]) == 0
    assert mine.read_text().startswith("# my list\nhttps://a.example/f\nhttps://b.example/f ")
    assert main(["feeds", "export", str(mine)]) == 0
    assert b'xmlUrl="https://b.example/f"' in capsysbinary.readouterr().out
    assert main(["feeds", "import", str(mine), str(tmp_path / "new.opml")]) == 0
    assert (tmp_path / "new.opml").read_bytes().count(b"xmlUrl") == 2
    assert main(["feeds", "import", str(tmp_path / "none.opml"), str(mine)]) == 2
    assert b"--feeds" not in capsysbinary.readouterr().err, "there is no such option here"
    before, theirs = mine.read_bytes(), tmp_path / "spelled.txt"
    theirs.write_text("https://A.example:443/f title='spelled anew'\n")
    assert main(["feeds", "import", str(theirs), str(mine)]) == 0
    assert mine.read_bytes() == before, "one address in two spellings is one feed"
    for name, said in (("bare.txt", ""), ("noted.txt", "# nothing yet")):
        (tmp_path / name).write_text(said)
        assert main(["feeds", "import", str(theirs), str(tmp_path / name)]) == 0
        assert (
            (tmp_path / name)
            .read_text()
            .startswith(said + ("\n" if said else "") + "https://A.example:443/f ")
        )
    assert main(["feeds", "import", str(theirs), str(tmp_path)]) == 2


def test_a_proxy_whose_login_is_not_there_is_bad_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PROXY_LOGIN", raising=False)
    listed = tmp_path / "feeds.txt"
    listed.write_text("https://a.example/f\n")
    proxy = ["--proxy", "http://${PROXY_LOGIN}@proxy.example:3128"]
    for command in (
        ["feeds", "check", str(listed)],
        ["feeds", "preview", "https://a.example/f"],
        ["run", "--feeds", str(listed), "--lake", str(tmp_path / "lake")],
    ):
        assert main([*command, *proxy]) == 2
        assert "--proxy: environment variable PROXY_LOGIN is not set" in capsys.readouterr().err
    assert not (tmp_path / "lake").exists()
