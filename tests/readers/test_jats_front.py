"""Front matter: what the file says of the article itself."""

from __future__ import annotations

import pytest

from citance import readers
from citance.model.article import ArticleRecord, Author, RelationKind
from citance.model.identifiers import Doi, Identifiers, Pmcid, Pmid
from citance.readers.jats.front import relation_kind
from citance.readers.jats.references import split_name

WHOLE = """<article article-type="research-article" xml:lang="en" xmlns:xlink="http://www.w3.org/1999/xlink"
  xmlns:ali="http://www.niso.org/schemas/ali/1.0/"><front>
<journal-meta><journal-id journal-id-type="nlm-ta">J Inv Med</journal-id>
 <journal-title-group><journal-title>Journal of Invented Medicine</journal-title></journal-title-group>
 <issn pub-type="ppub">9999-0016</issn><issn pub-type="epub">9999-002x</issn>
 <publisher><publisher-name>Press</publisher-name></publisher></journal-meta>
<article-meta>
 <article-id pub-id-type="doi">10.5555/Whole.1</article-id><article-id pub-id-type="pmid">90000009</article-id>
 <article-id pub-id-type="pmc">90000009</article-id><article-id pub-id-type="publisher-id">W-1</article-id>
 <article-categories><subj-group><subject>Medicine</subject><subj-group><subject>Trials</subject></subj-group></subj-group>
 </article-categories>
 <title-group><article-title>A <italic>whole</italic> article<xref ref-type="fn" rid="n1">*</xref></article-title>
  <subtitle>with all</subtitle><trans-title-group><trans-title>Um artigo</trans-title></trans-title-group></title-group>
 <contrib-group>
  <contrib contrib-type="author"><contrib-id contrib-id-type="orcid">https://orcid.org/0000-0002-1825-009x</contrib-id>
   <name><surname>Ott</surname><given-names>A. B.</given-names></name><xref ref-type="aff" rid="a1">1</xref>
   <xref ref-type="aff" rid="a2">2</xref></contrib>
  <contrib contrib-type="author"><collab>The Rice Group<contrib-group><contrib><name><surname>Member</surname>
   </name></contrib></contrib-group></collab></contrib>
  <contrib contrib-type="author"><name><surname>Li</surname><given-names>C</given-names></name><aff>Nearby</aff></contrib>
  <contrib contrib-type="editor"><name><surname>Editor</surname></name></contrib>
  <aff id="a1"><label>1</label><institution>Institute</institution><country>Utopia</country></aff>
 </contrib-group>
 <aff id="a2"><sup>2</sup>Hospital, Northmere, <email>x@example.org</email></aff>
 <pub-date pub-type="pmc-release"><year>2001</year></pub-date><pub-date pub-type="collection"><year>2004</year></pub-date>
 <pub-date pub-type="ppub"><month>6</month><year>2004</year></pub-date>
 <pub-date pub-type="epub"><day>7</day><month>Mar</month><year>2004</year></pub-date>
 <volume>6</volume><issue>2</issue><fpage>101</fpage><lpage>112</lpage>
 <permissions><license xlink:href=""><ali:license_ref>https://creativecommons.org/licenses/by/4.0/</ali:license_ref>
  <license-p>Words.</license-p></license></permissions>
 <related-article related-article-type="retracted-article" ext-link-type="doi" xlink:href="10.5555/Gone.1">Gone</related-article>
 <abstract><sec><title>Aim</title><p>To be whole.</p></sec><sec><title>Result</title><p>It is.</p></sec></abstract>
 <trans-abstract xml:lang="pt"><p>Ser inteiro.</p></trans-abstract>
 <kwd-group xml:lang="en"><kwd>rice</kwd><kwd>whole <italic>grain</italic></kwd></kwd-group>
 <kwd-group xml:lang="pt"><kwd>arroz</kwd></kwd-group>
</article-meta></front><body><p>x</p></body></article>"""


EPUB_2010 = '<pub-date pub-type="epub"><year>2010</year></pub-date>'


def record_of(text: str) -> ArticleRecord:
    return readers.read(text.encode(), "whole.xml").record


