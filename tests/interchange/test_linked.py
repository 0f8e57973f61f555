"""Web annotations and provenance, of plain sheets."""

from hypothesis import given
from hypothesis import strategies as st

from interchange.domain.provenance import provenance
from interchange.domain.sheet import Addresses, House
from interchange.domain.web_annotations import collection
from tests.interchange import sheets
from tests.interchange.vocabulary import broken_prov

AT = Addresses("https://newsroom.example")
API = "https://newsroom.example/api/v1"


class TestAnnotations:
    def made(self, **article):
        text = "Putin will travel. The Kremlin declined to comment."
        said = sheets.row(1, "source-1", headcount=2, anchor=sheets.anchor("travel", 11))
        claim = sheets.claim(
            anchors=[
                sheets.anchor("Putin will travel", 0, suffix=". The"),
                sheets.anchor("gone", None),
            ],
            attributions=[said, sheets.row(2, "source-1")],
        )
        asked = sheets.request(
            1, "source-1", anchor=sheets.anchor("The Kremlin declined to comment.", 19)
        )
        sheet = sheets.sheet(
            claim, sources=[sheets.source(1)], requests=[asked], text=text, **article
        )
        return sheet, collection(sheet, AT)

    def test_what_has_a_place_is_an_annotation(self):
        _, made = self.made()
        page = made["first"]
        assert made["@context"] == "http://www.w3.org/ns/anno.jsonld"
        assert (made["type"], page["type"]) == ("AnnotationCollection", "AnnotationPage")
        assert made["total"] == len(page["items"]) == 3
        assert page["startIndex"] == 0
        ids = [one["id"] for one in page["items"]]
        assert len(set(ids)) == 3
        assert [one["body"][0]["value"] for one in page["items"]] == [
            "Claim 1",
            "2 of source 1: asserts",
            "The Kremlin declined to comment.",
        ]
        status, link = page["items"][0]["body"][1:]
        assert status["value"] == "verified"
        assert (link["type"], link["source"]) == ("SpecificResource", f"{API}/claims/claim-1/")

    def test_places_are_of_the_text_and_quotes_of_the_page(self):
        sheet, made = self.made()
        for one in made["first"]["items"]:
            of_text, of_page = one["target"]
            quote, position = of_text["selector"]
            assert of_text["source"]["id"] == f"{API}/articles/{sheets.ARTICLE}/text/"
            assert quote["type"] == "TextQuoteSelector"
            assert position["type"] == "TextPositionSelector"
            text = sheet["article"]["text"]
            assert text[position["start"] : position["end"]] == quote["exact"]
            assert (of_page["source"], of_page["selector"]) == (sheets.URL, quote)

    def test_without_a_page_of_its_own(self):
        _, made = self.made(url="")
        assert [len(one["target"]) for one in made["first"]["items"]] == [1, 1, 1]


class TestProvenance:
    def made(self, house=None):
        sources = [
            sheets.source(1),
            sheets.source(2, kind="document"),
            sheets.source(3, kind="media"),
            sheets.source(4, kind="group", naming="anonymous"),
        ]
        rows = [
            sheets.row(1, "source-1", via="source-3", stated_on="2024-03"),
            sheets.row(2, "source-2", stance="confirms"),
            sheets.row(3, "source-4", stance="denies", terms="anonymity", knows_from="source-1"),
            sheets.row(4, "source-2", stance="confirms", via="source-3"),
        ]
        sheet = sheets.sheet(
            sheets.claim(1, attributions=rows, evidence=[sheets.evidence()]),
            sheets.claim(2, status="in_review"),
            sources=sources,
            requests=[sheets.request(1, "source-3", "claim-1"), sheets.request(2, "source-3")],
            notices=[sheets.notice(1, "2024-03-20T10:00:00Z", "claim-1")],
        )
        return provenance(sheet, AT, house or House())

    def test_it_is_what_the_ontology_allows(self):
        assert list(broken_prov(self.made())) == []
        assert list(broken_prov(self.made(House("The House")))) == []

    def test_the_judge_judges(self):
        made = self.made()
        claim = f"{API}/claims/claim-1/"
        node = next(one for one in made["@graph"] if one["@id"] == claim)
        node["prov:used"] = {"@id": claim}
        assert list(broken_prov(made))

    def test_who_says_so_and_who_does_not(self):
        nodes = {one["@id"].removeprefix(API): one for one in self.made()["@graph"]}
        claim = nodes["/claims/claim-1/"]
        supports = [f"{API}/attributions/row-{n}/" for n in (1, 2, 4)]
        assert [one["@id"] for one in claim["prov:wasDerivedFrom"]] == supports
        assert claim["prov:wasInfluencedBy"] == {"@id": f"{API}/attributions/row-3/"}
        denial = nodes["/attributions/row-3/"]
        assert denial["dcterms:type"] == "denies"
        assert denial["prov:wasAttributedTo"] == {"@id": f"{API}/sources/source-4/"}
        assert "prov:hadPrimarySource" in nodes["/attributions/row-2/"]
        assert "prov:wasDerivedFrom" in nodes["/attributions/row-4/"]
        assert nodes["/claims/claim-1/#finding"]["prov:value"] == "verified"
        assert "/claims/claim-2/#finding" not in nodes


texts = st.text(max_size=60)


@given(before=texts, exact=st.text(min_size=1, max_size=20), after=texts)
def test_a_place_is_counted_in_code_points(before, exact, after):
    claim = sheets.claim(anchors=[sheets.anchor(exact, len(before))])
    made = collection(sheets.sheet(claim, text=before + exact + after), AT)
    (position,) = (
        one
        for one in made["first"]["items"][0]["target"][0]["selector"]
        if one["type"] == "TextPositionSelector"
    )
    assert (before + exact + after)[position["start"] : position["end"]] == exact
