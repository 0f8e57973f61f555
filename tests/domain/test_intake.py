"""What is read of an article from elsewhere."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.intake import HTML, LONGEST, NINJS, PLAIN, Unreadable, read

PAGE = """<!DOCTYPE html><html lang="de-CH"><head><meta charset="{charset}">
<title>Der Titel – Zeitung</title><meta name="author" content="Anna Lind">
<meta property="og:site_name" content="Die Zeitung"><meta property="og:title" content="Der Titel">
<meta property="article:published_time" content="2025-03-01T10:20:00+01:00">
<script>window.evil = "SCRIPT"</script><style>.x {{ color: red }}</style></head>
<body><nav><a href="/">Startseite</a></nav><article><h1>Der Titel</h1>
<p>Der Präsident reist im <b>Mai</b> nach China, sagten fünf Personen, die damit vertraut sind.</p>
<script>document.write("SCRIPT")</script><img src="https://tracker.example/x.png">
<p>Der Kreml lehnte eine Stellungnahme ab. “Kein Kommentar”, sagte der Sprecher.</p>
</article><footer>Impressum</footer></body></html>"""


class TestHtml:
    def test_the_text_and_what_the_page_says_of_it(self):
        draft = read(PAGE.format(charset="utf-8").encode(), HTML, url="https://example.org/a")
        assert draft.headline == "Der Titel"
        assert draft.body.split("\n\n") == [
            "Der Präsident reist im Mai nach China, sagten fünf Personen, die damit vertraut sind.",
            "Der Kreml lehnte eine Stellungnahme ab. “Kein Kommentar”, sagte der Sprecher.",
        ]
        assert (draft.byline, draft.outlet, draft.language) == ("Anna Lind", "Die Zeitung", "de-CH")
        assert (draft.published, draft.url) == ("2025-03-01T10:20:00+0100", "https://example.org/a")

    @pytest.mark.parametrize(
        ("encoding", "declared"),
        [("utf-8", "utf-8"), ("cp1252", "windows-1252"), ("utf-8-sig", "x"), ("utf-16", "x")],
    )
    def test_characters(self, encoding, declared):
        page = PAGE.format(charset=declared).encode(encoding)
        assert "Präsident" in read(page, HTML).body

    def test_what_the_server_says_comes_before_a_guess(self):
        page = "<html><body><p>Ж длинный текст статьи, который надо прочитать.</p></body></html>"
        assert read(page.encode("koi8-r"), HTML, charset="koi8-r").body.startswith("Ж длинный")

    @pytest.mark.parametrize("page", [b"<html></html>", b"", b"<script>x</script>"])
    def test_a_page_without_text(self, page):
        with pytest.raises(Unreadable, match="No text"):
            read(page, HTML)


class TestText:
    def test_a_first_line_by_itself_is_the_headline(self):
        draft = read(b"Titel\r\n\r\nEin Satz.\r\n\r\n  Noch einer. \n", PLAIN)
        assert (draft.headline, draft.body) == ("Titel", "Ein Satz.\n\n  Noch einer. \n")

    @pytest.mark.parametrize("text", ["One line.", "One.\nTwo.", "x" * 501 + "\n\nText."])
    def test_else_all_is_text(self, text):
        draft = read(text.encode(), PLAIN)
        assert (draft.headline, draft.body) == ("", text)

    def test_what_is_no_text(self):
        with pytest.raises(Unreadable, match="null characters"):
            read(b"PK\x03\x04\x00\x00", PLAIN)
        with pytest.raises(Unreadable, match="cannot be read"):
            read(b"%PDF-1.7", "application/pdf")
        with pytest.raises(Unreadable, match="more than"):
            read(b"x" * (LONGEST + 1), PLAIN)

    @given(st.binary(max_size=200), st.sampled_from([PLAIN, HTML, NINJS]), st.text(max_size=5))
    def test_anything_is_read_or_refused(self, content, kind, charset):
        try:
            draft = read(content, kind, charset)
        except Unreadable:
            return
        assert draft.body.strip()
        assert "\r" not in draft.body


class TestNinjs:
    ONE = {
        "uri": "https://news.example/1",
        "headline": "  A\n headline ",
        "byline": "Anna Lind",
        "language": "en",
        "versioncreated": "2025-03-01T10:00:00Z",
        "body_text": "One.\r\nTwo.",
    }

    def test_version_1(self):
        draft = read(json.dumps(self.ONE).encode(), NINJS)
        assert (draft.headline, draft.body, draft.byline) == (
            "A headline",
            "One.\nTwo.",
            "Anna Lind",
        )
        assert (draft.published, draft.url) == ("2025-03-01T10:00:00Z", "https://news.example/1")

    def test_version_3(self):
        item = {
            "uri": "urn:x",
            "headlines": [{"value": "A headline"}],
            "by": "Anna Lind",
            "bodies": [
                {
                    "contenttype": "text/html",
                    "value": "<p>One.</p><script>x</script><p>Two &amp; three</p>",
                }
            ],
        }
        draft = read(json.dumps(item).encode(), NINJS)
        assert (draft.headline, draft.body, draft.url) == ("A headline", "One.\n\nTwo & three", "")
        assert draft.remarks == ("The text was made from its HTML.",)

    @pytest.mark.parametrize(
        "item", ["[]", "1", "{}", '{"body_text": 7}', "{", '{"bodies": [{"value": 1}]}', "[" * 9999]
    )
    def test_what_is_none(self, item):
        with pytest.raises(Unreadable):
            read(item.encode(), NINJS)