def test_everything() -> None:
    record = record_of(WHOLE)
    assert record.identifiers == Identifiers(doi=Doi("10.5555/whole.1"), pmid=Pmid("90000009"), pmcid=Pmcid("PMC90000009"))
    assert record.other_ids == (("publisher-id", "W-1"),)
    assert (record.title, record.subtitle) == ("A whole article", "with all")
    assert record.authors == (
        Author("Ott", "A. B.", "0000-0002-1825-009X", ("Institute, Utopia", "Hospital, Northmere")),
        Author("The Rice Group", group=True),
        Author("Li", "C", None, ("Nearby",)),
    )
    journal = record.journal
    assert (journal.title, journal.abbreviation) == ("Journal of Invented Medicine", "J Inv Med")
    assert (journal.issns, journal.publisher) == (("9999-0016", "9999-002X"), "Press")
    assert (record.year, record.date) == (2004, "2004-03-07")
    assert (record.volume, record.issue, record.first_page, record.last_page) == ("6", "2", "101", "112")
    assert record.licence == "https://creativecommons.org/licenses/by/4.0/"
    assert record.abstract == "Aim\nTo be whole.\nResult\nIt is."
    assert record.keywords == ("rice", "whole grain")
    assert record.subjects == ("Medicine", "Trials")
    assert (record.article_type, record.language) == ("research-article", "en")
    (related,) = record.related
    assert (related.kind, related.identifiers.doi, related.printed) == (
        RelationKind.RETRACTION_OF,
        "10.5555/gone.1",
        "retracted-article Gone",
    )


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (EPUB_2010 + '<pub-date pub-type="ppub"><year>2011</year></pub-date>', "2010"),
        ('<pub-date pub-type="collection"><year>2009</year></pub-date>' + EPUB_2010, "2009"),
        ('<pub-date pub-type="collection"><year>2009</year></pub-date>', "2009"),
        ('<pub-date pub-type="pmc-release"><year>2009</year></pub-date>', None),
        (EPUB_2010 + '<pub-date date-type="pub" iso-8601-date="2010-05-02"/>', "2010-05-02"),
        ("<pub-date><string-date>Spring 2012</string-date></pub-date>", "2012"),
        ('<pub-date pub-type="epub"><day>40</day><month>13</month><year>2010</year></pub-date>', "2010"),
    ],
)
def test_the_date_is_the_earliest_of_publication(dates: str, expected: str | None) -> None:
    assert record_of(f"<article><front><article-meta>{dates}</article-meta></front></article>").date == expected


OTT_AND_LI = "".join(f"<contrib><name><surname>{name}</surname></name></contrib>" for name in ("Ott", "Li"))


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (f"<contrib-group>{OTT_AND_LI}</contrib-group><aff>Institute</aff>", ("Institute",)),
        (f"<contrib-group>{OTT_AND_LI}<aff><label/>Institute</aff></contrib-group>", ("Institute",)),
        (f"<contrib-group>{OTT_AND_LI}<aff>Institute</aff><aff>Hospital</aff></contrib-group>", ()),
        (f'<contrib-group>{OTT_AND_LI}<aff>Institute</aff><aff id="a1">Hospital</aff></contrib-group>', ()),
        (f'<contrib-group>{OTT_AND_LI}</contrib-group><contrib-group content-type="editor"><aff>X</aff></contrib-group>', ()),
    ],
)
def test_an_affiliation_that_stands_alone_is_everyones(group: str, expected: tuple[str, ...]) -> None:
    record = record_of(f"<article><front><article-meta>{group}</article-meta></front></article>")
    assert [author.affiliations for author in record.authors] == [expected, expected]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("© 2003 Ott. This is an Open Access article: verbatim copying is permitted.", "© 2003 Ott. This is an Open Access"),
        ("© Ott, see https://creativecommons.org/licenses/by/2.0/.", "https://creativecommons.org/licenses/by/2.0/"),
        ("© 2003 Ott. All rights reserved.", None),
    ],
)
def test_a_licence_that_only_the_copyright_statement_grants(statement: str, expected: str | None) -> None:
    inside = f"<permissions><copyright-statement>{statement}</copyright-statement></permissions>"
    licence = record_of(f"<article><front><article-meta>{inside}</article-meta></front></article>").licence
    assert licence == expected or (expected and licence and licence.startswith(expected))


def test_an_abstract_ends_with_its_own_words() -> None:
    abstract = """<abstract><p>Rice grows.</p><p>DOI: http://dx.doi.org/10.5555/rice.1</p><sec><title>Electronic supplementary
      material</title><p>The online version of this article (doi:10.5555/rice.1) contains supplementary material, which is
      available to authorized users.</p></sec></abstract>"""
    record = record_of(f"<article><front><article-meta>{abstract}</article-meta></front></article>")
    assert record.abstract == "Rice grows."


@pytest.mark.parametrize(
    ("printed", "article_type", "kind"),
    [
        ("corrected-article", "correction", RelationKind.CORRECTION_OF),
        ("correction-forward", "research-article", RelationKind.CORRECTED_BY),
        ("retracted-article", "retraction", RelationKind.RETRACTION_OF),
        ("retraction-forward", "research-article", RelationKind.RETRACTED_BY),
        ("retraction", "research-article", RelationKind.RETRACTED_BY),
        ("retraction", "retraction", RelationKind.RETRACTION_OF),
        ("object-of-concern", "expression-of-concern", RelationKind.CONCERN_ABOUT),
        ("commentary-article", "article-commentary", RelationKind.COMMENTARY_ON),
        ("commentary", "research-article", RelationKind.OTHER),
        ("preprint", "research-article", RelationKind.HAS_PREPRINT),
        ("companion", None, RelationKind.COMPANION),
        ("unheard-of", None, RelationKind.OTHER),
    ],
)
def test_row_47_which_way_a_relation_points(printed: str, article_type: str | None, kind: RelationKind) -> None:
    assert relation_kind(printed, article_type) == kind


@pytest.mark.parametrize(
    ("printed", "surname", "given"),
    [
        ("Smith, John", "Smith", "John"),
        ("Smith JA", "Smith", "JA"),
        ("van der Berg J.-P.", "van der Berg", "J.-P."),
        ("J. A. Smith", "Smith", "J. A."),
        ("World Health Organization", "World Health Organization", ""),
    ],
)
def test_names_in_one_piece(printed: str, surname: str, given: str) -> None:
    assert split_name(printed) == Author(surname, given)
